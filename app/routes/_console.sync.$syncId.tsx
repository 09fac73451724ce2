import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { SyncBoard } from "~/app/components/operations/SyncBoard";
import { SyncPanel } from "~/app/components/operations/SyncPanel";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { useLive } from "~/app/components/use-live";
import { actOnSync, loadSync, loadSyncBoard } from "~/app/server/sync.server";

export const meta: MetaFunction = () => [{ title: "Update · Gatehouse" }];
export const action = (args: ActionFunctionArgs) => actOnSync(args);

export async function loader(args: LoaderFunctionArgs) {
  const [board, sync] = await Promise.all([loadSyncBoard(args), loadSync(args)]);
  return { board, sync };
}

export default function SyncRoute() {
  useLive(["syncs", "compendium"]);
  const { board, sync } = useLoaded<typeof loader>();
  return <SyncBoard {...board} panel={<SyncPanel key={sync.id} {...sync} error={useFormResult()?.formError} />} />;
}
