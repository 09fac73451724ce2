import { and, eq, isNull, like } from "drizzle-orm";
import { newId } from "~/db/ids";
import { attachments, type InfoItem, infoRequests } from "~/db/schema/conversation";
import type { connectionRequests } from "~/db/schema/requests";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import { givenFor, itemsFor } from "./askable";

type Request = Pick<typeof connectionRequests.$inferSelect, "id" | "form">;
export type InfoRequestRow = typeof infoRequests.$inferSelect;
/** What Sales asks: a text, and keys of fields and documents. */
export type Asked = { text: string; items: readonly string[] };
/** What the practice answers: a text, and by item why it does not have it. What it has stands in the form and the files. */
export type Answer = { text: string; missing: Readonly<Record<string, string>> };

/** The information request a practice has to answer now. */
export async function openInfoRequest(
  db: Pick<Writer, "select">,
  requestId: string,
): Promise<InfoRequestRow | undefined> {
  const [row] = await db
    .select()
    .from(infoRequests)
    .where(and(eq(infoRequests.requestId, requestId), isNull(infoRequests.answeredAt)));
  return row;
}

/** What was asked and is neither given nor said not to exist; of a text alone, the answer. Empty where nothing is asked. */
export async function itemsMissing(db: Pick<Writer, "select">, request: Request): Promise<InfoItem[]> {
  const open = await openInfoRequest(db, request.id);
  if (!open) return [];
  if (open.items.length === 0) {
    return open.answer ? [] : [{ key: "answer", label: "Your answer", before: "", missing: "", given: "" }];
  }
  const files = await filesFor(db, open);
  return open.items.filter(({ key, missing }) => missing === "" && givenFor(key, request.form, files) === "");
}

/** Keeps what the practice has said so far about what it was asked; the caller has asked the policy. The answer goes on record. */
export async function keepAnswer(requestId: string, { text, missing }: Answer): Promise<void> {
  await withTransaction(async (tx) => {
    const open = await openInfoRequest(tx.db, requestId);
    if (!open) return;
    const items = open.items.map((item) => ({ ...item, missing: (missing[item.key] ?? "").trim().slice(0, 500) }));
    await tx.db.update(infoRequests).set({ items, answer: text }).where(eq(infoRequests.id, open.id));
  });
}

/** Writes down what is asked, with what stands there now. In the caller's transaction. */
export async function openRound(tx: Transaction, actor: Actor, request: Request, asked: Asked): Promise<InfoItem[]> {
  const items = itemsFor(asked.items, request.form);
  await tx.db.insert(infoRequests).values({
    id: newId("inf"),
    requestId: request.id,
    text: asked.text,
    items,
    askedBy: actor.kind === "person" ? actor.id : null,
  });
  return items;
}

/** Writes down what was given for each item. In the caller's transaction. */
export async function closeRound(tx: Transaction, request: Request): Promise<InfoRequestRow | undefined> {
  const open = await openInfoRequest(tx.db, request.id);
  if (!open) return;
  const files = await filesFor(tx.db, open);
  const items = open.items.map((item) => ({ ...item, given: givenFor(item.key, request.form, files) }));
  const [row] = await tx.db
    .update(infoRequests)
    .set({ items, answeredAt: new Date() })
    .where(eq(infoRequests.id, open.id))
    .returning();
  return row;
}

/** The names of the files sent for an information request, by item. */
export async function filesFor(db: Pick<Writer, "select">, { id }: InfoRequestRow): Promise<Map<string, string[]>> {
  const rows = await db
    .select({ forItem: attachments.forItem, name: attachments.name })
    .from(attachments)
    .where(like(attachments.forItem, `${id}/%`));
  const files = new Map<string, string[]>();
  for (const { forItem, name } of rows) {
    const key = forItem?.split("/")[1] ?? "";
    files.set(key, [...(files.get(key) ?? []), name]);
  }
  return files;
}

const lines = (head: string, items: readonly string[]) =>
  items.length > 0 ? `${head}\n${items.map((item) => `• ${item}`).join("\n")}` : "";

/** A question as it stands in the conversation and in the mail. */
export const askedWords = (text: string, items: readonly InfoItem[]): string =>
  [
    text,
    lines(
      "Needed:",
      items.map(({ label }) => label),
    ),
  ]
    .filter(Boolean)
    .join("\n\n");

/** An answer as it stands in the conversation and in the mail; values are looked up in the request. */
export const answeredWords = ({ answer, items }: InfoRequestRow): string =>
  [
    answer,
    lines(
      "Given:",
      items.map(({ label, missing }) => (missing ? `${label}: we do not have this. ${missing}` : label)),
    ),
  ]
    .filter(Boolean)
    .join("\n\n");
