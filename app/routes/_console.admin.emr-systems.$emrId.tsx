import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { EmrSystemPage } from "~/app/components/operations/EmrSystemPage";
import { useEdit } from "~/app/components/operations/use-edit";
import { useLoaded } from "~/app/components/page-data";
import { actOnEmrSystem, loadEmrSystem } from "~/app/server/emr-systems.server";

type Loaded = { title: string } | undefined;

export const meta: MetaFunction = ({ data }) => [{ title: `${(data as Loaded)?.title ?? "EMR system"} · Gatehouse` }];
export const handle = {
  crumbs: (data: Loaded) => [{ label: "EMR systems", href: "/admin/emr-systems" }, { label: data?.title ?? "" }],
};
export const loader = (args: LoaderFunctionArgs) => loadEmrSystem(args);
export const action = (args: ActionFunctionArgs) => actOnEmrSystem(args);

export default function EmrSystem() {
  return <EmrSystemPage {...useLoaded<typeof loader>()} edit={useEdit()} />;
}
