/** How often each connection orders a code, counted by day behind the pipe: orders are stored deflated and cannot be asked. */
import { and, asc, eq, gt, isNotNull, isNull, lt, ne, or, sql } from "drizzle-orm";
import { DateTime } from "luxon";
import { database } from "~/db/client";
import { messages } from "~/db/schema/messages";
import { orderedCodesMark } from "~/db/schema/offers";
import { withTransaction } from "~/db/transaction";
import { getLab } from "../lab";
import { codesOf } from "./impact";

/** Messages of one step. */
const batch = 2_000;
/** A batch of the pipe is stored with the time it began; what is younger may not be there yet. */
const lagMs = 120_000;

/**
 * Counts the orders that came since the last time; test runs, duplicates and edited copies do not count. Safe to call
 * twice: the mark moves with the counts.
 * @returns how many messages were looked at
 */
export async function countOrderedCodes(now = new Date()): Promise<number> {
  const { timeZone } = (await getLab()).calendar;
  let looked = 0;
  for (;;) {
    const some = await countSome(new Date(now.getTime() - lagMs), timeZone);
    looked += some;
    if (some < batch) return looked;
  }
}

type Mark = { receivedAt: Date; messageId: string };

async function countSome(before: Date, timeZone: string): Promise<number> {
  const [mark] = await database().select().from(orderedCodesMark);
  const from: Mark = mark ?? { receivedAt: new Date(0), messageId: "" };
  const rows = await database()
    .select({ id: messages.id, connectionId: messages.connectionId, at: messages.receivedAt, mapped: messages.mapped })
    .from(messages)
    .where(
      and(
        or(
          gt(messages.receivedAt, from.receivedAt),
          and(eq(messages.receivedAt, from.receivedAt), gt(messages.id, from.messageId)),
        ),
        lt(messages.receivedAt, before),
        eq(messages.direction, "order"),
        ne(messages.state, "duplicate"),
        isNotNull(messages.connectionId),
        isNotNull(messages.mapped),
        isNull(messages.testRunId),
        isNull(messages.replayOf),
      ),
    )
    .orderBy(asc(messages.receivedAt), asc(messages.id))
    .limit(batch);
  const last = rows.at(-1);
  if (!last) return 0;
  const counts = new Map<string, { code: string; connection: string; day: string; orders: number; last: string }>();
  for (const { connectionId, at, mapped } of rows) {
    const day = DateTime.fromJSDate(at, { zone: timeZone }).toISODate() ?? "";
    for (const code of new Set(codesOf(mapped))) {
      const key = `${code} ${connectionId} ${day}`;
      const count = counts.get(key);
      if (count) Object.assign(count, { orders: count.orders + 1, last: at.toISOString() });
      else counts.set(key, { code, connection: connectionId ?? "", day, orders: 1, last: at.toISOString() });
    }
  }
  const kept = await keepCounts([...counts.values()], mark, { receivedAt: last.at, messageId: last.id });
  return kept ? rows.length : 0;
}

/** Adds the counts and moves the mark; nothing where another worker has moved it meanwhile. */
async function keepCounts(counts: readonly object[], seen: Mark | undefined, next: Mark): Promise<boolean> {
  return withTransaction(async (tx) => {
    const moved = seen
      ? await tx.db
          .update(orderedCodesMark)
          .set(next)
          .where(and(eq(orderedCodesMark.messageId, seen.messageId), eq(orderedCodesMark.receivedAt, seen.receivedAt)))
          .returning()
      : await tx.db
          .insert(orderedCodesMark)
          .values({ id: 1, ...next })
          .onConflictDoNothing()
          .returning();
    if (moved.length === 0) return false;
    await tx.db.execute(sql`
      insert into ordered_codes as kept (code, connection_id, day, orders, last_at)
      select code, connection, day, orders, last
      from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
        as row(code text, connection text, day date, orders int, last timestamptz)
      where exists (select from connections c where c.id = connection)
      on conflict (code, connection_id, day) do update
        set orders = kept.orders + excluded.orders, last_at = greatest(kept.last_at, excluded.last_at)`);
    return true;
  });
}
