import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { TemplatePage } from "~/app/components/operations/TemplatePage";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnTemplate, loadTemplate } from "~/app/server/template.server";

export const meta: MetaFunction = () => [{ title: "Template · Gatehouse" }];
export const handle = {
  crumbs: (data: { title: string }) => [{ label: "Templates", href: "/templates" }, { label: data.title }],
};
export const loader = (args: LoaderFunctionArgs) => loadTemplate(args);
export const action = (args: ActionFunctionArgs) => actOnTemplate(args);

export default function Template() {
  const result = useFormResult() as (FormResult & { problems?: string[] }) | undefined;
  return (
    <TemplatePage
      {...useLoaded<typeof loader>()}
      errors={result?.errors ?? {}}
      formError={result?.formError ?? null}
      problems={result?.problems ?? []}
    />
  );
}
