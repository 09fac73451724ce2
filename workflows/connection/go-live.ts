import { and, eq, inArray, lte } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { connections } from "~/db/schema/connections";
import { goLivePlans } from "~/db/schema/go-live";
import { users } from "~/db/schema/people";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { type Actor, clockActor, personId } from "../actor";
import { type ConnectionRow, dispatchConnectionIn, type Outcome } from "../dispatch";
import { addressesOf, getLab, type Lab } from "../lab";
import { gateLabels } from "./gate";
import { findPlan, type GoLivePlan } from "./go-live-facts";
import { getGoLiveRules } from "./go-live-rules";
import * as letters from "./letters";
import { loadStanding } from "./standing";
import { closeTopic } from "./to-dos";

/**
 * Going live: at once, at a planned time, with a second person where the lab wants one. Whatever the way, it is one step of
 * the machine behind one guard, which is asked again at that moment.
 */

/** Opens the door: from here on orders and results flow by themselves. Refused while any gate item is not green. */
export async function goLive(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return withTransaction((tx) => goLiveIn(tx, actor, id, "goLive", lab));
}

/** What opened the gate stays with the event: the evidence for each item, and the plan with its two people. */
async function goLiveIn(
  tx: Transaction,
  actor: Actor,
  id: string,
  event: "goLive" | "goLiveDue",
  lab: Lab,
): Promise<Outcome<ConnectionRow>> {
  const { hypercareHours } = await getGoLiveRules(tx.db);
  const liveAt = new Date();
  return dispatchConnectionIn(tx, actor, id, event, {
    change: { liveAt, hypercareUntil: new Date(liveAt.getTime() + hypercareHours * 3_600_000) },
    also: async (_tx, row) => {
      const plan = await endPlan(tx, id, "live", actor, null);
      await closeTopic(tx, id, "go-live", actor);
      const { lamps } = await loadStanding(row, tx.db);
      tx.audit({
        chain: id,
        actor: actor.id,
        action: "connection.gateAtGoLive",
        objectId: id,
        outcome: "done",
        meta: {
          configurationVersion: row.configurationVersion,
          evidence: Object.fromEntries(lamps.map((lamp) => [lamp.item, lamp.evidenceId])),
          ...(plan && { plan: plan.id, askedBy: plan.askedBy, agreedBy: plan.agreedBy }),
        },
      });
      await wakeConnection(tx.db, id);
      const cause = `connection.goLive ${id}` as const;
      await queueMail(tx, [row.signerEmail, ...row.alertContacts], cause, letters.wentLive(row, lab));
      await queueMail(tx, await addressesOf(tx.db, "program-manager"), cause, letters.wentLiveInside(row));
    },
  });
}

/**
 * Asks that the connection goes live, at `at` or, when it is null, as soon as nothing is missing. Where the lab wants a
 * second person they are told; else it waits for its time alone.
 */
export async function planGoLive(actor: Actor, id: string, at: Date | null): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return withTransaction(async (tx) => {
    const { secondPerson } = await getGoLiveRules(tx.db);
    const asker = personId(actor);
    if (!asker) return { kind: "forbidden" };
    if (!at && !secondPerson) {
      const message = "Choose a time, or go live at once.";
      return { kind: "refused", code: "no-time", message, field: "at" };
    }
    return dispatchConnectionIn(tx, actor, id, "planGoLive", {
      meta: { at: at?.toISOString() ?? null },
      also: async (_tx, row) => {
        const planId = newId("gol");
        await tx.db.insert(goLivePlans).values({
          id: planId,
          connectionId: id,
          configurationVersion: row.configurationVersion ?? 0,
          state: "open",
          askedBy: asker,
          scheduledFor: at,
        });
        if (!secondPerson) return;
        await queueMail(
          tx,
          await secondPeople(tx, actor),
          `goLive.plan ${planId}`,
          letters.goLiveAsked(row, actor.name, at, lab),
        );
      },
    });
  });
}

/** Everybody who may agree to what the actor asks for, by address. */
export async function secondPeople(tx: Transaction, actor: Actor): Promise<string[]> {
  const roles = ["engineer", "program-manager", "lab-ops"] as const;
  const lists = await Promise.all(roles.map((role) => addressesOf(tx.db, role)));
  return lists.flat().filter((address) => actor.kind !== "person" || address !== actor.email);
}

