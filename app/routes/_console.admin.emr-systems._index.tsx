import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { EmrCataloguePage } from "~/app/components/operations/EmrCataloguePage";
import { useEdit } from "~/app/components/operations/use-edit";
import { useLoaded } from "~/app/components/page-data";
import { actOnEmrSystem, loadEmrCatalogue } from "~/app/server/emr-systems.server";

export const meta: MetaFunction = () => [{ title: "EMR systems · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "EMR systems" }] };
export const loader = (args: LoaderFunctionArgs) => loadEmrCatalogue(args);
export const action = (args: ActionFunctionArgs) => actOnEmrSystem(args);

export default function EmrSystems() {
  return <EmrCataloguePage {...useLoaded<typeof loader>()} edit={useEdit()} />;
}
