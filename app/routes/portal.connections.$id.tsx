import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { PortalConnectionPage } from "~/app/components/pages/PortalConnectionPage";
import { actOnPortalConnection, loadPortalConnection } from "~/app/server/portal.server";

export const meta: MetaFunction = () => [{ title: "Your connection" }];
export const loader = (args: LoaderFunctionArgs) => loadPortalConnection(args);
export const action = (args: ActionFunctionArgs) => actOnPortalConnection(args);

export default function Connection() {
  return <PortalConnectionPage {...useFormPage<typeof loader>()} />;
}
