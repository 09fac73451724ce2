import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import { database } from "~/db/client";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { connections } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { practices } from "~/db/schema/people";
import type { RoutingMatch } from "~/db/schema/replays";
import type { Transaction } from "~/db/transaction";
import { type Glance, peek } from "./glance";
import type { MessageRow } from "./resolve";
import { fits, namedIn } from "./route";
import { loadRoutes } from "./routes";
import { readingAt } from "./source";

/** More held results than this are not counted against a rule. */
const mostCounted = 500;

const unrouted = and(
  eq(messages.state, "held"),
  eq(messages.reasonCode, "unroutable"),
  eq(messages.direction, "result"),
  isNull(messages.connectionId),
);

/** A connection a held result may belong to, and why it is thought of. */
export type Suggestion = { connectionId: string; why: string[] };

const glanceAt = async (row: MessageRow): Promise<Glance> =>
  peek(row.raw, await readingAt({ id: row.sourceEndpointId, side: "lis" }));

/** What a held result names of whom it is for, and the connections that fit some of it, the best first. */
export async function suggestionsFor(row: MessageRow): Promise<{ named: RoutingMatch; suggestions: Suggestion[] }> {
  const glance = await glanceAt(row);
  const named = namedIn(glance);
  const [routes, byPractice] = await Promise.all([loadRoutes([glance]), connectionsNaming(named)]);
  const found = new Map<string, string[]>();
  const add = (connectionId: string, why: string) => {
    const whys = found.get(connectionId) ?? [];
    if (!whys.includes(why)) found.set(connectionId, [...whys, why]);
  };
  for (const route of routes.routes) add(route.connectionId, "It sent an order with this number");
  for (const seen of routes.fillers.values())
    for (const { connectionId } of seen) add(connectionId, "It had messages with the lab’s order number");
  for (const id of routes.facilities.values()) add(id, "The result is addressed to its facility (MSH-6)");
  for (const rule of routes.rules) if (fits(rule.match, named)) add(rule.connectionId, "A routing rule names it");
  for (const { id, why } of byPractice) add(id, why);
  const suggestions = [...found].map(([connectionId, why]) => ({ connectionId, why }));
  return { named, suggestions: suggestions.sort((a, b) => b.why.length - a.why.length) };
}

async function connectionsNaming({ accountNumber, providerNpi }: RoutingMatch) {
  if (!accountNumber && !providerNpi) return [];
  const rows = await database()
    .select({ id: connections.id, account: practices.labAccountNumber, npi: practices.npi })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(
      and(
        or(
          accountNumber ? eq(practices.labAccountNumber, accountNumber) : undefined,
          providerNpi ? eq(practices.npi, providerNpi) : undefined,
        ),
        inArray(connections.state, ["live", "paused"]),
      ),
    )
    .limit(20);
  return rows.flatMap(({ id, account, npi }) => [
    ...(account && account === accountNumber ? [{ id, why: "The account number is its practice’s (PID-18)" }] : []),
    ...(npi === providerNpi ? [{ id, why: "The ordering provider’s NPI is its practice’s" }] : []),
  ]);
}

/** How many of the results that are held without a connection name what a rule would ask for. */
export async function countFitting(match: RoutingMatch): Promise<{ fitting: number; held: number; more: boolean }> {
  const rows = await database()
    .select()
    .from(messages)
    .where(unrouted)
    .orderBy(asc(messages.sequence))
    .limit(mostCounted + 1);
  const named = await Promise.all(rows.slice(0, mostCounted).map(async (row) => namedIn(await glanceAt(row))));
  return {
    fitting: named.filter((one) => fits(match, one)).length,
    held: named.length,
    more: rows.length > mostCounted,
  };
}

const alertKey = (sourceEndpointId: string) => `unroutable/${sourceEndpointId}`;

/** One alert for all results of a source that found no connection: they usually have one cause. */
export async function tellUnrouted(tx: Transaction, sourceEndpointId: string, messageId: string): Promise<void> {
  await raiseAlert(tx, {
    key: alertKey(sourceEndpointId),
    kind: "held",
    severity: "warn",
    messageId,
    title: "Results are held that belong to no connection we know",
    detail:
      "Nothing was lost: they are kept as they came. Open one and say where it belongs, once or as a rule. This ends when none is left.",
  });
}

/** Ends a source's alert when none of its results is held without a connection any more. */
export async function followUnrouted(tx: Transaction, sourceEndpointId: string): Promise<void> {
  const left = await tx.db
    .select({ id: messages.id })
    .from(messages)
    .where(and(unrouted, eq(messages.sourceEndpointId, sourceEndpointId)))
    .limit(1);
  if (left.length === 0) await resolveAlerts(tx, [alertKey(sourceEndpointId)]);
}
