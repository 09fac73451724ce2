import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { DifferencePage } from "~/app/components/compendium/DifferencePage";
import { useLoaded } from "~/app/components/page-data";
import { loadDifference } from "~/app/server/releases.server";

export const handle = {
  crumbs: () => [{ label: "Releases", href: "/compendium/releases" }, { label: "Difference" }],
};
export const meta: MetaFunction = () => [{ title: "Difference of two releases · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadDifference(args);

export default function Difference() {
  return <DifferencePage {...useLoaded<typeof loader>()} />;
}
