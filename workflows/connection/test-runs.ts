import { and, eq, lt, max, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { testRunFacts } from "~/db/queries/test-run-facts";
import { verifyAudit } from "~/db/queries/verify-audit";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { compendiumRevisions } from "~/db/schema/compendium";
import { connections, testRuns } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { validateTemplate } from "~/engine/mapping";
import { templateAt } from "~/engine/templates/lookup";
import { asUsed } from "~/engine/templates/overrides";
import { type Actor, personId } from "../actor";
import { type ConnectionRow, dispatchConnection, type Outcome } from "../dispatch";
import { getLab } from "../lab";
import { findConfiguration, followGate } from "./commands";
import { keepEvidence } from "./evidence";
import * as letters from "./letters";
import { isSettled, prove, roundTrip, stopped } from "./proof";
import { summaryOf } from "./sign-off";
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
    alertContacts: connection.alertContacts,
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
    await keepEvidence(
      tx,
      { connectionId: connection.id, actorId: "worker" },
      proofs.map((proof) => ({
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

const lateReason = (messages: number, mode: "bidirectional" | "results-only") =>
  messages > 0
    ? `The run did not finish within ${runMinutes} minutes.`
    : `${mode === "bidirectional" ? "No order came from the EMR" : "No result came from the lab system"} within ${runMinutes} minutes.`;
