import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { TemplatePage } from "~/app/components/operations/TemplatePage";
import { useLoaded } from "~/app/components/page-data";
import { loadTemplate } from "~/app/server/templates.server";

export const meta: MetaFunction = () => [{ title: "Template · Gatehouse" }];
export const handle = {
  crumbs: (data: { title: string }) => [{ label: "Templates", href: "/templates" }, { label: data.title }],
};
export const loader = (args: LoaderFunctionArgs) => loadTemplate(args);

export default function Template() {
  return <TemplatePage {...useLoaded<typeof loader>()} />;
}
