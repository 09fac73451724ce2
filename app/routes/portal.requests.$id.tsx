import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { type FormResult, useFormPage, useFormResult } from "~/app/components/page-data";
import { RequestTrackerPage } from "~/app/components/pages/RequestTrackerPage";
import { useLive } from "~/app/components/use-live";
import { actOnRequest, loadRequestTracker } from "~/app/server/portal-requests.server";

export const meta: MetaFunction = () => [{ title: "Your request" }];
export const loader = (args: LoaderFunctionArgs) => loadRequestTracker(args);
export const action = (args: ActionFunctionArgs) => actOnRequest(args);

export default function Request() {
  const props = useFormPage<typeof loader>();
  useLive([`request:${props.id}`]);
  const result = useFormResult() as (FormResult & { statusLink?: string }) | undefined;
  return <RequestTrackerPage {...props} madeLink={result?.statusLink ?? null} />;
}
