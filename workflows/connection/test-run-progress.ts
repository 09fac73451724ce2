import { asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { type TestRunFacts, testRunFacts } from "~/db/queries/test-run-facts";
import { testRunScenarios, type testRuns } from "~/db/schema/connections";
import type { Writer } from "~/db/transaction";
import type { ConnectionRow } from "../dispatch";
import { drillSeen, type OrderSeen, ordersSeen } from "./scenarios/facts";
import { followScenarios, type Standing, stoppedAsMeant } from "./scenarios/follow";

export type TestRunRow = typeof testRuns.$inferSelect;

/** A run as it stands now: what was seen, and how each scenario does. */
export type RunProgress = {
  facts: TestRunFacts;
  orders: OrderSeen[];
  scenarios: Standing[];
  /** Messages that stopped because a scenario wanted it. */
  meant: Set<string>;
};

/** Reads how far a run has come. Changes nothing; pages and the worker look through the same eyes. */
export async function loadProgress(
  run: TestRunRow,
  connection: Pick<ConnectionRow, "alertContacts" | "offeredPanels">,
): Promise<RunProgress> {
  const [facts, rows] = await Promise.all([testRunFacts(run.id), scenarioRows(run.id)]);
  const orders = ordersSeen(facts);
  const drill = drillSeen(facts, run, connection.alertContacts);
  const scenarios = followScenarios(rows, { orders, drill, panels: connection.offeredPanels });
  return { facts, orders, scenarios, meant: stoppedAsMeant(scenarios, orders) };
}

/** The scenarios a run was started with, in their order, with what was kept of them when it ended. */
export const scenarioRows = (runId: string, db: Pick<Writer, "select"> = database()) =>
  db.select().from(testRunScenarios).where(eq(testRunScenarios.runId, runId)).orderBy(asc(testRunScenarios.position));
