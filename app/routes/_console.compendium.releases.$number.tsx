import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { ReleasePage } from "~/app/components/compendium/ReleasePage";
import { useLoaded } from "~/app/components/page-data";
import { loadRelease } from "~/app/server/releases.server";

export const handle = {
  crumbs: ({ name }: { name: string }) => [{ label: "Releases", href: "/compendium/releases" }, { label: name }],
};
export const meta: MetaFunction = () => [{ title: "Release · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadRelease(args);

export default function Release() {
  return <ReleasePage {...useLoaded<typeof loader>()} />;
}
