import { and, asc, eq } from "drizzle-orm";
import type { ConversationProps } from "~/app/components/conversation/types";
import { database } from "~/db/client";
import { posts, readMarks } from "~/db/schema/conversation";
import { users } from "~/db/schema/people";
import type { Actor } from "~/workflows/actor";
import { checkFiles, mostFiles } from "~/workflows/attachments/check";
import { markRead, say, sideOf } from "~/workflows/conversation/commands";
import type { RequestRow } from "~/workflows/dispatch";
import { getLab } from "~/workflows/lab";
import { may } from "~/workflows/policy";
import { filesOf, postFiles, uploadRules } from "./attachments.server";
import { newNonce } from "./context.server";
import { done, invalid, refused } from "./respond.server";

type Person = Extract<Actor, { kind: "person" }>;

/** The conversation about a request, as far as the actor may see it: notes of the lab never reach a practice. */
export async function loadConversation(actor: Person, request: RequestRow): Promise<ConversationProps> {
  const notes = may(actor, "conversation.viewNotes");
  const [lab, rows, [mark]] = await Promise.all([
    getLab(),
    database()
      .select({ post: posts, by: users.name })
      .from(posts)
      .leftJoin(users, eq(users.id, posts.authorId))
      .where(and(eq(posts.requestId, request.id), notes ? undefined : eq(posts.internal, false)))
      .orderBy(asc(posts.seq)),
    database()
      .select()
      .from(readMarks)
      .where(and(eq(readMarks.requestId, request.id), eq(readMarks.userId, actor.id))),
  ]);
  const files = await postFiles(rows.map(({ post }) => post.id));
  const parties = { lab: lab.shortName, practice: request.form.practice.legalName || "The practice" };
  return {
    posts: rows.map(({ post, by }) => ({
      id: post.id,
      by: by ?? lab.name,
      party: parties[post.side],
      side: post.side,
      internal: post.internal,
      at: post.at.toISOString(),
      text: post.text,
      attachments: files.get(post.id) ?? [],
      unread: post.authorId !== actor.id && post.seq > (mark?.seq ?? 0),
    })),
    canWrite: request.state !== "draft" && may(actor, "conversation.write", request),
    canNote: may(actor, "conversation.note", request),
    reader: parties[sideOf(actor) === "lab" ? "practice" : "lab"],
    uploadRules,
    nonce: newNonce(),
  };
}

const longestText = 4_000;

/** Whether a form is about the conversation. */
export const isTalk = (form: FormData) => ["write", "note", "read"].includes(String(form.get("intent")));

/**
 * `intent`: `write` says something to the other side, `note` to the lab alone, `read` keeps that all was read. With
 * errors nothing is sent, and the text is shown again.
 */
export async function actOnConversation(actor: Person, requestId: string, form: FormData, page: string) {
  const intent = form.get("intent");
  if (intent === "read") {
    await markRead(actor, requestId);
    return null;
  }
  const text = String(form.get("text") ?? "").trim();
  const sent = await filesOf(form, "files");
  const { good, problems } = checkFiles(sent);
  if (sent.length > mostFiles) problems.push(`At most ${mostFiles} files go with one message.`);
  const errors: Record<string, string> = {};
  if (text === "" && good.length === 0) errors.text = "Write a message first.";
  if (text.length > longestText) errors.text = "At most 4,000 characters.";
  if (problems.length > 0) errors.files = `${problems.join(" ")} Nothing was sent; choose the files again.`;
  if (Object.keys(errors).length > 0) return invalid(errors, { text });
  const internal = intent === "note";
  const nonce = String(form.get("nonce") ?? newNonce());
  const outcome = await say(actor, requestId, { text, internal, files: good, nonce });
  if (outcome.kind !== "done") return refused(outcome, { text });
  return done(page, internal ? "Note kept" : "Message sent", internal ? "Only the lab sees it." : undefined);
}
