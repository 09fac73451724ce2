import { eq } from "drizzle-orm";
import type { ConversationTabProps } from "~/app/components/workspace/ConversationTab";
import { database } from "~/db/client";
import { connectionRequests } from "~/db/schema/requests";
import { requestFiles } from "./attachments.server";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { actOnConversation, loadConversation } from "./conversation.server";
import { requireSubject } from "./session.server";

/** The connection's tab with what was said since it was asked for, and the files that came with the request. */
export async function loadConversationTab(args: Args): Promise<Omit<ConversationTabProps, "errors" | "defaultValues">> {
  const { actor, row } = await findConnection(args);
  const [found] = await database().select().from(connectionRequests).where(eq(connectionRequests.id, row.requestId));
  const request = requireSubject(actor, "request.view", found);
  const [conversation, attachments] = await Promise.all([loadConversation(actor, request), requestFiles(request.id)]);
  return { conversation, attachments };
}

export async function actOnConversationTab(args: Args) {
  const { actor, row } = await findConnection(args);
  const form = await args.request.formData();
  return actOnConversation(actor, row.requestId, form, `/connections/${row.id}/conversation`);
}