/** The second person agrees; what is due then goes live in the same step. */
export async function agreeGoLive(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return withTransaction(async (tx) => {
    const agreed = await dispatchConnectionIn(tx, actor, id, "agreeGoLive", {
      also: async () => {
        await tx.db
          .update(goLivePlans)
          .set({ agreedBy: personId(actor), agreedAt: new Date() })
          .where(and(eq(goLivePlans.connectionId, id), eq(goLivePlans.state, "open")));
      },
    });
    if (agreed.kind !== "done") return agreed;
    const plan = await findPlan(id, tx.db);
    if (plan?.scheduledFor && plan.scheduledFor > new Date()) return agreed;
    return goLiveIn(tx, clockActor, id, "goLiveDue", lab);
  });
}

/** Nothing goes live by itself any more; who asked and who agreed are told. */
export async function cancelGoLive(actor: Actor, id: string, reason: string): Promise<Outcome<ConnectionRow>> {
  return withTransaction((tx) =>
    dispatchConnectionIn(tx, actor, id, "cancelGoLive", {
      reason,
      also: async (_tx, row) => {
        const plan = await endPlan(tx, id, "cancelled", actor, reason);
        if (!plan) return;
        const people = (await planPeople(tx, plan)).filter(
          (address) => actor.kind !== "person" || address !== actor.email,
        );
        await queueMail(tx, people, `goLive.plan ${plan.id}`, letters.goLiveCancelled(row, actor.name, reason));
      },
    }),
  );
}

/** Takes every planned go-live whose time has come; called by the clock, safe at any time and twice at once. */
export async function sweepGoLives(now = new Date()): Promise<void> {
  const due = await database()
    .select({ connectionId: goLivePlans.connectionId })
    .from(goLivePlans)
    .where(and(eq(goLivePlans.state, "open"), lte(goLivePlans.scheduledFor, now)));
  const lab = await getLab();
  for (const { connectionId } of due) await withTransaction((tx) => takeDue(tx, connectionId, lab));
}

/** It goes live, or its plan ends with the reason, which whoever planned it is told. */
async function takeDue(tx: Transaction, id: string, lab: Lab): Promise<void> {
  const outcome = await goLiveIn(tx, clockActor, id, "goLiveDue", lab);
  if (outcome.kind !== "refused") return;
  const plan = await findPlan(id, tx.db);
  // Another worker was quicker, or somebody has cancelled it.
  if (!plan?.scheduledFor || plan.scheduledFor > new Date()) return;
  const [row] = await tx.db.select().from(connections).where(eq(connections.id, id));
  if (!row) return;
  const missing = outcome.missing?.map((item) => gateLabels[item as keyof typeof gateLabels] ?? item) ?? [];
  const why =
    plan.configurationVersion !== row.configurationVersion
      ? "The configuration has changed since it was planned."
      : missing.length > 0
        ? `${outcome.message} Missing: ${missing.join(", ")}.`
        : outcome.message;
  await endPlan(tx, id, "refused", clockActor, why);
  tx.audit({
    chain: id,
    actor: clockActor.id,
    action: "connection.refuseGoLive",
    objectId: plan.id,
    outcome: "refused",
    reason: why,
  });
  tx.notify(`connection:${id}`, "connections");
  const letter = letters.goLiveRefused(row, why, lab, plan.scheduledFor);
  await queueMail(tx, await planPeople(tx, plan), `goLive.plan ${plan.id}`, letter);
}

/** Ends the open plan of a connection; undefined when there is none. */
export async function endPlan(
  tx: Transaction,
  connectionId: string,
  state: "live" | "cancelled" | "refused",
  actor: Actor,
  why: string | null,
): Promise<GoLivePlan | undefined> {
  const [plan] = await tx.db
    .update(goLivePlans)
    .set({ state, endedAt: new Date(), endedBy: personId(actor), endedWhy: why })
    .where(and(eq(goLivePlans.connectionId, connectionId), eq(goLivePlans.state, "open")))
    .returning();
  return plan;
}

/** Who asked for it and who agreed. */
export async function planPeople(tx: Transaction, plan: GoLivePlan): Promise<string[]> {
  const ids = [plan.askedBy, plan.agreedBy].filter((id): id is string => id !== null);
  const rows = await tx.db.select({ email: users.email }).from(users).where(inArray(users.id, ids));
  return rows.map((row) => row.email);
}
