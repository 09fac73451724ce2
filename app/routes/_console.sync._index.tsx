import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { SyncBoard } from "~/app/components/operations/SyncBoard";
import { useLoaded } from "~/app/components/page-data";
import { useLive } from "~/app/components/use-live";
import { actOnBoard, loadSyncBoard } from "~/app/server/sync.server";

export const meta: MetaFunction = () => [{ title: "Release sync · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadSyncBoard(args);
export const action = (args: ActionFunctionArgs) => actOnBoard(args);

export default function SyncBoardRoute() {
  useLive(["syncs", "compendium"]);
  return <SyncBoard {...useLoaded<typeof loader>()} />;
}
