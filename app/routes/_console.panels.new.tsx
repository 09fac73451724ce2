import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { PanelBuilderPage } from "~/app/components/panels/PanelBuilderPage";
import { actOnBuilder, loadBuilder } from "~/app/server/panel-builder.server";

export const handle = { crumbs: () => [{ label: "Build a panel" }] };
export const meta: MetaFunction = () => [{ title: "Build a panel · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadBuilder(args);
export const action = (args: ActionFunctionArgs) => actOnBuilder(args);

export default function Builder() {
  const page = useLoaded<typeof loader>();
  const result = useFormResult();
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  return <PanelBuilderPage key={page.code ?? "new"} {...page} errors={errors} />;
}
