import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { ImportPage } from "~/app/components/compendium/ImportPage";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnImport, loadImport } from "~/app/server/compendium-import.server";

export const handle = {
  crumbs: ({ fileName }: { fileName: string }) => [
    { label: "Import", href: "/compendium/import" },
    { label: fileName },
  ],
};
export const meta: MetaFunction = () => [{ title: "Import · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadImport(args);
export const action = (args: ActionFunctionArgs) => actOnImport(args);

export default function Import() {
  const result = useFormResult();
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  const typedWhy = String(result?.values?.why ?? "");
  return <ImportPage {...useLoaded<typeof loader>()} errors={errors} typedWhy={typedWhy} />;
}
