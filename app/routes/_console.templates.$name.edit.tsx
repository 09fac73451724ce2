import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { MappingEditor } from "~/app/components/mapping/MappingEditor";
import { StartDraft } from "~/app/components/mapping/StartDraft";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnEditor, type EditorPage, loadEditor } from "~/app/server/template-editor.server";

export const meta: MetaFunction = () => [{ title: "Mapping · Gatehouse" }];
export const handle = {
  crumbs: (page: EditorPage) => [
    { label: "Templates", href: "/templates" },
    ...(page.kind === "draft"
      ? [{ label: page.title, href: page.pageHref }, { label: page.draftLabel }]
      : [{ label: page.title }]),
  ],
};
export const loader = (args: LoaderFunctionArgs) => loadEditor(args);
export const action = (args: ActionFunctionArgs) => actOnEditor(args);

export default function EditTemplate() {
  const page = useLoaded<typeof loader>();
  const errors = useFormResult()?.errors ?? {};
  if (page.kind === "none") return <StartDraft {...page} errors={errors} />;
  return <MappingEditor key={page.name} {...page} errors={errors} />;
}
