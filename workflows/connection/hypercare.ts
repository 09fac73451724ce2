import { and, eq, gt, isNotNull, isNull, lte, or } from "drizzle-orm";
import { database } from "~/db/client";
import { type FirstDayFacts, firstDayFacts } from "~/db/queries/first-day-facts";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { connections } from "~/db/schema/connections";
import { firstDayTicks } from "~/db/schema/go-live";
import { alerts } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { getLab } from "../lab";
import { may } from "../policy";
import { type BusinessCalendar, businessTimeBetween } from "../request/sla";
import { type FirstDayItem, firstDay, handItems } from "./first-day";
import { type GoLiveRules, getGoLiveRules } from "./go-live-rules";

/**
 * Hypercare: for a while after a go-live the connection is watched with tighter limits than others, and what has to have
 * happened on the first day is checked off.
 */
export async function loadFirstDay(row: ConnectionRow): Promise<FirstDayItem[] | null> {
  if (!row.liveAt) return null;
  const [facts, ticks] = await Promise.all([
    firstDayFacts(row.id, row.liveAt, row.alertContacts),
    database()
      .select({ item: firstDayTicks.item, at: firstDayTicks.at, name: users.name })
      .from(firstDayTicks)
      .innerJoin(users, eq(users.id, firstDayTicks.tickedBy))
      .where(and(eq(firstDayTicks.connectionId, row.id), eq(firstDayTicks.liveAt, row.liveAt))),
  ]);
  return firstDay(
    row.mode,
    facts,
    ticks.map((tick) => ({ ...tick, at: tick.at.toISOString() })),
  );
}

/** A person says that something is so which no record shows. */
export async function tickFirstDay(actor: Actor, id: string, item: string): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id));
    const person = personId(actor);
    if (!row) return { kind: "not-found" };
    if (!person || !may(actor, "connection.tickFirstDay", row)) return { kind: "forbidden" };
    if (!row.liveAt || !(item in handItems)) {
      return { kind: "refused", code: "not-by-hand", message: "This ticks itself when it is on record." };
    }
    const [ticked] = await tx.db
      .insert(firstDayTicks)
      .values({ connectionId: id, liveAt: row.liveAt, item, tickedBy: person })
      .onConflictDoNothing()
      .returning();
    if (!ticked) return { kind: "refused", code: "ticked", message: "Somebody has ticked it already." };
    tx.audit({
      chain: id,
      actor: actor.id,
      action: "connection.tickFirstDay",
      objectId: id,
      outcome: "done",
      meta: { item },
    });
    tx.notify(`connection:${id}`);
    return { kind: "done" };
  });
}

type Watched = { emrName: string; liveAt: Date };
type Concern = { title: string; detail: string };

/** What is amiss by the tighter limits; pure. Undefined: nothing. */
export function concerns(
  row: Watched,
  facts: Pick<FirstDayFacts, "oldestWaiting" | "lastSeen">,
  rules: Pick<GoLiveRules, "waitMinutes" | "quietHours">,
  calendar: BusinessCalendar,
  now: Date,
): { wait: Concern | undefined; quiet: Concern | undefined } {
  const waits = facts.oldestWaiting && now.getTime() - Date.parse(facts.oldestWaiting) > rules.waitMinutes * 60_000;
  const since = facts.lastSeen ? new Date(facts.lastSeen) : row.liveAt;
  const silent = businessTimeBetween(since, now, calendar) > rules.quietHours * 3_600_000;
  return {
    wait: waits
      ? {
          title: `A message waits on the new connection for ${row.emrName}`,
          detail: `One waits for more than ${rules.waitMinutes} minutes. The connection has just gone live, so you are told early. Nothing is lost; it goes on when the far end takes it.`,
        }
      : undefined,
    quiet: silent
      ? {
          title: `Nothing comes over the new connection for ${row.emrName}`,
          detail: `No order and no result for more than ${rules.quietHours} working hours. The connection has just gone live: ask the practice whether it orders over it.`,
        }
      : undefined,
  };
}

const kinds = ["wait", "quiet"] as const;

/** Watches what went live lately; ends its alerts with the cause, or with the watch. Called by the clock, safe at any time. */
export async function watchHypercare(now = new Date()): Promise<void> {
  const [lab, rules, rows] = await Promise.all([
    getLab(),
    getGoLiveRules(),
    database()
      .select()
      .from(connections)
      .where(and(eq(connections.state, "live"), isNotNull(connections.liveAt), gt(connections.hypercareUntil, now))),
  ]);
  for (const row of rows) {
    if (!row.liveAt) continue;
    const facts = await firstDayFacts(row.id, row.liveAt, []);
    const found = concerns({ emrName: row.emrName, liveAt: row.liveAt }, facts, rules, lab.calendar, now);
    for (const kind of kinds) await follow(row.id, kind, found[kind]);
  }
  const over = await database()
    .selectDistinct({ id: connections.id })
    .from(connections)
    .innerJoin(alerts, eq(alerts.connectionId, connections.id))
    .where(
      and(
        eq(alerts.kind, "hypercare"),
        isNull(alerts.resolvedAt),
        or(lte(connections.hypercareUntil, now), eq(connections.state, "retired"), eq(connections.state, "paused")),
      ),
    );
  for (const { id } of over) {
    await withTransaction((tx) =>
      resolveAlerts(
        tx,
        kinds.map((kind) => keyOf(id, kind)),
      ),
    );
  }
}

const keyOf = (id: string, kind: (typeof kinds)[number]) => `hypercare/${kind}/${id}`;

async function follow(id: string, kind: (typeof kinds)[number], concern: Concern | undefined): Promise<void> {
  const key = keyOf(id, kind);
  const [open] = await database()
    .select({ id: alerts.id })
    .from(alerts)
    .where(and(eq(alerts.key, key), isNull(alerts.resolvedAt)))
    .limit(1);
  if (Boolean(concern) === Boolean(open)) return;
  await withTransaction((tx) =>
    concern
      ? raiseAlert(tx, { key, kind: "hypercare", severity: "warn", connectionId: id, ...concern })
      : resolveAlerts(tx, [key]),
  );
}
