/** Whom a change of the compendium reaches. */
import { and, arrayOverlaps, desc, eq, gte, inArray, isNotNull, notInArray, or, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
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

/** The connections that offer one of `codes`, those that have ended left out. */
export async function connectionsReached(codes: readonly string[]): Promise<Reached[]> {
  if (codes.length === 0) return [];
  const wanted = [...codes];
  const rows = await database()
    .select({ connection: connections, practice: practices.name })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(
      and(
        notInArray(connections.state, ["retired", "cancelled"]),
        or(arrayOverlaps(connections.offeredTests, wanted), arrayOverlaps(connections.offeredPanels, wanted)),
      ),
    )
    .orderBy(practices.name);
  const touched = new Set(codes);
  return rows.map(({ connection, practice }) => ({
    connectionId: connection.id,
    practice,
    state: connection.state,
    codes: [...connection.offeredTests, ...connection.offeredPanels].filter((code) => touched.has(code)),
  }));
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
