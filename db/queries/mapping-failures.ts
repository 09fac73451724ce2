import { sql } from "drizzle-orm";
import type { Writer } from "../transaction";

/** Reasons for which a message stops that lie in its mapping, not in its codes, its sender or the far end. */
const reasonCodes = ["unmapped", "expression-failed", "code-not-in-table", "other-format", "template-missing"];

/**
 * How many messages of each connection stand still for its mapping, of those that came in under `version` of its
 * configuration or a later one since `since`. Messages of test runs, and those a person has looked after, do not count.
 */
export async function mappingFailures(
  db: Pick<Writer, "execute">,
  members: readonly { connectionId: string; version: number; since: Date }[],
): Promise<Map<string, number>> {
  if (members.length === 0) return new Map();
  const wanted = sql.join(
    members.map((one) => sql`(${one.connectionId}, ${one.version}::integer, ${one.since.toISOString()}::timestamptz)`),
    sql`, `,
  );
  const rows = await db.execute(sql`
    select w.id, count(m.id)::int as count
    from (values ${wanted}) as w (id, version, since)
    join messages m on m.connection_id = w.id and m.received_at >= w.since and m.configuration_version >= w.version
    where m.state in ('held', 'dead') and m.test_run_id is null and m.reason_code in ${reasonCodes}
    group by w.id`);
  return new Map((rows as unknown as { id: string; count: number }[]).map((row) => [row.id, row.count]));
}
