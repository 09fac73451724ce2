/**
 * The practice's own test: its people run scenarios against the sandbox lab before anybody else has to. It is a test run
 * like any other; what it shows counts as evidence as far as the ends it had allow.
 */
import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { connections, type FarEnds, testRuns } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import type { Transaction, Writer } from "~/db/transaction";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { getLab } from "../lab";
import { may } from "../policy";
import { type Scenario, scenariosFor } from "./scenarios/catalogue";
import { loadStanding } from "./standing";

/** Runs that the people of a practice may start on one connection within an hour. */
export const selfTestsPerHour = 6;

export type SelfTestFacts = {
  state: ConnectionRow["state"];
  endpointsReady: boolean;
  /** A run is under way, whoever started it. */
  running: boolean;
  lis: FarEnds["lis"];
  /** Runs of the practice in the last hour. */
  lately: number;
};

/** Why no run can be started now, and whose turn it is. */
export type Block = { code: string; message: string; turn: "lab" | "practice" };

type Condition = Block & { holds: (facts: SelfTestFacts) => boolean };

const conditions = (lab: string): Condition[] => [
  {
    code: "signed",
    turn: "lab",
    message: `Everything is tested and signed, and ${lab} starts it. A further test would ask for a new signature.`,
    holds: ({ state }) => state === "ready",
  },
  {
    code: "live",
    turn: "lab",
    message: `The connection is live: what comes in now is real. ${lab} pauses it first when something is to be tested.`,
    holds: ({ state }) => state === "live",
  },
  {
    code: "over",
    turn: "lab",
    message: "This connection has ended; there is nothing left to test.",
    holds: ({ state }) => state === "retired" || state === "cancelled",
  },
  {
    code: "endpoints-not-ready",
    turn: "lab",
    message: `${lab} still sets up and checks both servers. You can test as soon as that is done.`,
    holds: ({ endpointsReady }) => !endpointsReady,
  },
  {
    code: "no-sandbox",
    turn: "lab",
    message: `This connection reaches a lab system whose answers people of ${lab} release. Ask them to run the test with you.`,
    holds: ({ lis }) => lis !== "sandbox",
  },
  {
    code: "running",
    turn: "practice",
    message: "A test is under way. Wait for its end, or end it if it is yours.",
    holds: ({ running }) => running,
  },
  {
    code: "too-many",
    turn: "practice",
    message: `There were ${selfTestsPerHour} tests in the last hour, and that is the most. Read what they showed, then try again later.`,
    holds: ({ lately }) => lately >= selfTestsPerHour,
  },
];

/** What stands against a test by the practice now; undefined when nothing does. Pure. */
export const selfTestBlock = (facts: SelfTestFacts, lab: string): Block | undefined =>
  conditions(lab).find(({ holds }) => holds(facts));

/**
 * The scenarios a practice can choose: those of the mode that ask nothing of the lab's people, since its simulator answers.
 * What the lab is to answer otherwise than usual it has to be told beforehand, which only the simulated EMR does.
 */
export const selfTestScenarios = (mode: ConnectionRow["mode"], emr: FarEnds["emr"]): readonly Scenario[] =>
  scenariosFor(mode).filter(({ play }) => {
    if (play === null || play.kind === "result") return true;
    const usual = play.answer.stages.length <= 1 && !play.answer.withPdf;
    return mode === "bidirectional" && (emr === "sandbox" || usual);
  });

/** Whether somebody acts for a practice. */
export const ofPractice = (actor: Actor): actor is Extract<Actor, { kind: "person" }> & { practiceId: string } =>
  actor.kind === "person" && actor.practiceId !== null;

/** How a connection stands for a test by its practice. */
export async function selfTestFacts(row: ConnectionRow, farEnds: FarEnds, db: Writer): Promise<SelfTestFacts> {
  const started = db
    .select({ count: sql<number>`count(*)::int` })
    .from(testRuns)
    .innerJoin(users, and(eq(users.id, testRuns.startedBy), isNotNull(users.practiceId)))
    .where(and(eq(testRuns.connectionId, row.id), gt(testRuns.startedAt, sql`now() - interval '1 hour'`)));
  const waiting = db
    .select({ id: testRuns.id })
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, row.id), eq(testRuns.state, "waiting")));
  const [standing, [lately], open] = await Promise.all([loadStanding(row, db), started, waiting]);
  const { endpointsReady } = standing;
  return { state: row.state, endpointsReady, running: open.length > 0, lis: farEnds.lis, lately: lately?.count ?? 0 };
}

/**
 * Refuses a run that a person of the practice may not start now; undefined for everybody else, and when they may. Locks the
 * connection, so that two people who start at once are counted one after the other.
 */
export async function refuseSelfTest(
  tx: Transaction,
  actor: Actor,
  id: string,
  farEnds: FarEnds,
): Promise<Refusal | undefined> {
  if (!ofPractice(actor)) return undefined;
  const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
  if (!row || !may(actor, "connection.startTest", row)) return { kind: "not-found" };
  const { shortName } = await getLab(tx.db);
  const block = selfTestBlock(await selfTestFacts(row, farEnds, tx.db), shortName);
  return block && { kind: "refused", code: block.code, message: block.message };
}
