import { eq } from "drizzle-orm";
import type { ConversationTabProps } from "~/app/components/workspace/ConversationTab";
import { database } from "~/db/client";
import { connectionRequests } from "~/db/schema/requests";
import { requestFiles } from "./attachments.server";
import { questionAbout } from "./codes-to-fix.server";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { actOnConversation, loadConversation } from "./conversation.server";
import { requireSubject } from "./session.server";

/** The connection's tab with what was said since it was asked for; with `ask`, a question about that code to begin with. */
export async function loadConversationTab(args: Args): Promise<Omit<ConversationTabProps, "errors">> {
  const { actor, row } = await findConnection(args);
  const [found] = await database().select().from(connectionRequests).where(eq(connectionRequests.id, row.requestId));
  const request = requireSubject(actor, "request.view", found);
  const about = new URL(args.request.url).searchParams.get("ask");
  const [conversation, attachments, text] = await Promise.all([
    loadConversation(actor, request),
    requestFiles(request.id),
    about ? questionAbout(row, about) : "",
  ]);
  return { conversation, attachments, defaultValues: { text } };
}

export async function actOnConversationTab(args: Args) {
  const { actor, row } = await findConnection(args);
  const form = await args.request.formData();
  return actOnConversation(actor, row.requestId, form, `/connections/${row.id}/conversation`);
}
