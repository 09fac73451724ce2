import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { ReleasesPage } from "~/app/components/compendium/ReleasesPage";
import { useLoaded } from "~/app/components/page-data";
import { loadReleases } from "~/app/server/releases.server";

export const handle = { crumbs: () => [{ label: "Releases" }] };
export const meta: MetaFunction = () => [{ title: "Releases · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadReleases(args);

export default function Releases() {
  return <ReleasesPage {...useLoaded<typeof loader>()} />;
}
