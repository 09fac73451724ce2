import { and, count, eq, isNull } from "drizzle-orm";
import { newId } from "~/db/ids";
import { attachmentContents, attachments, posts } from "~/db/schema/conversation";
import { connectionRequests } from "~/db/schema/requests";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Outcome, RequestRow } from "../dispatch";
import { may } from "../policy";
import { type CheckedFile, mostFiles } from "./check";

export type AttachmentRow = typeof attachments.$inferSelect;

/** The chain of the audit trail that what happens to a request belongs to. */
export const chainOf = (request: Pick<RequestRow, "connectionId">) => request.connectionId ?? "system";

/** Keeps files with a request, while it is with its practice: all of them, or none. `forItem`: what they answer. */
export async function attachToRequest(
  actor: Actor,
  requestId: string,
  files: readonly CheckedFile[],
  forItem: string | null = null,
): Promise<Outcome<AttachmentRow[]>> {
  return withTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (actor.kind !== "person" || !request || !may(actor, "request.attach", request)) return { kind: "not-found" };
    const closed = closedReason(request);
    if (closed) return closed;
    const [kept] = await tx.db
      .select({ count: count() })
      .from(attachments)
      .where(and(eq(attachments.requestId, requestId), isNull(attachments.postId)));
    const before = kept?.count ?? 0;
    if (before + files.length > mostFiles) {
      const message = `A request has at most ${mostFiles} files, and this one has ${before}. Remove one first.`;
      return { kind: "refused", code: "too-many", message, field: "files" };
    }
    const rows = await keepFiles(tx, actor.id, request, files, { forItem });
    tx.notify(`request:${requestId}`);
    return { kind: "done", row: rows };
  });
}

/** Writes checked files into the caller's transaction, one audit event each. */
export async function keepFiles(
  tx: Transaction,
  addedBy: string,
  request: RequestRow,
  files: readonly CheckedFile[],
  about: { postId?: string; forItem?: string | null } = {},
): Promise<AttachmentRow[]> {
  const rows: AttachmentRow[] = [];
  for (const { content, ...file } of files) {
    const id = newId("att");
    const values = { id, requestId: request.id, ...about, addedBy, ...file };
    rows.push(...(await tx.db.insert(attachments).values(values).returning()));
    await tx.db.insert(attachmentContents).values({ attachmentId: id, content });
    const meta = { requestId: request.id, sha256: file.sha256, size: file.size };
    tx.audit({
      chain: chainOf(request),
      actor: addedBy,
      action: "attachment.add",
      objectId: id,
      outcome: "done",
      meta,
    });
  }
  return rows;
}

/** Takes a file off a request, while that is with its practice. The trail keeps its hash, nobody its bytes. */
export async function removeAttachment(actor: Actor, requestId: string, id: string): Promise<Outcome<AttachmentRow>> {
  return withTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request || !may(actor, "request.attach", request)) return { kind: "not-found" };
    const closed = closedReason(request);
    if (closed) return closed;
    const [row] = await tx.db
      .delete(attachments)
      .where(and(eq(attachments.id, id), eq(attachments.requestId, requestId), isNull(attachments.postId)))
      .returning();
    if (!row) return { kind: "not-found" };
    tx.audit({
      chain: chainOf(request),
      actor: actor.id,
      action: "attachment.remove",
      objectId: id,
      outcome: "done",
      meta: { requestId, sha256: row.sha256 },
    });
    tx.notify(`request:${requestId}`);
    return { kind: "done", row };
  });
}

/** A file with its bytes, for somebody who may read it; that it was read goes on record. */
export async function openAttachment(actor: Actor, id: string): Promise<Outcome<AttachmentRow & { content: Buffer }>> {
  return withTransaction(async (tx) => {
    const [found] = await tx.db
      .select({
        row: attachments,
        content: attachmentContents.content,
        request: connectionRequests,
        internal: posts.internal,
      })
      .from(attachments)
      .innerJoin(attachmentContents, eq(attachmentContents.attachmentId, attachments.id))
      .innerJoin(connectionRequests, eq(connectionRequests.id, attachments.requestId))
      .leftJoin(posts, eq(posts.id, attachments.postId))
      .where(eq(attachments.id, id));
    if (!found || !may(actor, "request.view", found.request)) return { kind: "not-found" };
    const { row, request, content, internal } = found;
    if (internal && !may(actor, "conversation.viewNotes")) return { kind: "not-found" };
    // What a practice has not sent yet is its own.
    if (request.state === "draft" && !may(actor, "request.attach", request)) return { kind: "not-found" };
    tx.audit({
      chain: chainOf(request),
      actor: actor.id,
      action: "attachment.open",
      objectId: id,
      outcome: "done",
      meta: { requestId: request.id },
    });
    return { kind: "done", row: { ...row, content } };
  });
}

const lockRequest = async (tx: Transaction, id: string): Promise<RequestRow | undefined> =>
  (await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, id)).for("update"))[0];

function closedReason({ state }: RequestRow) {
  if (state === "draft" || state === "info-requested") return;
  const message = "The request is with the lab; its files can no longer be changed. Send a message with the file.";
  return { kind: "refused" as const, code: "not-now", message };
}
