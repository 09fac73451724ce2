import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { RequestFormPage } from "~/app/components/pages/RequestFormPage";
import { actOnRequestForm, loadRequestForm } from "~/app/server/portal-requests.server";

export const meta: MetaFunction = () => [{ title: "Your request" }];
export const loader = (args: LoaderFunctionArgs) => loadRequestForm(args);
export const action = (args: ActionFunctionArgs) => actOnRequestForm(args);

export default function EditRequest() {
  return <RequestFormPage {...useFormPage<typeof loader>()} />;
}
