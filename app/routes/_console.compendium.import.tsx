import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { ImportPage, type ImportResult } from "~/app/components/compendium/ImportPage";
import { useLoaded } from "~/app/components/page-data";
import { actOnImport, loadImport } from "~/app/server/compendium-import.server";

export const handle = { crumbs: () => [{ label: "Import" }] };
export const meta: MetaFunction = () => [{ title: "Import · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadImport(args);
export const action = (args: ActionFunctionArgs) => actOnImport(args);

export default function Import() {
  return (
    <ImportPage {...useLoaded<typeof loader>()} result={useActionData<typeof action>() as ImportResult | undefined} />
  );
}
