import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { ImportsPage } from "~/app/components/compendium/ImportsPage";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnImports, loadImports } from "~/app/server/compendium-import.server";

export const handle = { crumbs: () => [{ label: "Import" }] };
export const meta: MetaFunction = () => [{ title: "Import · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadImports(args);
export const action = (args: ActionFunctionArgs) => actOnImports(args);

export default function Imports() {
  const result = useFormResult();
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  return <ImportsPage {...useLoaded<typeof loader>()} errors={errors} />;
}
