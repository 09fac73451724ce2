import { and, asc, inArray, ne, sql } from "drizzle-orm";
import { database } from "../client";
import { guardedTests } from "../schema/guarded";

/** What was put for codes of these orders, and which went on with a warning; what is held says so itself. */
export const letOn = (messageIds: readonly string[]) =>
  database()
    .select()
    .from(guardedTests)
    .where(and(inArray(guardedTests.messageId, [...messageIds]), ne(guardedTests.outcome, "held")))
    .orderBy(asc(guardedTests.receivedAt), asc(guardedTests.position));

/** How many orders of the last day went on with a warning or with another test in a code's place. */
export async function letOnLately(connectionId: string): Promise<{ passed: number; substituted: number }> {
  const [row] = await database().execute(sql`
    select count(distinct message_id) filter (where outcome = 'passed')::int as passed,
      count(distinct message_id) filter (where outcome = 'substituted')::int as substituted
    from guarded_tests where connection_id = ${connectionId} and outcome <> 'held'
      and received_at > now() - interval '1 day'`);
  return { passed: Number(row?.passed ?? 0), substituted: Number(row?.substituted ?? 0) };
}
