import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { SyncBoard } from "~/app/components/operations/SyncBoard";
import { SyncProfilePanel } from "~/app/components/operations/SyncProfilePanel";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { useLive } from "~/app/components/use-live";
import { actOnSyncProfile, loadSyncBoard, loadSyncProfile } from "~/app/server/sync.server";

export const meta: MetaFunction = () => [{ title: "How an EMR is told · Gatehouse" }];
export const action = (args: ActionFunctionArgs) => actOnSyncProfile(args);

export async function loader(args: LoaderFunctionArgs) {
  const [board, profile] = await Promise.all([loadSyncBoard(args), loadSyncProfile(args)]);
  return { board, profile };
}

export default function SyncProfileRoute() {
  useLive(["syncs", "compendium"]);
  const { board, profile } = useLoaded<typeof loader>();
  const result = useFormResult();
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  return (
    <SyncBoard
      {...board}
      panel={
        <SyncProfilePanel
          key={profile.closeHref + profile.practice}
          {...profile}
          errors={errors}
          typed={result?.values ?? null}
        />
      }
    />
  );
}
