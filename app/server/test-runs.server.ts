import { and, desc, eq, lt } from "drizzle-orm";
import type { ScenarioView } from "~/app/components/workspace/ScenarioList";
import type { TestRunPageProps } from "~/app/components/workspace/TestRunPage";
import type { TestRunsTabProps } from "~/app/components/workspace/TestRunsTab";
import { database } from "~/db/client";
import { type TestRunFacts, testRunFacts } from "~/db/queries/test-run-facts";
import { evidence, type FarEnds, type PickupProof, testRuns, users } from "~/db/schema";
import { gateLabels } from "~/workflows/connection/gate";
import { scenarioOf, scenariosFor } from "~/workflows/connection/scenarios/catalogue";
import { drillWords } from "~/workflows/connection/scenarios/expectations";
import { shown } from "~/workflows/connection/shown-version";
import { loadStanding } from "~/workflows/connection/standing";
import { loadProgress, scenarioRows, type TestRunRow } from "~/workflows/connection/test-run-progress";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { findConnection } from "./connections.server";
import { type Args, param } from "./context.server";
import { farEndsOf, mayPlay, usesSandbox } from "./sandbox.server";

/** Test runs of a connection: what can be started, the one under way as it stands, and those before. */
export async function loadTestRunsTab(args: Args): Promise<Omit<TestRunsTabProps, "formError">> {
  const { actor, row } = await findConnection(args);
  const { sandbox } = args.context.gatehouse;
  const [standing, runs, farEnds, simulated] = await Promise.all([
    loadStanding(shown(row)),
    database()
      .select({ run: testRuns, by: users.name })
      .from(testRuns)
      .leftJoin(users, eq(users.id, testRuns.startedBy))
      .where(eq(testRuns.connectionId, row.id))
      .orderBy(desc(testRuns.number))
      .limit(20),
    farEndsOf(sandbox, row),
    usesSandbox(sandbox, row),
  ]);
  const waiting = runs.find(({ run }) => run.state === "waiting")?.run;
  const beside = row.state === "live" && row.candidateVersion !== null;
  const allowed = beside || ["provisioning", "testing", "ready", "paused"].includes(row.state);
  return {
    canStart: may(actor, "connection.startTest"),
    beside,
    startBlocked: !allowed
      ? row.state === "live"
        ? "The connection is live. It is tested again when a change stands beside it."
        : `The connection is ${row.state}; it is not tested now.`
      : standing.endpointsReady
        ? ""
        : "Both sides need a pinned host key and a passed check first. See Configuration.",
    canPlaceOrder: row.mode === "bidirectional" && simulated,
    canReleaseResult: row.mode === "results-only" && farEnds.lis === "sandbox",
    choices: scenariosFor(row.mode).map(({ key, title, modes, person, play }) => ({
      key,
      title,
      person,
      required: modes[row.mode] === "required",
      simulated: play !== null && mayPlay(play, { ...farEnds, mode: row.mode }),
    })),
    running: waiting ? await runningView(waiting, row) : null,
    runs: runs.map(({ run, by }) => ({
      id: run.id,
      number: run.number,
      href: `/connections/${row.id}/test-runs/${run.number}`,
      state: run.state,
      version: run.configurationVersion,
      startedAt: run.startedAt.toISOString(),
      by: by ?? "Gatehouse",
      outcome: run.outcome ?? "Waiting for what comes.",
      messages: [
        ...(run.orderMessageId ? [{ label: "Order", href: `/messages/${run.orderMessageId}` }] : []),
        ...(run.resultMessageId ? [{ label: "Result", href: `/messages/${run.resultMessageId}` }] : []),
      ],
    })),
  };
}

async function runningView(run: TestRunRow, row: ConnectionRow): Promise<NonNullable<TestRunsTabProps["running"]>> {
  const { facts, scenarios } = await loadProgress(run, row);
  const views = scenarios.map((one): ScenarioView => {
    const { key, title, person, play } = one.scenario;
    return {
      key,
      title,
      required: one.required,
      state: one.state,
      person: one.messageIds.length === 0 && !one.playedAt && key !== "far-end-down" ? person : null,
      since: (one.firstAt ?? one.playedAt)?.toISOString() ?? null,
      checks: one.checks,
      messages: messageViews(one.messageIds, facts),
      playable: play !== null && !one.playedAt && mayPlay(play, { ...run.farEnds, mode: row.mode }),
    };
  });
  return {
    number: run.number,
    deadlineAt: run.deadlineAt.toISOString(),
    farEnds: farEndWords(run.farEnds),
    pickups: run.pickups.map(pickupView),
    scenarios: views,
    // One order is placed by its own button, as an order is placed at any time.
    canPlay: views.some((view) => view.playable && view.key !== "new-order"),
  };
}

