import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { OldCodesPage } from "~/app/components/compendium/OldCodesPage";
import { useLoaded } from "~/app/components/page-data";
import { loadOldCodes } from "~/app/server/old-codes.server";

export const handle = { crumbs: () => [{ label: "Old codes" }] };
export const meta: MetaFunction = () => [{ title: "Old codes · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadOldCodes(args);

export default function OldCodes() {
  return <OldCodesPage {...useLoaded<typeof loader>()} />;
}
