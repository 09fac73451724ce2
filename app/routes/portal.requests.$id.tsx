import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { RequestTrackerPage } from "~/app/components/pages/RequestTrackerPage";
import { actOnRequest, loadRequestTracker } from "~/app/server/portal-requests.server";

export const meta: MetaFunction = () => [{ title: "Your request" }];
export const loader = (args: LoaderFunctionArgs) => loadRequestTracker(args);
export const action = (args: ActionFunctionArgs) => actOnRequest(args);

export default function Request() {
  return <RequestTrackerPage {...useFormPage<typeof loader>()} />;
}
