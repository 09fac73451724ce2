import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { TemplatesPage } from "~/app/components/operations/TemplatesPage";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnTemplates, loadTemplates } from "~/app/server/templates.server";

export const meta: MetaFunction = () => [{ title: "Templates · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Templates" }] };
export const loader = (args: LoaderFunctionArgs) => loadTemplates(args);
export const action = (args: ActionFunctionArgs) => actOnTemplates(args);

export default function Templates() {
  const result = useFormResult() as (FormResult & { problems?: string[] }) | undefined;
  return (
    <TemplatesPage
      {...useLoaded<typeof loader>()}
      errors={{ ...result?.errors, ...(result?.formError ? { form: result.formError } : {}) }}
      values={result?.values ?? {}}
      problems={result?.problems ?? []}
    />
  );
}
