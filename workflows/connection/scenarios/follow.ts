import type { ScenarioCheck, testRunScenarios } from "~/db/schema/connections";
import { type Scenario, scenarioOf } from "./catalogue";
import { hasStopped } from "./expectations";
import type { DrillSeen, OrderSeen } from "./facts";

/** A scenario of a run as its row has it, before anything was seen. */
export type ScenarioRow = Pick<typeof testRunScenarios.$inferSelect, "key" | "required" | "numbers" | "playedAt">;

/** How a scenario stands. `passed`: all was seen. `failed`: something cannot come right any more. */
export type Standing = {
  scenario: Scenario;
  required: boolean;
  state: "waiting" | "passed" | "failed";
  playedAt: Date | null;
  firstAt: Date | null;
  messageIds: string[];
  checks: ScenarioCheck[];
};

type Seen = { orders: readonly OrderSeen[]; drill: DrillSeen; panels: readonly string[] };

/**
 * How the scenarios of a run stand, from what was seen so far. A scenario whose order numbers are known is about those;
 * any other about the first order of its shape, so that one order may show more than one thing.
 */
export function followScenarios(rows: readonly ScenarioRow[], seen: Seen): Standing[] {
  return rows.flatMap((row) => {
    const scenario = scenarioOf(row.key);
    if (!scenario) return [];
    const order = orderFor(scenario, row, rows, seen);
    const facts = { order, drill: seen.drill, panels: seen.panels };
    const checks = scenario.expects.map(({ text, look }) => ({ text, ...look(facts) }));
    const messages = order ? [...order.orders, ...order.results] : [];
    return [
      {
        scenario,
        required: row.required,
        state: stateOf(checks),
        playedAt: row.playedAt,
        firstAt: messages.map(({ receivedAt }) => receivedAt).sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
        messageIds: scenario.fits ? messages.map(({ id }) => id) : seen.drill.deliveries.map((one) => one.messageId),
        checks,
      },
    ];
  });
}

/** Messages that stopped because a scenario wanted it: nothing is wrong with them. */
export function stoppedAsMeant(standings: readonly Standing[], orders: readonly OrderSeen[]): Set<string> {
  const meant = new Set(standings.filter(({ scenario }) => scenario.stops).flatMap(({ messageIds }) => messageIds));
  const stuck = orders.flatMap((order) => order.orders).filter(hasStopped);
  return new Set(stuck.filter(({ id }) => meant.has(id)).map(({ id }) => id));
}

function stateOf(checks: readonly ScenarioCheck[]): Standing["state"] {
  if (checks.some(({ state }) => state === "broken")) return "failed";
  return checks.every(({ state }) => state === "met") ? "passed" : "waiting";
}

function orderFor(
  { fits }: Scenario,
  { numbers }: ScenarioRow,
  rows: readonly ScenarioRow[],
  { orders, panels }: Seen,
): OrderSeen | undefined {
  if (!fits) return undefined;
  if (numbers.length > 0) return orders.find(({ number }) => numbers.includes(number));
  // What was placed for another scenario says less about this one than what came for nobody.
  const taken = new Set(rows.flatMap((row) => row.numbers));
  const fitting = orders.filter((order) => fits(order, panels));
  return fitting.find(({ number }) => !taken.has(number)) ?? fitting[0];
}
