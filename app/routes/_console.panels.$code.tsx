import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { PanelUsePage } from "~/app/components/panels/PanelUsePage";
import { actOnPanel, loadPanelUse } from "~/app/server/panel-use.server";

export const handle = { crumbs: ({ name }: { name: string }) => [{ label: name }] };
export const meta: MetaFunction = () => [{ title: "Panel · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadPanelUse(args);
export const action = (args: ActionFunctionArgs) => actOnPanel(args);

export default function Panel() {
  const page = useLoaded<typeof loader>();
  const result = useFormResult();
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  return <PanelUsePage key={page.code} {...page} errors={errors} />;
}
