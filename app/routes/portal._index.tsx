import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { PortalHomePage } from "~/app/components/pages/PortalHomePage";
import { useLive } from "~/app/components/use-live";
import { useRootData } from "~/app/components/viewer";
import { loadPortalHome } from "~/app/server/portal.server";

export const meta: MetaFunction = () => [{ title: "Your connections" }];
export const loader = (args: LoaderFunctionArgs) => loadPortalHome(args);

export default function PortalHome() {
  const practice = useRootData()?.viewer?.practice;
  useLive(practice ? [`practice:${practice.id}`] : []);
  return <PortalHomePage {...useLoaded<typeof loader>()} />;
}
