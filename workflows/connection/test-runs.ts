import { and, eq, lt, max, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { verifyAudit } from "~/db/queries/verify-audit";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { compendiumRevisions } from "~/db/schema/compendium";
import { connections, endpoints, type FarEnds, testRunScenarios, testRuns } from "~/db/schema/connections";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { validateTemplate } from "~/engine/mapping";
import { templateAt } from "~/engine/templates/lookup";
import { asUsed } from "~/engine/templates/overrides";
import { type Actor, personId } from "../actor";
import { type ConnectionRow, dispatchConnectionIn, type Outcome, type Refusal } from "../dispatch";
import { getLab } from "../lab";
import { may } from "../policy";
import { proveForRun } from "./code-proofs";
import { findConfiguration, followGate } from "./commands";
import { drillWaysFor } from "./drill-ways";
import { keepEvidence } from "./evidence";
import * as letters from "./letters";
import { cancelOpenRun } from "./open-run";
import { isSettled, type Proof, prove, roundTrip, stopped } from "./proof";
import { type Choice, chosenScenarios } from "./scenarios/catalogue";
import type { Standing } from "./scenarios/follow";
import { ofPractice, refuseSelfTest } from "./self-test";
import { shown, withVersion } from "./shown-version";
import { summaryOf } from "./sign-off";
import { loadStanding } from "./standing";
import { loadProgress, type RunProgress, type TestRunRow } from "./test-run-progress";
import { trialPickups } from "./trial-pickups";

const runMinutes = 20;

/**
 * With what a run is started. `drillWays`: some of the ways in which the drill fails; all that fit without it. `labStandIn`:
 * the endpoint that takes the place of the lab's own system; what that alone can show does not count then.
 */
export type RunOptions = { scenarios?: Choice; drillWays?: readonly string[]; farEnds?: FarEnds; labStandIn?: string };

/**
 * Starts a run: from now on what comes in belongs to it, until all its scenarios have been seen. On a live connection it is
 * a run of the candidate, and only what is marked as a test belongs to it.
 */
export async function startTestRun(
  actor: Actor,
  id: string,
  options: RunOptions = {},
): Promise<Outcome<ConnectionRow>> {
  const farEnds = options.farEnds ?? { emr: "real", lis: "real" };
  return withTransaction(
    async (tx) => (await refuseSelfTest(tx, actor, id, farEnds)) ?? startIn(tx, actor, id, { ...options, farEnds }),
  );
}

async function startIn(
  tx: Transaction,
  actor: Actor,
  id: string,
  { scenarios = "required", drillWays, farEnds, labStandIn }: RunOptions,
): Promise<Outcome<ConnectionRow>> {
  return dispatchConnectionIn(tx, actor, id, "startTest", {
    change: (row) => ({ testRunNumber: row.testRunNumber + 1 }),
    also: async (_tx, row) => {
      await cancelOpenRun(tx, id, "A newer run was started.");
      const runId = newId("run");
      const steps = drillWaysFor(await resultTransport(tx, row), drillWays).map((way) => ({ way, seen: null }));
      await tx.db.insert(testRuns).values({
        id: runId,
        connectionId: id,
        number: row.testRunNumber,
        configurationVersion: shown(row).configurationVersion ?? 0,
        state: "waiting",
        drill: "armed",
        drillSteps: steps,
        ...(farEnds && { farEnds }),
        ...(labStandIn && row.state !== "live" && { labStandIn }),
        pickups: await trialPickups(tx, row, runId),
        startedBy: personId(actor),
        deadlineAt: sql`now() + make_interval(mins => ${runMinutes})`,
      });
      await tx.db.insert(testRunScenarios).values(
        chosenScenarios(row.mode, scenarios).map(({ key, modes }, position) => ({
          runId,
          key,
          position,
          required: modes[row.mode] === "required",
          state: "waiting" as const,
        })),
      );
      await wakeConnection(tx.db, id);
      tx.notify("lanes");
    },
  });
}

const isOpen = (connectionId: string) => and(eq(testRuns.connectionId, connectionId), eq(testRuns.state, "waiting"));

/** How results leave for the EMR; that is the line the drill fails on. */
async function resultTransport(tx: Transaction, row: ConnectionRow) {
  const endpointId = (await findConfiguration(shown(row), tx.db))?.emrEndpointId ?? "";
  const [found] = await tx.db.select({ reach: endpoints.reach }).from(endpoints).where(eq(endpoints.id, endpointId));
  return found?.reach.transport ?? "sftp";
}

/** Notes that the demo's simulators play a scenario of a run, and by which order numbers its messages are known. */
export async function notePlayed(runId: string, key: string, numbers: readonly string[]): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.db
      .update(testRunScenarios)
      .set({ numbers: [...numbers], playedAt: sql`now()` })
      .where(and(eq(testRunScenarios.runId, runId), eq(testRunScenarios.key, key)));
    tx.notify(`run:${runId}`);
  });
}

