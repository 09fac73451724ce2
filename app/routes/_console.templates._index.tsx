import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { TemplatesPage } from "~/app/components/operations/TemplatesPage";
import { useLoaded } from "~/app/components/page-data";
import { loadTemplates } from "~/app/server/templates.server";

export const meta: MetaFunction = () => [{ title: "Templates · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Templates" }] };
export const loader = (args: LoaderFunctionArgs) => loadTemplates(args);

export default function Templates() {
  return <TemplatesPage {...useLoaded<typeof loader>()} />;
}
