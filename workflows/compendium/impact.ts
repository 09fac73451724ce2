/** Whom a change of the compendium reaches. */
import { and, desc, eq, gte, inArray, isNotNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { connections, menuEntries } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { practices } from "~/db/schema/people";

/** A connection whose practice may order one of the codes. */
export type Reached = { connectionId: string; practice: string; state: string; codes: string[] };
/** That a practice has ordered a code lately. */
export type StillOrdered = { code: string; connectionId: string; practice: string; orders: number; lastAt: Date };

/** How far back an order counts as lately. */
export const latelyDays = 90;
/** Orders looked into, newest first; more would keep the page waiting. */
const ordersLookedAt = 2_000;

/** Connections that offer nothing any more; looked up in a hash. */
const ended = sql`(select id from ${connections} where state in ('retired', 'cancelled'))`;

/** One parameter, however many codes. */
const each = (codes: readonly string[]) =>
  sql`(select distinct code from jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb) as code)`;

/** The connections that offer one of `codes`, those that have ended left out; by the name of their practice. */
export async function connectionsReached(codes: readonly string[]): Promise<Reached[]> {
  if (codes.length === 0) return [];
  const rows = await database().execute(sql`
    with reached as materialized (
      select connection_id, to_json(array_agg(code order by code)) as codes from ${each(codes)} as wanted join ${menuEntries} using (code)
      where connection_id not in ${ended} group by connection_id)
    select c.id as "connectionId", p.name as practice, c.state, reached.codes
    from reached join ${connections} c on c.id = reached.connection_id join ${practices} p on p.id = c.practice_id
    order by p.name, c.id`);
  return rows as unknown as Reached[];
}

/** How many connections offer each of `codes`. For a page of them: each is looked up by itself. */
export async function offeredCounts(codes: readonly string[]): Promise<Map<string, number>> {
  if (codes.length === 0) return new Map();
  const rows = await database().execute(sql`
    select code, (
      select count(*)::int from ${menuEntries} m where m.code = wanted.code and m.connection_id not in ${ended}) as count
    from ${each(codes)} as wanted`);
  return new Map(rows.map(({ code, count }) => [String(code), Number(count)]));
}

/** Who has ordered one of `codes` in the last 90 days, by practice and code; test runs do not count. */
export async function stillOrdered(codes: readonly string[], now = new Date()): Promise<StillOrdered[]> {
  const reached = await connectionsReached(codes);
  if (reached.length === 0) return [];
  const since = new Date(now.getTime() - latelyDays * 86_400_000);
  const rows = await database()
    .select({ connectionId: messages.connectionId, at: messages.receivedAt, mapped: messages.mapped })
    .from(messages)
    .where(
      and(
        eq(messages.direction, "order"),
        gte(messages.receivedAt, since),
        isNotNull(messages.mapped),
        sql`${messages.testRunId} is null`,
        inArray(
          messages.connectionId,
          reached.map(({ connectionId }) => connectionId),
        ),
      ),
    )
    .orderBy(desc(messages.receivedAt))
    .limit(ordersLookedAt);
  const wanted = new Set(codes);
  const practiceOf = new Map(reached.map(({ connectionId, practice }) => [connectionId, practice]));
  const found = new Map<string, StillOrdered>();
  for (const { connectionId, at, mapped } of rows) {
    for (const code of codesOf(mapped)) {
      if (!connectionId || !wanted.has(code)) continue;
      const key = `${connectionId} ${code}`;
      const known = found.get(key);
      if (known) known.orders++;
      else found.set(key, { code, connectionId, practice: practiceOf.get(connectionId) ?? "", orders: 1, lastAt: at });
    }
  }
  return [...found.values()];
}

/** The lab codes of a stored order. */
export function codesOf(mapped: unknown): string[] {
  const { tests } = (mapped ?? {}) as { tests?: { code?: { code?: unknown } }[] };
  return (Array.isArray(tests) ? tests : []).flatMap((test) =>
    typeof test.code?.code === "string" ? test.code.code : [],
  );
}

/** What else names one of `codes`: the code lists of connections in force, and the tables of templates. */
export async function namedElsewhere(
  codes: readonly string[],
): Promise<{ code: string; where: "code-list" | "template"; name: string }[]> {
  if (codes.length === 0) return [];
  const list = JSON.stringify(codes);
  const wanted = sql`(select jsonb_array_elements_text(${list}::jsonb) as code)`;
  const rows = await database().execute(sql`
    select wanted.code, 'code-list' as place, p.name
    from ${wanted} as wanted, connections c
    join practices p on p.id = c.practice_id
    join configuration_versions v on v.connection_id = c.id and v.version = c.configuration_version
    where c.state not in ('retired', 'cancelled')
      and exists (select from jsonb_array_elements(v.code_map::jsonb) as entry where entry->>'labCode' = wanted.code)
    union
    select wanted.code, 'template', t.name || ' ' || t.version
    from ${wanted} as wanted, template_versions t
    where t.body::text like '%"' || wanted.code || '"%'
    order by 1, 2, 3 limit 200`);
  return rows.map((row) => ({
    code: String(row.code),
    where: row.place === "template" ? "template" : "code-list",
    name: String(row.name),
  }));
}