/** A run of the route, with the one before it. */
export async function findRun(args: Args) {
  const { row, practice } = await findConnection(args);
  const number = Number(param(args, "number"));
  const [found] = await database()
    .select({ run: testRuns, by: users.name })
    .from(testRuns)
    .leftJoin(users, eq(users.id, testRuns.startedBy))
    .where(and(eq(testRuns.connectionId, row.id), eq(testRuns.number, Number.isInteger(number) ? number : 0)));
  if (!found) throw new Response(null, { status: 404 });
  const [before] = await database()
    .select()
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, row.id), lt(testRuns.number, found.run.number)))
    .orderBy(desc(testRuns.number))
    .limit(1);
  const [facts, rows, earlier, proofs] = await Promise.all([
    testRunFacts(found.run.id),
    scenarioRows(found.run.id),
    before ? scenarioRows(before.id) : [],
    database().select().from(evidence).where(eq(evidence.runId, found.run.id)).orderBy(evidence.at),
  ]);
  const by = found.by ?? "Gatehouse";
  return { row, practice: practice.name, run: found.run, by, before, facts, rows, earlier, proofs };
}

type FoundRun = Awaited<ReturnType<typeof findRun>>;

/** A run with its scenarios and its evidence, held against the run before it. */
export async function loadTestRun(args: Args): Promise<TestRunPageProps> {
  const found = await findRun(args);
  const { row, run, by, before, proofs } = found;
  const base = `/connections/${row.id}/test-runs`;
  return {
    number: run.number,
    state: run.state,
    outcome: run.outcome ?? "Waiting for what comes.",
    facts: runFacts(found),
    by,
    startedAt: run.startedAt.toISOString(),
    backHref: base,
    jsonHref: `${base}/${run.number}.json`,
    pdfHref: `${base}/${run.number}.pdf`,
    before: before ? { label: `Run ${before.number}`, href: `${base}/${before.number}` } : null,
    scenarios: scenarioViews(found),
    drill: run.drillSteps.map(({ way, seen }) => ({ way: drillWords[way], at: seen?.at ?? null })),
    proofs: proofs.map(({ item, ok, reason, sha256 }) => ({
      key: item,
      title: gateLabels[item],
      ok,
      reason,
      hash: sha256?.slice(0, 12) ?? null,
    })),
  };
}

/** What a run was made with, as label and value. */
export const runFacts = ({ run }: Pick<FoundRun, "run">): { label: string; value: string }[] => [
  { label: "Configuration", value: `Version ${run.configurationVersion}` },
  { label: "At the ends", value: farEndWords(run.farEnds) },
  ...(run.labStandIn
    ? [
        {
          label: "Does not count for",
          value: "Round trip, zero data loss, audit trail: a simulator stood in for the lab",
        },
      ]
    : []),
  ...run.pickups.map((pickup) => {
    const { what, text } = pickupView(pickup);
    return { label: what, value: text };
  }),
];

/** How the pickup at a changed endpoint was proved, or what keeps it. */
function pickupView({ side, folder, name, seen, problem }: PickupProof) {
  return {
    key: side,
    what: side === "emr" ? "Pickup at the EMR's side" : "Pickup at the lab's side",
    done: seen !== null,
    text: seen ? `${name} was taken from ${folder}` : (problem ?? `${name} is put into ${folder} and taken again.`),
  };
}

/** The scenarios of a run, each with how it did in the run before. */
export function scenarioViews({ facts, rows, earlier }: Pick<FoundRun, "facts" | "rows" | "earlier">): ScenarioView[] {
  return rows.map((one) => {
    const then = earlier.find((other) => other.key === one.key);
    return {
      key: one.key,
      title: scenarioOf(one.key)?.title ?? one.key,
      required: one.required,
      state: one.state,
      person: null,
      since: one.firstAt?.toISOString() ?? null,
      checks: one.checks,
      messages: messageViews(one.messageIds, facts),
      playable: false,
      ...(then && then.state !== one.state && { before: then.state }),
      ...(earlier.length > 0 && !then && { before: "new" as const }),
    };
  });
}

const hopWords: Record<string, string> = {
  received: "received",
  parsed: "parsed",
  deduplicated: "checked for doubles",
  mapped: "mapped",
  delivered: "delivered",
  acknowledged: "sender told",
  retried: "failed, tried again",
  held: "held",
  dead: "stopped",
  discarded: "put aside",
};

const messageViews = (ids: readonly string[], facts: TestRunFacts): ScenarioView["messages"] =>
  facts.messages
    .filter(({ id }) => ids.includes(id))
    .map(({ id, title, state }) => ({
      id,
      title,
      href: `/messages/${id}`,
      stopped: ["dead", "held", "discarded"].includes(state),
      hops: facts.hops.filter((hop) => hop.messageId === id).map(({ hop, ok }) => ({ word: hopWords[hop] ?? hop, ok })),
    }));

/** What was real, in a few words. */
export function farEndWords({ emr, lis }: FarEnds): string {
  if (emr === lis) return emr === "real" ? "Real EMR and real lab system" : "Simulated EMR and simulated lab system";
  return emr === "real" ? "Real EMR, simulated lab system" : "Simulated EMR, real lab system";
}
