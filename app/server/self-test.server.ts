import { and, desc, eq, lt } from "drizzle-orm";
import type { SelfTestProps } from "~/app/components/pages/SelfTestPage";
import type { SelfTestRunProps } from "~/app/components/pages/SelfTestRunPage";
import type { PracticeScenario } from "~/app/components/pages/SelfTestScenarios";
import { database } from "~/db/client";
import { testRunFacts } from "~/db/queries/test-run-facts";
import { connections, testRuns, users } from "~/db/schema";
import { askForGoLive, goLiveAsk } from "~/workflows/connection/ask-go-live";
import { selfTestBlock, selfTestFacts, selfTestScenarios } from "~/workflows/connection/self-test";
import { loadStanding } from "~/workflows/connection/standing";
import { loadProgress, scenarioRows, type TestRunRow } from "~/workflows/connection/test-run-progress";
import { endTestRun, startTestRun } from "~/workflows/connection/test-runs";
import type { ConnectionRow } from "~/workflows/dispatch";
import { getLab, type Lab } from "~/workflows/lab";
import { type Args, newNonce, param } from "./context.server";
import { done, refused } from "./respond.server";
import { mayPlay, playScenarios, selfTestEnds } from "./sandbox.server";
import { otherFaults } from "./self-test-faults.server";
import { endWords, outcomeWords, practiceScenarios, titleOf } from "./self-test-words.server";
import { requireActor, requireSubject } from "./session.server";

/** The practice's own tests, in plain words. Every query is scoped to the practice of whoever asks. */

const pageOf = (id: string) => `/portal/connections/${id}/tests`;

/** The connection of the route, if it is the practice's own. */
export async function findOwnConnection(args: Args) {
  const actor = await requireActor(args, "portal.view");
  const [found] = await database()
    .select()
    .from(connections)
    .where(eq(connections.id, param(args, "id")));
  return { actor, row: requireSubject(actor, "connection.view", found) };
}

/** What can be tested now, the run under way as it stands, those before, and whether to ask for go-live. */
export async function loadSelfTest(args: Args): Promise<Omit<SelfTestProps, "errors">> {
  const { actor, row } = await findOwnConnection(args);
  const { farEnds, standIn } = await selfTestEnds(args.context.gatehouse.sandbox, row);
  const [lab, runs, ask, standing] = await Promise.all([
    getLab(),
    database()
      .select({ run: testRuns, by: users.name, practiceId: users.practiceId })
      .from(testRuns)
      .leftJoin(users, eq(users.id, testRuns.startedBy))
      .where(eq(testRuns.connectionId, row.id))
      .orderBy(desc(testRuns.number))
      .limit(20),
    goLiveAsk(row, database()),
    loadStanding(row),
  ]);
  const facts = await database().transaction((db) => selfTestFacts(row, farEnds, db));
  const block = selfTestBlock(facts, lab.shortName);
  const open = runs.find(({ run }) => run.state === "waiting")?.run;
  return {
    title: row.emrName,
    lab: lab.shortName,
    homeHref: `/portal/connections/${row.id}`,
    block: block && block.code !== "running" ? { message: block.message, turn: block.turn } : null,
    ends: endWords(farEnds, lab.shortName),
    standIn: standIn !== undefined,
    choices: selfTestScenarios(row.mode, farEnds.emr).map((one) => ({
      key: one.key,
      title: one.title,
      text: titleOf(one, { ...farEnds, mode: row.mode }).person,
      required: one.modes[row.mode] === "required",
    })),
    running: open
      ? {
          number: open.number,
          mine: open.startedBy === actor.id,
          deadlineAt: open.deadlineAt.toISOString(),
          scenarios: await runningScenarios(open, row),
          playable: await isPlayable(open, row),
        }
      : null,
    runs: runs
      .filter(({ run }) => run.state !== "waiting")
      .map(({ run, by, practiceId }) => ({
        key: run.id,
        number: run.number,
        href: `${pageOf(row.id)}/${run.number}`,
        state: run.state,
        outcome: outcomeWords(run, lab.shortName),
        by: practiceId === null ? lab.shortName : (by ?? "Your practice"),
        startedAt: run.startedAt.toISOString(),
      })),
    ask:
      ask.kind === "asked"
        ? { kind: "asked", at: ask.at.toISOString() }
        : ask.kind === "possible"
          ? { kind: "possible", toSign: standing.lamps.some(({ turn }) => turn === "practice") }
          : null,
    topics: [`connection:${row.id}`],
    nonce: newNonce(),
  };
}

async function runningScenarios(run: TestRunRow, row: ConnectionRow): Promise<PracticeScenario[]> {
  const { facts, scenarios } = await loadProgress(run, row);
  return practiceScenarios(
    scenarios.map((one) => ({ ...one, key: one.scenario.key })),
    facts,
    { ...run.farEnds, mode: row.mode },
  );
}

