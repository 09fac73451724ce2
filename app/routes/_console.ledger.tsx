import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { LedgerPage } from "~/app/components/operations/LedgerPage";
import { useLoaded } from "~/app/components/page-data";
import { loadLedger } from "~/app/server/ledger.server";

export const meta: MetaFunction = () => [{ title: "Ledger · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Ledger" }] };
export const loader = (args: LoaderFunctionArgs) => loadLedger(args);

export default function Ledger() {
  return <LedgerPage {...useLoaded<typeof loader>()} />;
}
