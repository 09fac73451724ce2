import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { CompendiumPage } from "~/app/components/compendium/CompendiumPage";
import { useLoaded } from "~/app/components/page-data";
import { actOnGrid, loadTests } from "~/app/server/catalogue-grid.server";

export const handle = { crumbs: () => [{ label: "Tests" }] };
export const meta: MetaFunction = () => [{ title: "Compendium · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadTests(args);
export const action = (args: ActionFunctionArgs) => actOnGrid(args);

export default function Tests() {
  return <CompendiumPage {...useLoaded<typeof loader>()} />;
}
