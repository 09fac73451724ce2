import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { ChangeTab } from "~/app/components/workspace/ChangeTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadChangeTab } from "~/app/server/connection-change.server";

export const loader = (args: LoaderFunctionArgs) => loadChangeTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function Change() {
  const result = useFormResult();
  return (
    <ChangeTab
      {...useLoaded<typeof loader>()}
      errors={{ ...result?.errors, ...(result?.formError && { form: result.formError }) }}
      typed={result?.values ?? {}}
    />
  );
}
