import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { PanelEditor, type PanelEditorProps } from "~/app/components/operations/PanelEditor";
import { PanelsPage } from "~/app/components/operations/PanelsPage";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnPanel, loadPanel, loadPanels } from "~/app/server/compendium.server";

export const meta: MetaFunction = () => [{ title: "Panel · Gatehouse" }];
export const action = (args: ActionFunctionArgs) => actOnPanel(args);

export async function loader(args: LoaderFunctionArgs) {
  const [list, editor] = await Promise.all([loadPanels(args), loadPanel(args)]);
  return { list, editor };
}

export default function PanelEditorRoute() {
  const { list, editor } = useLoaded<typeof loader>();
  const result = useFormResult();
  const values = { ...editor.defaultValues, ...result?.values } as PanelEditorProps["defaultValues"];
  return (
    <PanelsPage
      {...list}
      panel={<PanelEditor key={String(values.code)} {...editor} errors={result?.errors ?? {}} defaultValues={values} />}
    />
  );
}
