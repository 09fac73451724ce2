import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { PanelsPage } from "~/app/components/compendium/PanelsPage";
import { useLoaded } from "~/app/components/page-data";
import { loadPanels } from "~/app/server/panels.server";

export const handle = { crumbs: () => [{ label: "Panels" }] };
export const meta: MetaFunction = () => [{ title: "Panels · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadPanels(args);

export default function Panels() {
  return <PanelsPage {...useLoaded<typeof loader>()} />;
}
