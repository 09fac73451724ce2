import { FormProblems } from "../console/parts/FormProblems";
import { Callout } from "../data/Callout";
import { ExactTime } from "../Time";
import type { Edit } from "./use-edit";

/** Why an editor's form was not saved; of somebody who was faster, who and when. */
export function EditProblems({ errors, stale }: Pick<Edit, "errors" | "stale">) {
  return (
    <>
      <FormProblems errors={errors} />
      {stale ? (
        <Callout tone="warn" title={`${stale.by} changed ${stale.what} before you`} live>
          <ExactTime at={stale.at} />. Nothing of yours was saved; it still stands below. Saving again puts it in the
          place of theirs.
        </Callout>
      ) : null}
    </>
  );
}
