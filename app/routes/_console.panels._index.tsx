import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { PanelGridPage } from "~/app/components/panels/PanelGridPage";
import { loadPanelGrid } from "~/app/server/panel-use.server";

export const meta: MetaFunction = () => [{ title: "Panels · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadPanelGrid(args);

export default function Panels() {
  return <PanelGridPage {...useLoaded<typeof loader>()} />;
}