/**
 * Ends the run under way with what was seen so far, for scenarios nobody is going to play any more. A person of a practice
 * ends only what they started themselves.
 */
export async function endTestRun(actor: Actor, id: string): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx) => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    const [open] = await tx.db.select().from(testRuns).where(isOpen(id));
    const allowed = may(actor, "connection.startTest", row) && (!ofPractice(actor) || open?.startedBy === actor.id);
    if (!allowed) return { kind: "forbidden" };
    const [run] = await tx.db
      .update(testRuns)
      .set({ deadlineAt: sql`now()` })
      .where(isOpen(id))
      .returning({ id: testRuns.id });
    if (!run) return { kind: "refused", code: "not-now", message: "No test run is under way." };
    tx.audit({ chain: id, actor: actor.id, action: "testRun.end", objectId: run.id, outcome: "done" });
    tx.notify(`run:${run.id}`);
    return { kind: "done" };
  });
}

/**
 * Looks at a run and, when it is over either way, turns what was seen into evidence. Safe to call at any time, twice at
 * once. Returns messages that stopped because a scenario wanted it: whoever called puts them aside.
 */
export async function settleTestRun(runId: string): Promise<string[]> {
  const db = database();
  const [found] = await db
    .select({ run: testRuns, connection: connections, late: sql<boolean>`${testRuns.deadlineAt} <= now()` })
    .from(testRuns)
    .innerJoin(connections, eq(connections.id, testRuns.connectionId))
    .where(eq(testRuns.id, runId));
  if (found?.run.state !== "waiting") return [];
  const { run, connection, late } = found;
  const progress = await loadProgress(run, connection);
  const { facts, scenarios, meant } = progress;
  const problem = stopped(facts, meant);
  const complete =
    isSettled(facts, { drill: run.drill, mode: connection.mode, pickups: run.pickups }) &&
    scenarios.every(({ state }) => state !== "waiting");
  if (!problem && !late && !complete) return [];

  const { proofs, revision } = await proofsOf(run, connection, progress);
  const needed = scenarios.filter((one) => one.required && one.state !== "passed");
  const passed =
    proofs.every((proof) => proof.ok) &&
    needed.length === 0 &&
    run.configurationVersion === shown(connection).configurationVersion;
  const trip = roundTrip(facts, connection.mode);
  const outcome = problem
    ? `${problem.title}: ${problem.reason ?? "it stopped"}`
    : passed
      ? passedWords(facts.messages.length, scenarios)
      : late
        ? lateReason(facts.messages.length, connection.mode)
        : (proofs.find((proof) => !proof.ok)?.reason ??
          (needed[0] ? `${needed[0].scenario.title} did not pass.` : "The configuration changed meanwhile."));
  const lab = await getLab();
  const summary = passed ? summaryOf(connection, run, lab, facts.messages.length) : null;

  const claimed = await withTransaction(async (tx) => {
    const [mine] = await tx.db
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
      .returning({ id: testRuns.id });
    if (!mine) return false;
    await keepScenarios(tx, runId, scenarios);
    await keepEvidence(
      tx,
      { connectionId: connection.id, actorId: "worker" },
      proofs.map((proof) => ({
        ...proof,
        details: { ...proof.details, farEnds: run.farEnds, ...(run.labStandIn && { standIn: "lis" }) },
        configurationVersion: run.configurationVersion,
        compendiumRevision: revision,
        runId,
        producedBy: `Test run ${run.number}`,
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
    const waitsForSignature = (await loadStanding(shown(connection), tx.db)).lamps.some(
      (lamp) => lamp.item === "signOff" && lamp.turn === "practice",
    );
    if (passed && waitsForSignature && !run.labStandIn) {
      await queueMail(tx, [connection.signerEmail], `testRun.finish ${runId}`, letters.signOffAsked(connection, lab));
    }
    return true;
  });
  if (!claimed) return [];
  await followGate(connection.id);
  return [...meant];
}

/** What the run proves, item by item, with the compendium's revision it was proved for. */
async function proofsOf(
  run: TestRunRow,
  connection: ConnectionRow,
  { facts, scenarios, meant }: RunProgress,
): Promise<{ proofs: Proof[]; revision: number }> {
  const [standing, configuration, chain, [newest]] = await Promise.all([
    loadStanding(shown(connection)),
    findConfiguration({ id: connection.id, configurationVersion: run.configurationVersion }),
    verifyAudit(connection.id),
    database()
      .select({ revision: max(compendiumRevisions.revision) })
      .from(compendiumRevisions),
  ]);
  const failing = await proveForRun(withVersion(connection, run.configurationVersion), `Test run ${run.number}`);
  const template = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  const proofs = prove(facts, {
    mode: connection.mode,
    drill: run.drill,
    drillSteps: run.drillSteps,
    pickups: run.pickups,
    alertContacts: connection.alertContacts,
    offered: standing.offered,
    unmapped: standing.unmapped,
    failing,
    samples: template
      ? (await validateTemplate(asUsed(template.whole, { overrides: configuration.overrides, mode: connection.mode })))
          .samples
      : [],
    chain,
    meant,
  });
  const played = scenarios.map(({ scenario, state }) => ({ key: scenario.key, state }));
  return {
    proofs: proofs.map((proof) =>
      proof.item === "roundTrip" ? { ...proof, details: { ...proof.details, scenarios: played } } : proof,
    ),
    revision: newest?.revision ?? 0,
  };
}

/** What was seen of each scenario; what is still open when the run ends has not passed. */
async function keepScenarios(tx: Transaction, runId: string, scenarios: readonly Standing[]): Promise<void> {
  for (const { scenario, state, firstAt, messageIds, checks } of scenarios) {
    await tx.db
      .update(testRunScenarios)
      .set({
        state: state === "passed" ? "passed" : "failed",
        firstAt,
        finishedAt: sql`now()`,
        messageIds,
        checks,
      })
      .where(and(eq(testRunScenarios.runId, runId), eq(testRunScenarios.key, scenario.key)));
  }
}

/** Looks at every run that is still open. Called by the clock, behind the notifications. */
export async function sweepTestRuns(): Promise<string[]> {
  const open = await database()
    .select({ id: testRuns.id })
    .from(testRuns)
    .where(and(eq(testRuns.state, "waiting"), lt(testRuns.startedAt, new Date())));
  const aside: string[] = [];
  for (const run of open) aside.push(...(await settleTestRun(run.id)));
  return aside;
}

function passedWords(messages: number, scenarios: readonly Standing[]): string {
  const missed = scenarios.filter(({ state }) => state !== "passed").length;
  const all = `${messages} ${messages === 1 ? "message" : "messages"}, nothing lost, nothing doubled.`;
  return missed === 0
    ? all
    : `${all} ${missed} of ${scenarios.length} scenarios did not pass; none of them is required.`;
}

const lateReason = (messages: number, mode: "bidirectional" | "results-only") =>
  messages > 0
    ? "The run ended before everything was seen."
    : `${mode === "bidirectional" ? "No order came from the EMR" : "No result came from the lab system"} before the run ended.`;
