import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { GateTab } from "~/app/components/workspace/GateTab";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadGateTab } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => loadGateTab(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function Gate() {
  return <GateTab {...useLoaded<typeof loader>()} formError={useFormResult()?.formError ?? null} />;
}
