import { and, eq, or, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { isConfirmed } from "~/db/endpoint-settings";
import type { Lease } from "~/db/queries/claim-lanes";
import { dueMessages, nextDueSeconds } from "~/db/queries/due-messages";
import { inForce } from "~/db/queries/in-force";
import { configurationVersions, connections, endpoints, testRuns } from "~/db/schema/connections";
import { type Direction, lanes } from "~/db/schema/messages";
import { breakers } from "~/db/schema/transports";
import { failpoint } from "~/engine/transports/failpoint";
import { breakerWait, followBreaker, takeProbe } from "./breaker";
import { sendDrilled } from "./drill";
import type { Means } from "./means";
import { drillDue, failureIn, type Plan } from "./outcome";
import { backoffSeconds } from "./retry";
import { sendBatch } from "./send";
import { settle } from "./settle";

/**
 * The deliveries of one connection in one direction: claim what is due, drop it at the far end, store how that went.
 * Bytes, name and hash were fixed when the message was stored, so every try is the same try.
 */
const batchLimits = { messages: 200, bytes: 32 * 1024 * 1024 };

/** Seconds from a drill's last failure to the real try: the shortest first wait of a retry. Its failures follow each other. */
const drillWait = 1;

type End = { inSeconds?: number; error?: string };

/** Delivers until nothing is due. Returns when to run again (seconds), and the failure that ended the run, if one did. */
export async function runDelivery(
  lease: Lease,
  connectionId: string,
  direction: Direction,
  means: Means,
): Promise<End> {
  for (;;) {
    const plans = await planDelivery(connectionId, direction);
    let step: End | "sent" | undefined;
    // What is in force comes first: a trial beside it moves when nothing real is due.
    for (const plan of plans) {
      step = await deliverBatch(lease, plan, direction, means, plans);
      if (step) break;
    }
    if (step === "sent") continue;
    if (step) return step;
    if (!plans.some(({ connection, run }) => connection.state === "live" || run)) return {};
    const seconds = await nextDueSeconds(database(), connectionId, direction);
    return seconds === null ? {} : { inSeconds: seconds };
  }
}

/** One batch of a plan: undefined when nothing of it is due, `sent` when more may be. */
async function deliverBatch(
  lease: Lease,
  plan: Plan,
  direction: Direction,
  means: Means,
  plans: readonly Plan[],
): Promise<End | "sent" | undefined> {
  // Another lane found the far end down: one of us asks again when its time has come, the others wait for the answer.
  if (plan.breaker && !plan.run && !(await takeProbe(plan.breaker))) return { inSeconds: breakerWait(plan.breaker) };
  await failpoint("O2");
  const { connection, run, trial } = plan;
  const [batch, failures] = await Promise.all([
    dueMessages(database(), {
      connectionId: connection.id,
      direction,
      testRunId: run?.id ?? null,
      live: connection.state === "live" && !trial,
      apart: trial ? undefined : plans.find((one) => one.trial)?.run?.id,
      limit: plan.breaker ? 1 : batchLimits.messages,
      bytes: batchLimits.bytes,
    }),
    trial ? 0 : laneFailures(lease),
  ]);
  if (batch.length === 0) return undefined;
  const drilled = direction === "result" ? drillDue(plan) : undefined;
  const outcomes = drilled
    ? await sendDrilled(lease, plan, batch, drilled, means)
    : await sendBatch(lease, plan, batch, means);
  const failed = failureIn(outcomes);
  const more = drilled !== undefined && drillDue(plan, drilled) !== undefined;
  const wait = failed
    ? drilled
      ? more
        ? 0
        : drillWait
      : Math.max(backoffSeconds(failures + 1), failed.afterSeconds ?? 0)
    : 0;
  if (!drilled) await followBreaker(plan, failed);
  await failpoint("O12");
  await settle(lease, plan, direction, batch, outcomes, { wait, failures, drilled });
  // What a trial meets at its far end must not make the lane of what is in force wait.
  if (failed && !more && !trial) return { inSeconds: wait, ...(!drilled && { error: failed.reason }) };
  return "sent";
}

/** Where a connection delivers: as the configuration in force says, and as the one does that a run tests beside it. */
async function planDelivery(connectionId: string, direction: Direction): Promise<Plan[]> {
  const db = database();
  const side = direction === "order" ? labsSide : sql`${configurationVersions.emrEndpointId}`;
  const [rows, [run]] = await Promise.all([
    db
      .select({
        connection: connections,
        endpoint: endpoints,
        breaker: breakers,
        version: configurationVersions.version,
      })
      .from(connections)
      .innerJoin(configurationVersions, eq(configurationVersions.connectionId, connections.id))
      .innerJoin(endpoints, eq(endpoints.id, side))
      .leftJoin(breakers, eq(breakers.endpointId, endpoints.id))
      .where(and(eq(connections.id, connectionId), or(inForce, inTrial))),
    db
      .select({
        id: testRuns.id,
        drill: testRuns.drill,
        drillSteps: testRuns.drillSteps,
        version: testRuns.configurationVersion,
      })
      .from(testRuns)
      .where(and(eq(testRuns.connectionId, connectionId), eq(testRuns.state, "waiting"))),
  ]);
  const usable = rows.filter((row) => isConfirmed(row.endpoint));
  const [live] = usable.filter((row) => row.version === row.connection.configurationVersion);
  if (live?.connection.state !== "live" || !run) return live ? [{ ...live, run: run ?? null, trial: false }] : [];
  const tested = usable.find((row) => row.version === run.version);
  return [{ ...live, run: null, trial: false }, ...(tested ? [{ ...tested, run, trial: true }] : [])];
}

/** Where orders go: the lab's system, or what stands in for it while a practice tests by itself. */
const labsSide = sql`coalesce((select r.lab_stand_in from ${testRuns} r
  where r.connection_id = ${connections.id} and r.state = 'waiting' limit 1), ${configurationVersions.lisEndpointId})`;

/** The configuration version a run tests that is under way. */
const inTrial = sql`${configurationVersions.version} = (select r.configuration_version from ${testRuns} r
  where r.connection_id = ${connections.id} and r.state = 'waiting' limit 1)`;

/** How often the lane has failed in a row. */
async function laneFailures(lease: Lease): Promise<number> {
  const [lane] = await database().select({ failures: lanes.failures }).from(lanes).where(eq(lanes.name, lease.name));
  return lane?.failures ?? 0;
}
