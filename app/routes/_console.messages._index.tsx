import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { MessagesPage } from "~/app/components/workspace/MessagesPage";
import { loadMessages } from "~/app/server/messages.server";

export const meta: MetaFunction = () => [{ title: "Messages · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Messages" }] };
export const loader = (args: LoaderFunctionArgs) => loadMessages(args);

export default function Messages() {
  return <MessagesPage {...useLoaded<typeof loader>()} />;
}
