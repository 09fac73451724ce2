import { eq, sql } from "drizzle-orm";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import { behindReason, holdBehind } from "~/db/queries/order-keys";
import { theseMessages } from "~/db/queries/these-messages";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { type DrillWay, testRuns } from "~/db/schema/connections";
import { type Direction, messages } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { failureIn, type Outcome, type Plan } from "./outcome";
import { type NewHop, recordHops } from "./record";
import { maxAgeMs } from "./retry";

/** Failures in a row after which somebody is told. */
const alertAfter = 3;

/** `drilled`: how this try had to fail, in a drill. */
type Run = { wait: number; failures: number; drilled: DrillWay | undefined };

/** Stores how a batch went, with its hops, alerts and what stands behind a dead message, in one commit. */
export async function settle(
  lease: Lease,
  plan: Plan,
  direction: Direction,
  batch: readonly DueMessage[],
  outcomes: ReadonlyMap<string, Outcome>,
  run: Run,
): Promise<void> {
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    const about = { connectionId: plan.connection.id };
    const of = (kind: Outcome["kind"]) => batch.filter((message) => outcomes.get(message.id)?.kind === kind);
    const delivered = of("delivered");
    if (delivered.length > 0) {
      await tx.db
        .update(messages)
        .set({
          state: "delivered",
          deliveredAt: sql`now()`,
          nextAttemptAt: null,
          reasonCode: null,
          reason: null,
          reasonPath: null,
        })
        .where(theseMessages(delivered.map((message) => message.id)));
    }
    for (const message of batch) {
      const outcome = outcomes.get(message.id);
      if (!outcome || outcome.kind === "delivered") continue;
      const tooOld = Date.now() - message.since.getTime() > maxAgeMs;
      const dead = outcome.kind === "dead" || (outcome.kind === "again" && tooOld);
      const stopped = dead || outcome.kind === "held";
      const unsent = outcome.kind === "again" && outcome.unsent;
      await tx.db
        .update(messages)
        .set({
          state: dead ? "dead" : outcome.kind === "held" ? "held" : "queued",
          reasonCode: dead && outcome.kind === "again" ? "expired" : outcome.code,
          reason: outcome.reason,
          reasonPath: null,
          attempts: message.attempts + 1,
          // A file that was being written has this try's epoch in its name; the next try removes it.
          deliveryEpoch: sql`case when ${messages.renameIntentAt} is null then ${lease.epoch}::bigint else ${messages.deliveryEpoch} end`,
          // What certainly did not arrive leaves nothing to doubt.
          ...(unsent && { renameIntentAt: null }),
          nextAttemptAt: stopped ? null : sql`now() + make_interval(secs => ${run.wait})`,
        })
        .where(theseMessages([message.id]));
      if (!stopped) continue;
      await raiseStopped(tx, plan, message, outcome);
      const behind = await holdBehind(tx.db, {
        connectionId: plan.connection.id,
        direction,
        orderKey: message.orderKey,
      });
      await recordHops(
        tx,
        behind.map((one) => ({
          ...about,
          messageId: one.id,
          receivedAt: one.receivedAt,
          hop: "held",
          ok: false,
          detail: behindReason,
        })),
      );
    }
    await recordHops(
      tx,
      batch.flatMap((message): NewHop[] => {
        const outcome = outcomes.get(message.id);
        if (!outcome) return [];
        const hop = { messageId: message.id, receivedAt: message.receivedAt, ...about };
        if (outcome.kind === "delivered") {
          const nth = message.attempts > 0 ? `Try ${message.attempts + 1}: ` : "";
          return [{ ...hop, hop: "delivered", ok: true, detail: nth + outcome.detail }];
        }
        return [{ ...hop, hop: stopHops[outcome.kind], ok: false, detail: outcome.reason }];
      }),
    );
    await followDrill(tx, plan, direction, outcomes, run);
    await followEndpointAlert(tx, plan, direction, outcomes, run);
    tx.notify("messages", `connection:${plan.connection.id}`);
    for (const id of new Set(batch.flatMap((message) => message.testRunId ?? []))) tx.notify(`run:${id}`);
  });
}

