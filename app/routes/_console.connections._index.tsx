import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { ConnectionsPage } from "~/app/components/workspace/ConnectionsPage";
import { loadConnections } from "~/app/server/connection-list.server";

export const meta: MetaFunction = () => [{ title: "Connections · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Connections" }] };
export const loader = (args: LoaderFunctionArgs) => loadConnections(args);

export default function Connections() {
  return <ConnectionsPage {...useLoaded<typeof loader>()} />;
}
