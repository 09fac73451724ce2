import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { LoincPage } from "~/app/components/compendium/LoincPage";
import { useLoaded } from "~/app/components/page-data";
import { loadLoincPage } from "~/app/server/loinc.server";

export const handle = { crumbs: () => [{ label: "LOINC" }] };
export const meta: MetaFunction = () => [{ title: "LOINC · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadLoincPage(args);

export default function Loinc() {
  return <LoincPage {...useLoaded<typeof loader>()} />;
}