/** The drill's tries must fail in their ways and be told; the next one must arrive. */
async function followDrill(
  tx: Transaction,
  plan: Plan,
  direction: Direction,
  outcomes: ReadonlyMap<string, Outcome>,
  { drilled }: Run,
): Promise<void> {
  const { run } = plan;
  if (!run || direction !== "result") return;
  const failed = [...outcomes].filter(([, outcome]) => outcome.kind === "again");
  const [first] = failed;
  if (drilled && first) {
    const seen = { messages: failed.map(([id]) => id), reason: first[1].kind === "again" ? first[1].reason : "" };
    const at = new Date().toISOString();
    const drillSteps = run.drillSteps.map((step) => (step.way === drilled ? { ...step, seen: { ...seen, at } } : step));
    await tx.db.update(testRuns).set({ drill: "cut", drillSteps }).where(eq(testRuns.id, run.id));
    await raiseAlert(tx, {
      key: `drill/${run.id}`,
      kind: "drill",
      severity: "warn",
      connectionId: plan.connection.id,
      testRunId: run.id,
      title: "Drill: the far end does not answer",
      detail: drillDetail(run.drillSteps.length),
    });
  } else if (!drilled && run.drill === "cut" && [...outcomes.values()].some(({ kind }) => kind === "delivered")) {
    await tx.db.update(testRuns).set({ drill: "recovered" }).where(eq(testRuns.id, run.id));
    await resolveAlerts(tx, [`drill/${run.id}`]);
  }
}

const drillDetail = (ways: number): string =>
  `This is a drill. The way to the EMR is made to fail ${ways > 1 ? `in ${ways} ways, one after the other` : "for one try"}, to see that the retry works and that you are told.`;

/** Tells people when an endpoint has failed several times in a row, and when it is back. */
async function followEndpointAlert(
  tx: Transaction,
  plan: Plan,
  direction: Direction,
  outcomes: ReadonlyMap<string, Outcome>,
  run: Run,
): Promise<void> {
  // People are told of what is in force; how a trial goes is on the page of its run.
  if (plan.trial) return;
  const key = `delivery/${plan.connection.id}/${direction}`;
  const failed = failureIn(outcomes);
  if (!failed) return run.failures > 0 ? resolveAlerts(tx, [key]) : undefined;
  if (run.drilled || (run.failures + 1 < alertAfter && !failed.stopped)) return;
  await raiseAlert(tx, {
    key,
    kind: "endpoint",
    severity: "stop",
    connectionId: plan.connection.id,
    title: failed.stopped ? `${plan.endpoint.name} does not let us in` : `${plan.endpoint.name} cannot be reached`,
    detail: `${failed.reason} Nothing was lost: ${direction === "order" ? "orders" : "results"} wait and are sent when it ${failed.stopped ? "does; somebody has to put its settings right" : "answers"}.`,
  });
}

const stopHops = { dead: "dead", held: "held", again: "retried" } as const;

const raiseStopped = (
  tx: Transaction,
  plan: Plan,
  message: DueMessage,
  { kind, reason }: Exclude<Outcome, { kind: "delivered" }>,
) =>
  raiseAlert(tx, {
    key: `message/${message.id}`,
    kind: kind === "held" ? "held" : "dead-letter",
    severity: kind === "held" ? "warn" : "stop",
    connectionId: plan.connection.id,
    messageId: message.id,
    testRunId: message.testRunId,
    title: kind === "held" ? "A message is held: did it arrive?" : "A message could not be delivered",
    detail: `${reason} It is kept and can be sent ${kind === "held" ? "again from here" : "after the cause is mended"}.`,
  });
