import { createHash } from "node:crypto";
import { and, eq, lt, max, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { testRunFacts } from "~/db/queries/test-run-facts";
import { verifyAudit } from "~/db/queries/verify-audit";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { compendiumRevisions } from "~/db/schema/compendium";
import { connections, evidence, signOffs, testRuns } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { validateTemplate } from "~/engine/mapping";
import { templateAt } from "~/engine/templates/lookup";
import { asUsed } from "~/engine/templates/overrides";
import { type Actor, personId } from "../actor";
import { type ConnectionRow, dispatchConnection, type Outcome, type Refusal } from "../dispatch";
import { addressesOf, getLab } from "../lab";
import { may } from "../policy";
import { findConfiguration, followGate } from "./commands";
import * as letters from "./letters";
import { isSettled, prove, roundTrip, stopped } from "./proof";
import { loadStanding } from "./standing";

export type TestRunRow = typeof testRuns.$inferSelect;

const runMinutes = 20;

/** Starts a run: from now on what comes in belongs to it, until an order has made its way and its result is back. */
export async function startTestRun(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  return dispatchConnection(actor, id, "startTest", {
    change: (row) => ({ testRunNumber: row.testRunNumber + 1 }),
    also: async (tx, row) => {
      await tx.db
        .update(testRuns)
        .set({ state: "cancelled", finishedAt: sql`now()`, outcome: "A newer run was started." })
        .where(and(eq(testRuns.connectionId, id), eq(testRuns.state, "waiting")));
      await tx.db.insert(testRuns).values({
        id: newId("run"),
        connectionId: id,
        number: row.testRunNumber,
        configurationVersion: row.configurationVersion ?? 0,
        state: "waiting",
        drill: "armed",
        startedBy: personId(actor),
        deadlineAt: sql`now() + make_interval(mins => ${runMinutes})`,
      });
      await wakeConnection(tx.db, id);
      tx.notify("lanes");
    },
  });
}

/** Looks at a run and, when it is over either way, turns what was seen into evidence. Safe to call at any time, twice at once. */
export async function settleTestRun(runId: string): Promise<void> {
  const db = database();
  const [found] = await db
    .select({ run: testRuns, connection: connections })
    .from(testRuns)
    .innerJoin(connections, eq(connections.id, testRuns.connectionId))
    .where(eq(testRuns.id, runId));
  if (found?.run.state !== "waiting") return;
  const { run, connection } = found;
  const facts = await testRunFacts(runId);
  const problem = stopped(facts);
  const late = run.deadlineAt < new Date();
  if (!problem && !late && !isSettled(facts, { drill: run.drill, mode: connection.mode })) return;

  const [standing, configuration, chain, [newest]] = await Promise.all([
    loadStanding(connection),
    findConfiguration({ id: connection.id, configurationVersion: run.configurationVersion }),
    verifyAudit(connection.id),
    db.select({ revision: max(compendiumRevisions.revision) }).from(compendiumRevisions),
  ]);
  const template = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  const proofs = prove(facts, {
    mode: connection.mode,
    drill: run.drill,
    alertContacts: connection.alertContacts.length,
    offered: standing.offered,
    unmapped: standing.unmapped,
    samples: template
      ? (await validateTemplate(asUsed(template.whole, { overrides: configuration.overrides, mode: connection.mode })))
          .samples
      : [],
    chain,
  });
  const passed = proofs.every((proof) => proof.ok) && run.configurationVersion === connection.configurationVersion;
  const trip = roundTrip(facts, connection.mode);
  const outcome = problem
    ? `${problem.title}: ${problem.reason ?? "it stopped"}`
    : late
      ? lateReason(facts.messages.length, connection.mode)
      : passed
        ? `${facts.messages.length} messages, nothing lost, nothing doubled.`
        : (proofs.find((proof) => !proof.ok)?.reason ?? "The configuration changed meanwhile.");
  const lab = await getLab();
  const summary = passed ? summaryOf(connection, run, lab.shortName, facts.messages.length) : null;

  await withTransaction(async (tx) => {
    const [claimed] = await tx.db
      .update(testRuns)
      .set({
        state: passed ? "passed" : "failed",
        finishedAt: sql`now()`,
        outcome,
        summary,
        orderMessageId: trip?.order?.id ?? null,
        resultMessageId: trip?.result.id ?? null,
      })
      .where(and(eq(testRuns.id, runId), eq(testRuns.state, "waiting")))
      .returning();
    if (!claimed) return;
    await tx.db.insert(evidence).values(
      proofs.map((proof) => ({
        id: newId("evd"),
        connectionId: connection.id,
        configurationVersion: run.configurationVersion,
        compendiumRevision: newest?.revision ?? 0,
        runId,
        producedBy: `Test run ${run.number}`,
        ...proof,
      })),
    );
    tx.audit({
      chain: connection.id,
      actor: "worker",
      action: "testRun.finish",
      objectId: runId,
      outcome: passed ? "done" : "failed",
      reason: outcome,
      meta: { green: proofs.filter((proof) => proof.ok).map((proof) => proof.item) },
    });
    tx.notify(`connection:${connection.id}`, "connections", `practice:${connection.practiceId}`);
    const waitsForSignature = (await loadStanding(connection, tx.db)).lamps.some(
      (lamp) => lamp.item === "signOff" && lamp.turn === "practice",
    );
    if (passed && waitsForSignature) {
      await queueMail(tx, [connection.signerEmail], `testRun.finish ${runId}`, letters.signOffAsked(connection, lab));
    }
  });
  await followGate(connection.id);
}

/** Looks at every run that is still open. Called by the clock, behind the notifications. */
export async function sweepTestRuns(): Promise<void> {
  const open = await database()
    .select({ id: testRuns.id })
    .from(testRuns)
    .where(and(eq(testRuns.state, "waiting"), lt(testRuns.startedAt, new Date())));
  for (const run of open) await settleTestRun(run.id);
}

/**
 * An authorised signer of the practice signs the summary of the newest passed run: name typed, time, address, what
 * exactly was signed and its hash are kept (compare 21 CFR 11.50 and 11.70).
 */
export async function signOff(
  actor: Actor,
  id: string,
  form: { runId: string; typedName: string; summarySha256: string },
): Promise<{ kind: "done" } | Refusal> {
  const [found] = await database()
    .select({ connection: connections, run: testRuns })
    .from(connections)
    .innerJoin(testRuns, and(eq(testRuns.connectionId, connections.id), eq(testRuns.id, form.runId)))
    .where(eq(connections.id, id));
  if (!found || actor.kind !== "person" || !may(actor, "connection.signOff", found.connection))
    return { kind: "not-found" };
  const { connection, run } = found;
  const refused = (code: string, message: string): Refusal => ({ kind: "refused", code, message });
  if (!run.summary) return refused("not-now", "There is nothing to sign right now.");
  if (summaryHash(run.summary) !== form.summarySha256) {
    return refused("changed", "The summary has changed since you opened it. Please read it again.");
  }
  const [account] = await database()
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, connection.signerEmail.toLowerCase()), eq(users.practiceId, connection.practiceId)));
  if (account && account.id !== actor.id) {
    return refused("not-the-signer", `Only ${connection.signerName} (${connection.signerEmail}) can sign this.`);
  }
  if (plain(form.typedName) !== plain(connection.signerName)) {
    return refused(
      "name-differs",
      `Please type the signer's name as it stands in the request: ${connection.signerName}.`,
    );
  }
  const { summary } = run;
  const signed = await withTransaction(async (tx) => {
    // On the locked row: no second signature, and none over a configuration that has just changed.
    const [locked] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    const lamp = locked && (await loadStanding(locked, tx.db)).lamps.find((one) => one.item === "signOff");
    if (lamp?.turn !== "practice" || run.configurationVersion !== locked?.configurationVersion) return false;
    await tx.db.insert(signOffs).values({
      id: newId("sgn"),
      connectionId: id,
      runId: run.id,
      configurationVersion: run.configurationVersion,
      userId: actor.id,
      typedName: form.typedName.trim(),
      address: actor.address,
      summary,
      summarySha256: form.summarySha256,
    });
    await tx.db.insert(evidence).values({
      id: newId("evd"),
      connectionId: id,
      item: "signOff",
      configurationVersion: run.configurationVersion,
      compendiumRevision: 0,
      ok: true,
      reason: `Signed by ${form.typedName.trim()}`,
      details: { summarySha256: form.summarySha256, user: actor.id },
      runId: run.id,
      producedBy: actor.name,
    });
    tx.audit({
      chain: id,
      actor: actor.id,
      action: "connection.signOff",
      objectId: run.id,
      outcome: "done",
      meta: { summarySha256: form.summarySha256 },
    });
    tx.notify(`connection:${id}`, "connections", `practice:${connection.practiceId}`);
    const engineers = await addressesOf(tx.db, "engineer");
    await queueMail(tx, engineers, `connection.signOff ${id}`, letters.signed(connection, form.typedName.trim()));
    return true;
  });
  if (!signed) return refused("not-now", "There is nothing to sign right now.");
  await followGate(id);
  return { kind: "done" };
}

