import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFormPage } from "~/app/components/page-data";
import { ConversationTab } from "~/app/components/workspace/ConversationTab";
import { actOnConversationTab, loadConversationTab } from "~/app/server/connection-conversation.server";

export const loader = async (args: LoaderFunctionArgs) => ({
  ...(await loadConversationTab(args)),
  errors: {} as Record<string, string>,
});
export const action = (args: ActionFunctionArgs) => actOnConversationTab(args);

export default function ConnectionConversation() {
  return <ConversationTab {...useFormPage<typeof loader>()} />;
}
