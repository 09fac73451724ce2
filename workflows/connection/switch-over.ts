import { eq } from "drizzle-orm";
import { newId } from "~/db/ids";
import { shadowKinds } from "~/db/queries/shadow-kinds";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { goLivePlans } from "~/db/schema/go-live";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { type Actor, personId } from "../actor";
import { type ConnectionRow, dispatchConnectionIn, type Outcome } from "../dispatch";
import { getLab, type Lab } from "../lab";
import { may } from "../policy";
import { endPlan, planPeople, secondPeople } from "./go-live";
import { findPlan } from "./go-live-facts";
import { getGoLiveRules } from "./go-live-rules";
import * as letters from "./letters";
import { loadStanding } from "./standing";

/**
 * Putting a candidate into force: by one person, or where the lab wants a second one by their agreeing to what another has
 * asked for. Whatever the way, it is one event of the machine behind the candidate's gate, in one commit.
 */

/**
 * Puts the candidate into force. A message that is being understood at that moment is stored as mapped with one of the two
 * versions, whole; its row says with which. Refused while its gate is not green, a difference stands open or a second
 * person is wanted.
 */
export async function switchOver(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return withTransaction((tx) => takeOver(tx, actor, id, "switchOver", lab));
}

/** The second person agrees, and with that the candidate is in force. */
export async function agreeSwitchOver(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return withTransaction((tx) => takeOver(tx, actor, id, "agreeSwitchOver", lab));
}

const takeOver = (tx: Transaction, actor: Actor, id: string, event: "switchOver" | "agreeSwitchOver", lab: Lab) =>
  dispatchConnectionIn(tx, actor, id, event, {
    change: (row) => ({ configurationVersion: row.candidateVersion, candidateVersion: null }),
    also: async (_tx, row, before) => {
      if (event === "agreeSwitchOver") await keepAgreement(tx, actor, id);
      const plan = await endPlan(tx, id, "live", actor, null);
      await keepGate(tx, actor, row, before, plan && { askedBy: plan.askedBy, agreedBy: plan.agreedBy });
      await wakeConnection(tx.db, id);
      tx.notify("lanes");
      const to = [row.signerEmail, ...row.alertContacts];
      await queueMail(tx, to, `connection.switchOver ${id}`, letters.changed(row, lab));
    },
  });

async function keepAgreement(tx: Transaction, actor: Actor, id: string): Promise<void> {
  const plan = await findPlan(id, tx.db);
  if (!plan) return;
  const agreed = { agreedBy: personId(actor), agreedAt: new Date() };
  await tx.db.update(goLivePlans).set(agreed).where(eq(goLivePlans.id, plan.id));
}

/** What opened the gate stays with the event: the evidence of each item, the differences that were accepted, the two people. */
async function keepGate(
  tx: Transaction,
  actor: Actor,
  row: ConnectionRow,
  before: ConnectionRow,
  people: { askedBy: string; agreedBy: string | null } | undefined,
): Promise<void> {
  const version = row.configurationVersion ?? 0;
  const { lamps } = await loadStanding(row, tx.db);
  const kinds = await shadowKinds({ connectionId: row.id, version }, tx.db);
  tx.audit({
    chain: row.id,
    actor: actor.id,
    action: "connection.gateAtSwitchOver",
    objectId: row.id,
    outcome: "done",
    meta: {
      from: before.configurationVersion,
      to: version,
      evidence: Object.fromEntries(lamps.map((lamp) => [lamp.item, lamp.evidenceId])),
      accepted: kinds.map(({ direction, kind, messages }) => ({ direction, kind, messages })),
      ...people,
    },
  });
}

/** Asks that the candidate comes into force; those who may agree are told. For a lab that wants a second person. */
export async function askSwitchOver(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  return withTransaction(async (tx): Promise<Outcome<ConnectionRow>> => {
    const asker = personId(actor);
    if (!asker || !may(actor, "connection.askSwitchOver")) return { kind: "forbidden" };
    if (!(await getGoLiveRules(tx.db)).secondPerson) {
      const message = "No second person is wanted here. Switch over at once.";
      return { kind: "refused", code: "no-second-person", message };
    }
    return dispatchConnectionIn(tx, actor, id, "askSwitchOver", {
      also: async (_tx, row) => {
        const version = row.candidateVersion ?? 0;
        // One that was asked for another change is still open; the machine has seen that it does not fit.
        await endPlan(tx, id, "cancelled", actor, "The change is another one now.");
        const planId = newId("gol");
        await tx.db.insert(goLivePlans).values({
          id: planId,
          connectionId: id,
          step: "switch-over",
          configurationVersion: version,
          state: "open",
          askedBy: asker,
        });
        const letter = letters.switchOverAsked(row, actor.name, version);
        await queueMail(tx, await secondPeople(tx, actor), `goLive.plan ${planId}`, letter);
      },
    });
  });
}

/** Nobody is asked to agree any more; who asked is told, unless they took it back themselves. */
export async function cancelSwitchOver(actor: Actor, id: string, reason: string): Promise<Outcome<ConnectionRow>> {
  return withTransaction((tx) =>
    dispatchConnectionIn(tx, actor, id, "cancelSwitchOver", {
      reason,
      also: async (_tx, row) => {
        const plan = await endPlan(tx, id, "cancelled", actor, reason);
        if (!plan) return;
        const others = (await planPeople(tx, plan)).filter((to) => actor.kind !== "person" || to !== actor.email);
        await queueMail(tx, others, `goLive.plan ${plan.id}`, letters.switchOverCancelled(row, actor.name, reason));
      },
    }),
  );
}
