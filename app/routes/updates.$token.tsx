import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { ClosedLinkPage } from "~/app/components/pages/ClosedLinkPage";
import { UpdatePage, type UpdatePageProps } from "~/app/components/pages/UpdatePage";
import { actOnUpdate, loadUpdate } from "~/app/server/sync.server";

export const meta: MetaFunction = () => [
  { title: "Compendium update" },
  { name: "robots", content: "noindex, nofollow" },
  { name: "referrer", content: "no-referrer" },
];
export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders;
export const loader = (args: LoaderFunctionArgs) => loadUpdate(args);
export const action = (args: ActionFunctionArgs) => actOnUpdate(args);

export default function Update() {
  const { update } = useLoaded<typeof loader>() as unknown as UpdatePageProps;
  const result = useFormResult();
  if (!update) return <ClosedLinkPage />;
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  return <UpdatePage update={update} errors={errors} typed={result?.values ?? {}} />;
}
