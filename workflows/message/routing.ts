import { and, eq, isNull, sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { connections, practices, routingRules } from "~/db/schema";
import type { RoutingMatch } from "~/db/schema/replays";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

type Person = Extract<Actor, { kind: "person" }>;

/** What a rule may ask for, in the order in which people read it. */
export const matchFields = [
  { name: "accountNumber", label: "Account number", place: "PID-18" },
  { name: "receivingFacility", label: "Receiving facility", place: "MSH-6" },
  { name: "providerNpi", label: "Ordering provider’s NPI", place: "OBR-16, else ORC-12" },
  { name: "sendingFacility", label: "Sending facility", place: "MSH-4" },
] as const satisfies readonly { name: keyof RoutingMatch; label: string; place: string }[];

export type NewRule = { match: RoutingMatch; connectionId: string; reason: string; priority: number };
export type RuleMade = { kind: "done"; id: string; practice: string } | Refusal;

/** The rank of a rule when nobody says otherwise. */
export const usualPriority = 100;

/** The conditions of a form: what is filled in, without blanks around it. */
export function matchOf(values: Partial<Record<keyof RoutingMatch, string>>): RoutingMatch {
  const filled = matchFields.flatMap(({ name }) => {
    const value = values[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(filled) as RoutingMatch;
}

/** Makes a rule. From now on results that no order number leads anywhere follow it; those held already are not touched. */
export async function addRoutingRule(actor: Person, rule: NewRule): Promise<RuleMade> {
  if (!may(actor, "routing.manage")) return { kind: "forbidden" };
  const wrong = problemOf(rule);
  if (wrong) return wrong;
  return withTransaction(async (tx) => {
    // Two people making the same rule wait for each other here; which rules there are is then what both see.
    await tx.db.execute(sql`select pg_advisory_xact_lock(hashtext('routing-rules'))`);
    const target = await openConnection(tx, rule.connectionId);
    if (!target) return refusal("connection", "Choose a connection that is live or on its way there.");
    const [same] = await tx.db
      .select({ id: routingRules.id })
      .from(routingRules)
      .where(and(isNull(routingRules.endedAt), sql`${routingRules.match} = ${JSON.stringify(rule.match)}::jsonb`));
    if (same) return refusal("same", "There is a rule with just these conditions. End it first.");
    const id = newId("rte");
    await tx.db.insert(routingRules).values({ id, ...rule, createdBy: actor.id });
    tx.audit({
      chain: rule.connectionId,
      actor: actor.id,
      action: "routing.add",
      objectId: id,
      outcome: "done",
      meta: { asks: Object.keys(rule.match), priority: rule.priority },
    });
    tx.notify(`connection:${rule.connectionId}`);
    return { kind: "done", id, practice: target.practice };
  });
}

/** Why a rule cannot be made, by itself. */
export function problemOf({ match, reason, priority }: NewRule): Extract<Refusal, { kind: "refused" }> | undefined {
  if (Object.keys(match).length === 0) return refusal("match", "Fill in at least one condition.");
  if (Object.keys(match).length === 1 && match.sendingFacility) {
    return refusal("match", "The lab’s own facility stands in all of its results. Ask for something else as well.");
  }
  if (match.providerNpi && !/^\d{10}$/.test(match.providerNpi)) return refusal("match", "An NPI has ten digits.");
  if (!Number.isInteger(priority) || priority < 1 || priority > 999) {
    return refusal("priority", "The rank is a whole number from 1 to 999.");
  }
  return reason ? undefined : refusal("reason", "A reason is needed; it stays on record.");
}

const refusal = (code: string, message: string): Extract<Refusal, { kind: "refused" }> => ({
  kind: "refused",
  code,
  message,
});

async function openConnection(tx: Transaction, id: string) {
  const [row] = await tx.db
    .select({ state: connections.state, practice: practices.name })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(eq(connections.id, id));
  return row && row.state !== "retired" && row.state !== "cancelled" ? row : undefined;
}

/** From now on the rule leads nowhere. It stays on record. */
export async function endRoutingRule(actor: Person, id: string): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "routing.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const [row] = await tx.db
      .update(routingRules)
      .set({ endedAt: new Date(), endedBy: actor.id })
      .where(and(eq(routingRules.id, id), isNull(routingRules.endedAt)))
      .returning();
    if (!row) return refusal("not-now", "Somebody has ended it already.");
    tx.audit({ chain: row.connectionId, actor: actor.id, action: "routing.end", objectId: id, outcome: "done" });
    tx.notify(`connection:${row.connectionId}`);
    return { kind: "done" };
  });
}
