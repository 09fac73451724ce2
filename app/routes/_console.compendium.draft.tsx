import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { ReviewPage } from "~/app/components/compendium/ReviewPage";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnDraft, loadReview } from "~/app/server/compendium-draft.server";

export const handle = { crumbs: () => [{ label: "Draft" }] };
export const meta: MetaFunction = () => [{ title: "Draft of the compendium · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadReview(args);
export const action = (args: ActionFunctionArgs) => actOnDraft(args);

export default function Draft() {
  const page = useLoaded<typeof loader>();
  const result = useFormResult();
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  return <ReviewPage key={page.version} {...page} errors={errors} typed={result?.values ?? {}} />;
}