export const summaryHash = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");

const plain = (name: string) => name.trim().replace(/\s+/g, " ").toLowerCase();

function summaryOf(connection: ConnectionRow, run: TestRunRow, lab: string, messages: number): string[] {
  return [
    `${lab} and your practice tested the connection for ${connection.emrName} on ${run.startedAt.toISOString().slice(0, 10)} (test ${run.number}).`,
    ...(connection.mode === "bidirectional"
      ? [
          "A test order left your EMR, arrived at the lab, and its result came back to your EMR under the same order number and test code.",
        ]
      : ["A test result left the lab and arrived in your EMR."]),
    `${messages} messages were exchanged; none was lost and none arrived twice.`,
    "We cut the line once on purpose: the message waited, was sent again, and the people you named were told.",
    ...(connection.mode === "bidirectional"
      ? [
          `Every one of the ${connection.offeredTests.length + connection.offeredPanels.length} tests and panels offered to you can be ordered with your own codes.`,
        ]
      : []),
    "With your signature the connection may go live.",
  ];
}

const lateReason = (messages: number, mode: "bidirectional" | "results-only") =>
  messages > 0
    ? `The run did not finish within ${runMinutes} minutes.`
    : `${mode === "bidirectional" ? "No order came from the EMR" : "No result came from the lab system"} within ${runMinutes} minutes.`;
