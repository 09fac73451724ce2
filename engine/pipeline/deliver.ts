import { and, eq } from "drizzle-orm";
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

/** Delivers until nothing is due. Returns when to run again (seconds), and the failure that ended the run, if one did. */
export async function runDelivery(
  lease: Lease,
  connectionId: string,
  direction: Direction,
  means: Means,
): Promise<{ inSeconds?: number; error?: string }> {
  for (;;) {
    const plan = await planDelivery(connectionId, direction);
    if (!plan) return {};
    // Another lane found the far end down: one of us asks again when its time has come, the others wait for the answer.
    if (plan.breaker && !plan.run && !(await takeProbe(plan.breaker))) return { inSeconds: breakerWait(plan.breaker) };
    await failpoint("O2");
    const [batch, failures] = await Promise.all([
      dueMessages(database(), {
        connectionId,
        direction,
        testRunId: plan.run?.id ?? null,
        live: plan.connection.state === "live",
        limit: plan.breaker ? 1 : batchLimits.messages,
        bytes: batchLimits.bytes,
      }),
      laneFailures(lease),
    ]);
    if (batch.length === 0) {
      const seconds =
        plan.connection.state === "live" || plan.run ? await nextDueSeconds(database(), connectionId, direction) : null;
      return seconds === null ? {} : { inSeconds: seconds };
    }
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
    if (failed && !more) return { inSeconds: wait, ...(!drilled && { error: failed.reason }) };
  }
}

async function planDelivery(connectionId: string, direction: Direction): Promise<Plan | undefined> {
  const db = database();
  const side = direction === "order" ? configurationVersions.lisEndpointId : configurationVersions.emrEndpointId;
  const [rows, runs] = await Promise.all([
    db
      .select({ connection: connections, endpoint: endpoints, breaker: breakers })
      .from(connections)
      .innerJoin(configurationVersions, inForce)
      .innerJoin(endpoints, eq(endpoints.id, side))
      .leftJoin(breakers, eq(breakers.endpointId, endpoints.id))
      .where(eq(connections.id, connectionId)),
    db
      .select({ id: testRuns.id, drill: testRuns.drill, drillSteps: testRuns.drillSteps })
      .from(testRuns)
      .where(and(eq(testRuns.connectionId, connectionId), eq(testRuns.state, "waiting"))),
  ]);
  const [row] = rows;
  return row && isConfirmed(row.endpoint) ? { ...row, run: runs[0] ?? null } : undefined;
}

/** How often the lane has failed in a row. */
async function laneFailures(lease: Lease): Promise<number> {
  const [lane] = await database().select({ failures: lanes.failures }).from(lanes).where(eq(lanes.name, lease.name));
  return lane?.failures ?? 0;
}
