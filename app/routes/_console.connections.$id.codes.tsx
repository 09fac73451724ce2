import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { CodesTab, type CodesTabProps } from "~/app/components/workspace/CodesTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadCodesTab } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => loadCodesTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

type Result = FormResult & Partial<Pick<CodesTabProps, "preview" | "problems">>;

export default function Codes() {
  const result = useFormResult() as Result | undefined;
  return (
    <CodesTab
      {...useLoaded<typeof loader>()}
      formError={result?.formError ?? null}
      errors={result?.errors ?? {}}
      preview={result?.preview ?? null}
      problems={result?.problems ?? []}
    />
  );
}
