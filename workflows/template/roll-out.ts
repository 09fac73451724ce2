/** What people do with a roll-out: plan it, start a wave, stop it and let it go on; and what it does by itself. */
import { and, asc, eq, inArray, isNull, ne, or } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { rollOutMembers, rollOuts } from "~/db/schema/roll-outs";
import { withTransaction } from "~/db/transaction";
import { templateAt } from "~/engine/templates/lookup";
import { type Actor, workerActor } from "../actor";
import { dispatchRollOut, type Outcome, type Refusal, type RollOutRow } from "../dispatch";
import { may } from "../policy";
import { refusal } from "./drafts";
import { bringVersion, connectionsRunning } from "./fleet";
import { rollOutMachineVersion } from "./machine";
import { loadRollOutFacts } from "./roll-out-facts";
import { numberedWaves, rollOutContext } from "./waves";

export type Plan = readonly { connectionId: string; wave: number }[];
/** A week is the longest a wave can be watched. */
const longestMinutes = 7 * 24 * 60;

/** The roll-out of a template that has not ended, or the one that ended last. */
export async function newestRollOut(templateName: string): Promise<RollOutRow | undefined> {
  const rows = await database().select().from(rollOuts).where(eq(rollOuts.templateName, templateName));
  const open = rows.find((row) => row.state !== "finished" && row.state !== "cancelled");
  return open ?? rows.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
}

/**
 * Plans the roll-out of a version; nothing moves before somebody starts the first wave. Connections that run the version
 * already, or run another template, cannot be in it.
 */
export async function planRollOut(
  actor: Actor,
  form: { templateName: string; version: string; cleanMinutes: number; plan: Plan },
): Promise<Outcome<RollOutRow>> {
  const { templateName, version, cleanMinutes } = form;
  if (actor.kind !== "person" || !may(actor, "template.rollOut")) return { kind: "forbidden" };
  const [found, fleet] = await Promise.all([templateAt(templateName, version), connectionsRunning(templateName)]);
  if (!found) return { kind: "not-found" };
  if (!Number.isInteger(cleanMinutes) || cleanMinutes < 0 || cleanMinutes > longestMinutes) {
    return refusal("cleanMinutes", "A wave is watched for up to a week.");
  }
  const plan = numberedWaves(form.plan);
  if (plan.length === 0) return refusal("empty", "Choose at least one connection.");
  if (plan.some((one) => fleet.find(({ id }) => id === one.connectionId)?.version === version)) {
    return refusal("runs-it", "One of the connections runs this version already. Take it out.");
  }
  if (plan.some((one) => !fleet.some(({ id }) => id === one.connectionId))) {
    return refusal("not-in-fleet", "One of the connections does not run this template any more. Take it out.");
  }
  return withTransaction(async (tx): Promise<Outcome<RollOutRow>> => {
    const [row] = await tx.db
      .insert(rollOuts)
      .values({
        id: newId("rol"),
        templateName,
        version,
        state: "ready",
        machineVersion: rollOutMachineVersion,
        cleanMinutes,
        createdBy: actor.id,
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return refusal("open", "Another roll-out of this template is under way. End it first.");
    await tx.db.insert(rollOutMembers).values(plan.map((one) => ({ ...one, rollOutId: row.id })));
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "rollOut.plan",
      objectId: row.id,
      outcome: "done",
      meta: { template: templateName, version, connections: plan.length, waves: wavesIn(plan) },
    });
    tx.notify("rollOuts");
    return { kind: "done", row };
  });
}

const wavesIn = (plan: Plan): number => Math.max(...plan.map((one) => one.wave));