/** Whether the simulators have something left to do, such as when they did not answer before. */
async function isPlayable(run: TestRunRow, { mode }: ConnectionRow): Promise<boolean> {
  const stage = { ...run.farEnds, mode };
  const rows = await scenarioRows(run.id);
  return rows.some(({ key, playedAt }) => {
    const play = titleOf(key, stage).play;
    return play !== null && playedAt === null && mayPlay(play, stage);
  });
}

/** A run of the route with the one before it; 404 where it is another practice's. */
export async function findOwnRun(args: Args) {
  const { row } = await findOwnConnection(args);
  const number = Number(param(args, "number"));
  const db = database();
  const [found] = await db
    .select({ run: testRuns, by: users.name, practiceId: users.practiceId })
    .from(testRuns)
    .leftJoin(users, eq(users.id, testRuns.startedBy))
    .where(and(eq(testRuns.connectionId, row.id), eq(testRuns.number, Number.isInteger(number) ? number : 0)));
  if (!found || found.run.state === "waiting") throw new Response(null, { status: 404 });
  const { run } = found;
  const [before] = await db
    .select()
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, row.id), lt(testRuns.number, run.number)))
    .orderBy(desc(testRuns.number))
    .limit(1);
  const [facts, rows, earlier, lab] = await Promise.all([
    testRunFacts(run.id),
    scenarioRows(run.id),
    before ? scenarioRows(before.id) : [],
    getLab(),
  ]);
  const scenarios = practiceScenarios(rows, facts, { ...run.farEnds, mode: row.mode }, before && earlier);
  const known = new Set(scenarios.flatMap(({ faults }) => faults.map(({ id }) => id)));
  const by = found.practiceId === null ? lab.shortName : (found.by ?? "Your practice");
  return { row, run, by, before, scenarios, lab, others: otherFaults(facts, known) };
}

/** A run that has ended: what each scenario showed, what is otherwise than in the run before. */
export async function loadSelfTestRun(args: Args): Promise<SelfTestRunProps> {
  const { row, run, by, before, scenarios, lab, others } = await findOwnRun(args);
  return {
    title: row.emrName,
    number: run.number,
    state: run.state,
    outcome: outcomeWords(run, lab.shortName),
    ends: endWords(run.farEnds, lab.shortName),
    standIn: run.labStandIn !== null,
    by,
    lab: lab.shortName,
    startedAt: run.startedAt.toISOString(),
    backHref: pageOf(row.id),
    pdfHref: `${pageOf(row.id)}/${run.number}.pdf`,
    before: before ? { number: before.number, href: `${pageOf(row.id)}/${before.number}` } : null,
    scenarios,
    others,
  };
}

type Move = { args: Args; actor: Awaited<ReturnType<typeof requireActor>>; row: ConnectionRow; form: FormData };

/** Starts a run with what was ticked, and lets the simulators do their part at once. */
async function start({ args, actor, row, form }: Move) {
  const { farEnds, standIn } = await selfTestEnds(args.context.gatehouse.sandbox, row);
  const offered = selfTestScenarios(row.mode, farEnds.emr).map(({ key }): string => key);
  const scenarios = form
    .getAll("scenario")
    .map(String)
    .filter((key) => offered.includes(key));
  const outcome = await startTestRun(actor, row.id, { scenarios, farEnds, ...(standIn && { labStandIn: standIn }) });
  if (outcome.kind !== "done") return refused(outcome);
  return play({ args, actor, row: outcome.row, form }, "Test started");
}

async function play({ args, actor, row }: Move, title = "The simulators go on") {
  const [open] = await database()
    .select()
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, row.id), eq(testRuns.state, "waiting")));
  // The lab's own run is the lab's to drive.
  if (open?.startedBy !== actor.id) return refused({ kind: "forbidden" });
  if (!(await isPlayable(open, row))) return done(pageOf(row.id), title, "It waits for what your EMR sends.");
  const outcome = await playScenarios(args.context.gatehouse.sandbox, actor, row);
  return outcome.kind === "done" ? done(pageOf(row.id), title, "You can leave this page.") : refused(outcome);
}

const moves: Record<string, (move: Move, lab: Lab) => Promise<unknown>> = {
  startSelfTest: (move) => start(move),
  playSelfTest: (move) => play(move),
  endSelfTest: async ({ actor, row }) => {
    const outcome = await endTestRun(actor, row.id);
    return outcome.kind === "done"
      ? done(pageOf(row.id), "Test ended", "What was seen so far is kept.")
      : refused(outcome);
  },
  askForGoLive: async ({ actor, row }, lab) => {
    const outcome = await askForGoLive(actor, row.id);
    return outcome.kind === "done"
      ? done(pageOf(row.id), "Go-live asked for", `${lab.shortName} is told and plans it.`)
      : refused(outcome);
  },
};

/** The forms of the page. Commands check the right once more, on the locked row. */
export async function actOnSelfTest(args: Args) {
  const { actor, row } = await findOwnConnection(args);
  const form = await args.request.formData();
  const move = moves[String(form.get("intent") ?? "")];
  if (!move) throw new Response(null, { status: 400 });
  return move({ args, actor, row, form }, await getLab());
}
