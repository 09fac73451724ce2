import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { AlertsPage } from "~/app/components/operations/AlertsPage";
import { useLoaded } from "~/app/components/page-data";
import { actOnAlert, loadAlerts } from "~/app/server/alerts.server";

export const meta: MetaFunction = () => [{ title: "Alerts · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Alerts" }] };
export const loader = (args: LoaderFunctionArgs) => loadAlerts(args);
export const action = (args: ActionFunctionArgs) => actOnAlert(args);

export default function Alerts() {
  return <AlertsPage {...useLoaded<typeof loader>()} />;
}
