import type { Glance } from "./glance";
import { answeredRun, type Routes } from "./routes";
import type { ConnectionSetting } from "./setting";
import type { Origin } from "./understanding";

/**
 * The setting a message is understood with, whole. While a live connection's candidate is tested, a test is of that run:
 * an order that says so in MSH-11, and a result of such an order. All else goes the way of the configuration in force.
 */
export function settingFor(
  glance: Glance,
  setting: ConnectionSetting | undefined,
  { direction }: Origin,
  routes: Routes | undefined,
): ConnectionSetting | undefined {
  const trial = setting?.trial;
  if (!trial || glance.kind !== "read") return setting;
  const numbers = { placer: glance.placerOrderNumber, filler: glance.fillerOrderNumber };
  const answered = direction === "result" && routes ? answeredRun(routes, setting.connection.id, numbers) : undefined;
  const ofRun = answered === undefined ? isMarkedAsTest(glance.processingId) : answered === trial.testRunId;
  return ofRun ? trial : setting;
}

/** Whether a message says of itself that it is a test (MSH-11; HL7 table 0103). */
export const isMarkedAsTest = (processingId: string) => ["T", "D"].includes(processingId);
