import { and, gte, lte, sql } from "drizzle-orm";
import { anyOf } from "../any-of";
import { messageTime } from "../ids";
import { messages } from "../schema";

/** The messages with these ids; with the times in them only the partitions they lie in are looked at. */
export function theseMessages(ids: readonly string[]) {
  const times = ids.flatMap((id) => messageTime(id)?.getTime() ?? []);
  if (times.length === 0) return sql`false`;
  return and(
    anyOf(messages.id, ids),
    gte(messages.receivedAt, new Date(Math.min(...times))),
    lte(messages.receivedAt, new Date(Math.max(...times))),
  );
}
