import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { GateTab } from "~/app/components/workspace/GateTab";
import { loadGateTab } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => loadGateTab(args);

export default function Gate() {
  return <GateTab {...useLoaded<typeof loader>()} />;
}
