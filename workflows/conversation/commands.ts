import { eq, inArray, max, sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { type PostSide, posts, readMarks } from "~/db/schema/conversation";
import { submissions } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import type { CheckedFile } from "../attachments/check";
import { chainOf, keepFiles } from "../attachments/commands";
import type { Outcome, RequestRow } from "../dispatch";
import { addressesOf, getLab } from "../lab";
import { may } from "../policy";
import { providerAddresses } from "../request/people";
import { written } from "./letters";

export type PostRow = typeof posts.$inferSelect;

export type NewPost = {
  text: string;
  /** A note of the lab's people: not shown, not mailed and not announced to the practice. */
  internal: boolean;
  files: readonly CheckedFile[];
  /** The same form sent twice is one post. */
  nonce: string;
};

/** Says something in the conversation about a request, and about the connection it became; the other side gets a mail. */
export async function say(actor: Actor, requestId: string, post: NewPost): Promise<Outcome<PostRow>> {
  const lab = await getLab();
  const action = post.internal ? "conversation.note" : "conversation.write";
  return withTransaction(async (tx) => {
    const [request] = await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, requestId));
    if (!request || actor.kind !== "person" || !may(actor, "request.view", request)) return { kind: "not-found" };
    if (!may(actor, action, request)) return { kind: "forbidden" };
    const side = sideOf(actor);
    if (request.state === "draft") {
      if (side === "lab") return { kind: "not-found" };
      return { kind: "refused", code: "not-now", message: "Submit the request first; then the lab can read it." };
    }
    const known = await firstOf(tx, actor.id, post.nonce);
    if (known) return { kind: "done", row: known };
    const row = await addPost(tx, actor, request, post);
    if (!row) return { kind: "not-found" };
    await tx.db.insert(submissions).values({ nonce: post.nonce, userId: actor.id, result: row.id });
    tx.audit({
      chain: chainOf(request),
      actor: actor.id,
      action,
      objectId: requestId,
      outcome: "done",
      meta: { postId: row.id, files: post.files.length },
    });
    if (!post.internal) {
      const to = side === "lab" ? await providerAddresses(tx.db, request) : await labAddresses(tx, request);
      const said = { by: actor.name, text: row.text, files: post.files.map(({ name }) => name) };
      await queueMail(tx, to, `conversation.write ${row.id}`, written(request, said, side, lab));
    }
    return { kind: "done", row };
  });
}

/** Whose voice a person has. */
export const sideOf = (actor: Extract<Actor, { kind: "person" }>): PostSide => (actor.practiceId ? "practice" : "lab");

/** Writes a post with its files into the caller's transaction and tells open pages; for its author it is read. */
export async function addPost(
  tx: Transaction,
  actor: Extract<Actor, { kind: "person" }>,
  request: RequestRow,
  { text, internal, files }: Omit<NewPost, "nonce">,
): Promise<PostRow | undefined> {
  const [row] = await tx.db
    .insert(posts)
    .values({
      id: newId("pst"),
      requestId: request.id,
      side: sideOf(actor),
      internal,
      authorId: actor.id,
      text,
    })
    .returning();
  if (!row) return;
  await keepFiles(tx, actor.id, request, files, { postId: row.id });
  await mark(tx, actor.id, request.id, row.seq);
  // Topics with an id may be listened to by the practice, which must not even learn that there is a note.
  tx.notify("requests");
  if (!internal) {
    tx.notify(`request:${request.id}`, `practice:${request.practiceId}`);
    if (request.connectionId) tx.notify(`connection:${request.connectionId}`);
  }
  return row;
}

/** Keeps up to which post the actor has read; never goes back. */
export async function markRead(actor: Actor, requestId: string): Promise<void> {
  await withTransaction(async (tx) => {
    const [request] = await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, requestId));
    if (actor.kind !== "person" || !request || !may(actor, "request.view", request)) return;
    const [last] = await tx.db
      .select({ seq: max(posts.seq) })
      .from(posts)
      .where(eq(posts.requestId, requestId));
    if (last?.seq) await mark(tx, actor.id, requestId, last.seq);
  });
}

const mark = (tx: Transaction, userId: string, requestId: string, seq: number) =>
  tx.db
    .insert(readMarks)
    .values({ userId, requestId, seq })
    .onConflictDoUpdate({
      target: [readMarks.userId, readMarks.requestId],
      set: { seq: sql`greatest(${readMarks.seq}, excluded.seq)` },
    });

/** The post that the same form made before; a twin that is under way waits for it. */
async function firstOf(tx: Transaction, userId: string, nonce: string): Promise<PostRow | undefined> {
  await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${userId} ${nonce}`}, 0))`);
  const [first] = await tx.db
    .select({ row: posts })
    .from(submissions)
    .innerJoin(posts, eq(posts.id, submissions.result))
    .where(eq(submissions.nonce, nonce));
  return first?.row;
}

/** Who at the lab looks after a request: Sales until it is approved, engineering after, and whoever has written in it. */
async function labAddresses(tx: Transaction, request: RequestRow): Promise<string[]> {
  const [team, writers] = await Promise.all([
    addressesOf(tx.db, request.connectionId ? "engineer" : "sales"),
    tx.db
      .select({ email: users.email, disabledAt: users.disabledAt, side: posts.side })
      .from(posts)
      .innerJoin(users, eq(users.id, posts.authorId))
      .where(inArray(posts.requestId, [request.id])),
  ]);
  return [...team, ...writers.flatMap((one) => (one.side === "lab" && !one.disabledAt ? [one.email] : []))];
}
