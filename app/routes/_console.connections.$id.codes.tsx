import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { CodesTab } from "~/app/components/workspace/CodesTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadCodesTab } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => loadCodesTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function Codes() {
  return <CodesTab {...useLoaded<typeof loader>()} formError={useFormResult()?.formError ?? null} />;
}
