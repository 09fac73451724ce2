import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { NewReplayPage } from "~/app/components/workspace/NewReplayPage";
import { actOnNewReplay, loadNewReplay } from "~/app/server/replays.server";

export const meta: MetaFunction = () => [{ title: "New replay · Gatehouse" }];
export const handle = {
  crumbs: () => [
    { label: "Messages", href: "/messages" },
    { label: "Replays", href: "/messages/replays" },
    { label: "New" },
  ],
};
export const loader = (args: LoaderFunctionArgs) => loadNewReplay(args);
export const action = (args: ActionFunctionArgs) => actOnNewReplay(args);

export default function NewReplay() {
  return <NewReplayPage {...useFormPage<typeof loader>()} />;
}