/** Puts connections into other waves. Only waves that have not started change; a connection that was moved stays where it is. */
export async function changeWaves(actor: Actor, id: string, changes: Plan): Promise<Outcome<RollOutRow>> {
  if (!may(actor, "template.rollOut")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<Outcome<RollOutRow>> => {
    const [row] = await tx.db.select().from(rollOuts).where(eq(rollOuts.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    if (row.state === "finished" || row.state === "cancelled") return refusal("ended", "This roll-out has ended.");
    const members = await tx.db.select().from(rollOutMembers).where(eq(rollOutMembers.rollOutId, id));
    const waiting = members.filter((member) => member.wave > row.wave);
    const wanted = waiting.map(({ connectionId, wave }) => ({
      connectionId,
      wave: Math.max(row.wave + 1, changes.find((one) => one.connectionId === connectionId)?.wave ?? wave),
    }));
    for (const one of numberedWaves(wanted)) {
      await tx.db
        .update(rollOutMembers)
        .set({ wave: row.wave + one.wave })
        .where(and(eq(rollOutMembers.rollOutId, id), eq(rollOutMembers.connectionId, one.connectionId)));
    }
    tx.audit({ chain: "system", actor: actor.id, action: "rollOut.changeWaves", objectId: id, outcome: "done" });
    tx.notify("rollOuts");
    return { kind: "done", row };
  });
}

/** Starts the next wave and moves its connections. Refused while the wave before is not live and clean. */
export async function startWave(actor: Actor, id: string): Promise<Outcome<RollOutRow>> {
  const started = await dispatchRollOut(actor, id, "startWave", {
    change: (row) => ({ wave: row.wave + 1, waveClean: false, watchFrom: new Date(), reason: null }),
  });
  if (started.kind === "done") await moveWave(actor, started.row);
  return started;
}

/** Tries once more to move those of the wave under way that were left, or that an interruption kept from being moved. */
export async function tryWaveAgain(actor: Actor, id: string): Promise<Outcome<RollOutRow>> {
  if (!may(actor, "template.rollOut")) return { kind: "forbidden" };
  const [row] = await database().select().from(rollOuts).where(eq(rollOuts.id, id));
  if (!row) return { kind: "not-found" };
  if (row.state !== "rolling") return refusal("not-now", "There is no wave under way.");
  await moveWave(actor, row);
  return { kind: "done", row };
}

/** One connection after the other, each in transactions of its own: one that cannot be moved keeps no other from it. */
async function moveWave(actor: Actor, row: RollOutRow): Promise<void> {
  const found = await templateAt(row.templateName, row.version);
  if (!found) return;
  const ofWave = and(eq(rollOutMembers.rollOutId, row.id), eq(rollOutMembers.wave, row.wave));
  const unmoved = or(isNull(rollOutMembers.outcome), ne(rollOutMembers.outcome, "moved"));
  const members = await database()
    .select()
    .from(rollOutMembers)
    .where(and(ofWave, unmoved))
    .orderBy(asc(rollOutMembers.connectionId));
  for (const { connectionId } of members) {
    const brought = await bringVersion(actor, found, connectionId);
    await withTransaction(async (tx) => {
      await tx.db
        .update(rollOutMembers)
        .set(
          brought.kind === "done"
            ? {
                outcome: "moved",
                reason: null,
                wasRunning: brought.wasRunning,
                configurationVersion: brought.configurationVersion,
                movedAt: new Date(),
              }
            : { outcome: "left", reason: brought.reason },
        )
        .where(and(eq(rollOutMembers.rollOutId, row.id), eq(rollOutMembers.connectionId, connectionId)));
      tx.notify("rollOuts");
    });
  }
}

/** Stops it: no wave starts until somebody lets it go on. What was moved stays moved. */
export const stopRollOut = (actor: Actor, id: string, reason: string) => {
  const why = reason.trim().slice(0, 500);
  if (why === "") return Promise.resolve<Refusal>(refusal("reason", "Say in a few words why."));
  return dispatchRollOut(actor, id, "stop", { reason: why, change: { reason: why } });
};

/** Lets it go on; the wave under way is watched anew. Refused while messages stand still for the new mapping. */
export const resumeRollOut = (actor: Actor, id: string) =>
  dispatchRollOut(actor, id, "resume", { change: { watchFrom: new Date(), reason: null } });

/** Ends it early. What was moved stays moved, the others stay on their version. */
export const cancelRollOut = (actor: Actor, id: string, reason: string) => {
  const why = reason.trim().slice(0, 500);
  if (why === "") return Promise.resolve<Refusal>(refusal("reason", "Say in a few words why."));
  return dispatchRollOut(actor, id, "cancel", { reason: why, change: { reason: why } });
};

/** Looks at every roll-out under way: stops one whose new version fails, and says of a wave that it is clean. */
export async function followRollOuts(): Promise<void> {
  const open = await database()
    .select()
    .from(rollOuts)
    .where(inArray(rollOuts.state, ["ready", "rolling"]));
  for (const row of open) {
    const facts = await loadRollOutFacts(row);
    const { clean, failures } = rollOutContext(facts, new Date());
    if (failures > 0) {
      const failing = facts.members.filter((member) => member.failures > 0);
      const count = `${failures} ${failures === 1 ? "message" : "messages"}`;
      const where = `${failing.length} ${failing.length === 1 ? "connection" : "connections"} of wave ${failing[0]?.wave}`;
      const reason = `${count} of ${where} could not be mapped by ${row.version}.`;
      await dispatchRollOut(workerActor, row.id, "fail", { reason, change: { reason } });
    } else if (clean) {
      await dispatchRollOut(workerActor, row.id, "waveClean", { change: { waveClean: true } });
    }
  }
}
