import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { ReplayPage } from "~/app/components/workspace/ReplayPage";
import { actOnReplay, loadReplay } from "~/app/server/replays.server";

export const meta: MetaFunction = () => [{ title: "Replay · Gatehouse" }];
export const handle = {
  crumbs: (data: { id: string }) => [
    { label: "Messages", href: "/messages" },
    { label: "Replays", href: "/messages/replays" },
    { label: data.id },
  ],
};
export const loader = (args: LoaderFunctionArgs) => loadReplay(args);
export const action = (args: ActionFunctionArgs) => actOnReplay(args);

export default function Replay() {
  const result = useFormResult();
  return (
    <ReplayPage
      {...useLoaded<typeof loader>()}
      errors={result?.errors ?? {}}
      formError={result?.formError ?? result?.errors.words ?? null}
    />
  );
}
