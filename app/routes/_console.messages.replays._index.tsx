import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { ReplaysPage } from "~/app/components/workspace/ReplaysPage";
import { loadReplays } from "~/app/server/replays.server";

export const meta: MetaFunction = () => [{ title: "Replays · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Messages", href: "/messages" }, { label: "Replays" }] };
export const loader = (args: LoaderFunctionArgs) => loadReplays(args);

export default function Replays() {
  return <ReplaysPage {...useLoaded<typeof loader>()} />;
}
