import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { HistoryTab } from "~/app/components/workspace/HistoryTab";
import { loadHistoryTab } from "~/app/server/connection-tabs.server";

export const loader = (args: LoaderFunctionArgs) => loadHistoryTab(args);

export default function History() {
  return <HistoryTab {...useLoaded<typeof loader>()} />;
}
