import type { PracticeScenario } from "~/app/components/pages/SelfTestScenarios";
import type { TestRunFacts } from "~/db/queries/test-run-facts";
import type { FarEnds, ScenarioCheck, testRuns } from "~/db/schema/connections";
import { type Play, type Scenario, scenarioOf } from "~/workflows/connection/scenarios/catalogue";
import { plainly } from "./plain-words.server";
import { mayPlay, type Stage } from "./sandbox.server";
import { faultsOf } from "./self-test-faults.server";

/** A scenario to its practice: what it is called, what its people do, and what a simulator does in their place. */
export function titleOf(one: Scenario | string, stage: Stage): { title: string; person: string; play: Play | null } {
  const scenario = typeof one === "string" ? scenarioOf(one) : one;
  if (!scenario) return { title: String(one), person: "", play: null };
  const { title, play } = scenario;
  return { title, play, person: personWords(scenario, stage) };
}

function personWords({ play, person }: Scenario, stage: Stage): string {
  if (play === null) return "Happens by itself: the way to you is made to fail, to see that nothing is lost.";
  if (play.kind === "result") return "The simulated lab sends it by itself.";
  const staged = play.answer.stages.length > 1 || play.answer.withPdf === true;
  if (staged && mayPlay(play, stage))
    return "The simulated EMR orders a test, and the simulated lab answers in this way.";
  const words = plainly(person);
  return mayPlay(play, stage) ? `${words} The simulated EMR does it for you.` : words;
}

/** What stood at the two ends, to the practice, as the rest of a sentence. */
export const endWords = ({ emr, lis }: FarEnds, lab: string): string =>
  `${emr === "real" ? "your own EMR" : "a simulated EMR"} and ${lis === "real" ? `${lab}’s own system` : "a simulated lab"}`;

/** How a run ended, in a sentence. */
export function outcomeWords({ state, outcome }: Pick<typeof testRuns.$inferSelect, "state" | "outcome">, lab: string) {
  if (state === "cancelled") return `It was ended because ${lab} started another.`;
  return plainly(outcome ?? "It is under way.");
}

type Seen = {
  key: string;
  required: boolean;
  state: PracticeScenario["state"];
  playedAt: Date | null;
  firstAt: Date | null;
  messageIds: string[];
  checks: ScenarioCheck[];
};

/** The scenarios of a run in plain words; `earlier`: those of the run before, where there was one. */
export function practiceScenarios(
  list: readonly Seen[],
  facts: TestRunFacts,
  stage: Stage,
  earlier?: readonly { key: string; state: PracticeScenario["state"] }[],
): PracticeScenario[] {
  return list.map((one) => {
    const { title, person } = titleOf(one.key, stage);
    const then = earlier?.find(({ key }) => key === one.key);
    const meant = scenarioOf(one.key)?.stops === true && one.state === "passed";
    return {
      key: one.key,
      title,
      required: one.required,
      state: one.state,
      person: one.firstAt || one.playedAt || one.state !== "waiting" ? null : person,
      checks: one.checks.map(({ text, state, seen }) => ({ text: plainly(text), state, seen: plainly(seen) })),
      faults: faultsOf(facts, one.messageIds, meant),
      ...(then && then.state !== one.state && { before: then.state === "passed" ? "passed" : "failed" }),
      ...(earlier && !then && { before: "new" }),
    };
  });
}
