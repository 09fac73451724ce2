import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Outlet } from "@remix-run/react";
import { useLoaded } from "~/app/components/page-data";
import { ConnectionLayout, type ConnectionLayoutProps } from "~/app/components/workspace/ConnectionLayout";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadConnectionLayout } from "~/app/server/connections.server";

export const meta: MetaFunction = () => [{ title: "Connection · Gatehouse" }];
export const handle = {
  crumbs: (data: ConnectionLayoutProps) => [
    { label: "Connections", href: "/connections" },
    { label: data.practice },
    { label: data.emr, href: `/connections/${data.id}` },
  ],
};
export const loader = (args: LoaderFunctionArgs) => loadConnectionLayout(args);
export const action = (args: ActionFunctionArgs) => actOnConnection(args);

export default function Connection() {
  return (
    <ConnectionLayout {...useLoaded<typeof loader>()}>
      <Outlet />
    </ConnectionLayout>
  );
}
