import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage, useFormResult } from "~/app/components/page-data";
import { RequestFormPage } from "~/app/components/pages/RequestFormPage";
import type { RequestFormResult } from "~/app/components/pages/request-form";
import { actOnRequestForm, loadRequestForm } from "~/app/server/request-form.server";

export const meta: MetaFunction = () => [{ title: "Your request" }];
export const loader = (args: LoaderFunctionArgs) => loadRequestForm(args);
export const action = (args: ActionFunctionArgs) => actOnRequestForm(args);

export default function EditRequest() {
  const result = useFormResult() as RequestFormResult | undefined;
  return <RequestFormPage {...useFormPage<typeof loader>()} result={result} />;
}
