import { inArray, sql } from "drizzle-orm";
import { inboundFiles, messages, type Receipt } from "~/db/schema/messages";
import type { Transaction } from "~/db/transaction";
import type { Arrival, StoredMessage } from "./store";

const states = { held: "held", dead: "refused", discarded: "refused" } as const;

/** What the sender is told of each message; of one that came before, what became of that one. */
export async function receiptsOf(tx: Transaction, stored: readonly StoredMessage[]): Promise<Receipt[]> {
  const { id, state, reasonCode, reason, reasonPath } = messages;
  const firsts = stored.flatMap((one) => one.duplicateOf ?? []);
  const before =
    firsts.length === 0
      ? []
      : await tx.db.select({ id, state, reasonCode, reason, reasonPath }).from(messages).where(inArray(id, firsts));
  return stored.map((one) => {
    const first = before.find((earlier) => earlier.id === one.duplicateOf);
    const stopped = first && first.state in states ? first : undefined;
    const told = stopped ?? one;
    return {
      messageId: one.id,
      controlId: one.controlId,
      state: states[told.state as keyof typeof states] ?? (one.duplicateOf ? "duplicate" : "accepted"),
      code: told.reasonCode,
      reason: told.reason,
      path: told.reasonPath ?? null,
    };
  });
}

/** Keeps with each file what its sender is to be told, so that every try of an answer says the same. */
export async function keepReceipts(
  tx: Transaction,
  arrivals: readonly Arrival[],
  stored: readonly StoredMessage[],
): Promise<void> {
  const byFile = new Map<string, Receipt[]>();
  for (const [i, receipt] of (await receiptsOf(tx, stored)).entries()) {
    const fileId = arrivals[i]?.fileId;
    if (fileId) byFile.set(fileId, [...(byFile.get(fileId) ?? []), receipt]);
  }
  const rows = [...byFile].map(([id, receipts]) => ({ id, receipts }));
  await tx.db.execute(sql`
    update ${inboundFiles} f set receipts = r.receipts
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id text, receipts jsonb)
    where f.id = r.id`);
}
