import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { CompendiumPage } from "~/app/components/operations/CompendiumPage";
import { useLoaded } from "~/app/components/page-data";
import { loadTests } from "~/app/server/compendium.server";

export const meta: MetaFunction = () => [{ title: "Compendium · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadTests(args);

export default function Tests() {
  return <CompendiumPage {...useLoaded<typeof loader>()} />;
}
