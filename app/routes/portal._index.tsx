import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { PortalHomePage } from "~/app/components/pages/PortalHomePage";
import { loadPortalHome } from "~/app/server/portal.server";

export const meta: MetaFunction = () => [{ title: "Your connections" }];
export const loader = (args: LoaderFunctionArgs) => loadPortalHome(args);

export default function PortalHome() {
  return <PortalHomePage {...useLoaded<typeof loader>()} />;
}
