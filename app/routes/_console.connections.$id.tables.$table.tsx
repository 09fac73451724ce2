import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { ValueTablePage } from "~/app/components/workspace/ValueTablePage";
import { actOnValueTable, loadValueTable } from "~/app/server/connection-tables.server";

export const handle = { crumbs: ({ title }: { title: string }) => [{ label: title }] };
export const loader = (args: LoaderFunctionArgs) => loadValueTable(args);
export const action = (args: ActionFunctionArgs) => actOnValueTable(args);

export default function ValueTable() {
  const loaded = useLoaded<typeof loader>();
  const result = useFormResult();
  return (
    <ValueTablePage key={loaded.name} {...loaded} formError={result?.formError ?? null} errors={result?.errors ?? {}} />
  );
}
