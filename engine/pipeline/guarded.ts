import { and, eq, inArray } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { insertRows } from "~/db/insert-rows";
import { guardedTests } from "~/db/schema/guarded";
import type { Transaction } from "~/db/transaction";
import type { Understanding } from "./understanding";

/** By order number: what was put for which code of the laboratory. */
export type PutCodes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * What was put for codes of orders with these numbers, by connection: a cancellation has to name what went to the
 * laboratory, whatever the connection does with such codes today.
 */
export async function loadPutCodes(
  connectionIds: readonly string[],
  numbers: readonly string[],
): Promise<Map<string, PutCodes>> {
  const found = new Map<string, Map<string, Map<string, string>>>();
  if (connectionIds.length === 0 || numbers.length === 0) return found;
  const rows = await database()
    .select()
    .from(guardedTests)
    .where(
      and(
        eq(guardedTests.outcome, "substituted"),
        anyOf(guardedTests.placerOrderNumber, numbers),
        anyOf(guardedTests.connectionId, connectionIds),
      ),
    )
    .orderBy(guardedTests.receivedAt);
  for (const { connectionId, placerOrderNumber, labCode, putCode } of rows) {
    if (!placerOrderNumber || !labCode || !putCode) continue;
    const byNumber = found.get(connectionId) ?? new Map<string, Map<string, string>>();
    found.set(connectionId, byNumber);
    byNumber.set(placerOrderNumber, (byNumber.get(placerOrderNumber) ?? new Map()).set(labCode, putCode));
  }
  return found;
}

type Stored = { id: string; receivedAt: Date; understanding: Understanding };

/** Keeps what was decided of the codes of these orders, in place of what was decided before; a cancellation orders nothing. */
export async function keepGuarded(
  tx: Transaction,
  list: readonly Stored[],
  { again }: { again: boolean },
): Promise<void> {
  const ids = list.map(({ id }) => id);
  if (again && ids.length > 0) await tx.db.delete(guardedTests).where(inArray(guardedTests.messageId, ids));
  const rows = list.flatMap(({ id, receivedAt, understanding: u }) =>
    u.connectionId === null
      ? []
      : u.guarded
          .filter(({ takenBack }) => !takenBack)
          .map((test) => ({
            ...test,
            messageId: id,
            receivedAt,
            connectionId: u.connectionId ?? "",
            testRunId: u.testRunId,
            placerOrderNumber: u.placerOrderNumber,
          })),
  );
  if (rows.length === 0) return;
  await insertRows(tx.db, guardedTests, rows);
  if (rows.some(({ outcome }) => outcome === "substituted")) tx.notify("guarded");
}
