import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { endpointSettings } from "~/db/endpoint-settings";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import { type DueMessage, dueMessages, nextDueSeconds } from "~/db/queries/due-messages";
import { behindReason, holdBehind } from "~/db/queries/order-keys";
import { configurationVersions, connections, endpoints, testRuns } from "~/db/schema/connections";
import { type Direction, messages } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type SftpPool, type SftpSession, TransportError, withSession } from "~/engine/transports/sftp";
import { backoffSeconds, maxAgeMs } from "./retry";
import { type NewHop, raiseAlert, recordHops, resolveAlerts } from "./store";

/**
 * The deliveries of one connection in one direction: claim what is due, drop it at the far end, store how that went.
 * Bytes, name and hash were fixed when the message was stored, so every try is the same try. Messages of different order
 * keys travel side by side; those of one key in their order.
 */
type Outcome =
  | { kind: "delivered"; detail: string }
  | { kind: "again"; code: string; reason: string }
  | { kind: "dead"; code: string; reason: string };

type Plan = {
  connection: typeof connections.$inferSelect;
  endpoint: typeof endpoints.$inferSelect;
  /** The test run under way, with the state of its drill. */
  run: { id: string; drill: "armed" | "cut" | "recovered" } | null;
};

const batchSize = 50;
const sideBySide = 8;
/** Failures in a row after which somebody is told. */
const alertAfter = 3;
/** A drill cuts the route by sending the first try to a port nobody answers on. */
const cutRoute = { host: "127.0.0.1", address: "127.0.0.1", port: 1 };

/** Delivers until nothing is due. Returns when to run again (seconds), and the failure that ended the run, if one did. */
export async function runDelivery(
  lease: Lease,
  connectionId: string,
  direction: Direction,
  pool: SftpPool,
): Promise<{ inSeconds?: number; error?: string }> {
  for (;;) {
    const plan = await planDelivery(connectionId, direction);
    if (!plan) return {};
    const { batch, failures } = await claimBatch(lease, plan, direction);
    if (batch.length === 0) {
      const seconds =
        plan.connection.state === "live" || plan.run ? await nextDueSeconds(database(), connectionId, direction) : null;
      return seconds === null ? {} : { inSeconds: seconds };
    }
    const drilled = plan.run?.drill === "armed" && direction === "result";
    const outcomes = await sendBatch(lease, plan, batch, pool, drilled);
    const failed = [...outcomes.values()].find((outcome) => outcome.kind === "again");
    const wait = failed ? (drilled ? 1 : backoffSeconds(failures + 1)) : 0;
    await settle(lease, plan, direction, batch, outcomes, { wait, failures, drilled });
    if (failed) return { inSeconds: wait, error: failed.reason };
  }
}

async function planDelivery(connectionId: string, direction: Direction): Promise<Plan | undefined> {
  const db = database();
  const side = direction === "order" ? configurationVersions.lisEndpointId : configurationVersions.emrEndpointId;
  const [rows, runs] = await Promise.all([
    db
      .select({ connection: connections, endpoint: endpoints })
      .from(connections)
      .innerJoin(
        configurationVersions,
        and(
          eq(configurationVersions.connectionId, connections.id),
          eq(configurationVersions.version, connections.configurationVersion),
        ),
      )
      .innerJoin(endpoints, eq(endpoints.id, side))
      .where(eq(connections.id, connectionId)),
    db
      .select({ id: testRuns.id, drill: testRuns.drill })
      .from(testRuns)
      .where(and(eq(testRuns.connectionId, connectionId), eq(testRuns.state, "waiting"))),
  ]);
  const [row] = rows;
  return row?.endpoint.hostKeySha256 ? { ...row, run: runs[0] ?? null } : undefined;
}

/** Marks what is due as being sent, and counts the attempt before it is made. */
function claimBatch(lease: Lease, plan: Plan, direction: Direction) {
  return withTransaction(async (tx) => {
    const lane = await fence(tx, lease);
    const batch = await dueMessages(tx.db, {
      connectionId: plan.connection.id,
      direction,
      testRunId: plan.run?.id ?? null,
      live: plan.connection.state === "live",
      limit: batchSize,
    });
    if (batch.length > 0) {
      await tx.db
        .update(messages)
        .set({
          state: "sending",
          attempts: sql`${messages.attempts} + 1`,
          destinationEndpointId: sql`case when ${messages.renameIntentAt} is null then ${plan.endpoint.id} else ${messages.destinationEndpointId} end`,
          deliveryEpoch: sql`case when ${messages.renameIntentAt} is null then ${lease.epoch}::bigint else ${messages.deliveryEpoch} end`,
        })
        .where(
          inArray(
            messages.id,
            batch.map((message) => message.id),
          ),
        );
    }
    return { batch, failures: lane.failures };
  });
}

async function sendBatch(
  lease: Lease,
  plan: Plan,
  batch: readonly DueMessage[],
  pool: SftpPool,
  drilled: boolean,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const settings = { ...endpointSettings(plan.endpoint), ...(drilled && cutRoute) };
  const commitIntent = intentWriter(lease);
  try {
    await withSession(pool, drilled ? `${plan.endpoint.id} drill` : plan.endpoint.id, settings, async (session) => {
      const keys = [...new Set(batch.map((message) => message.orderKey))];
      const next = keys.values();
      const work = async () => {
        for (const key of next) {
          for (const message of batch.filter((one) => one.orderKey === key)) {
            const outcome = await sendOne(session, plan, message, lease.epoch, commitIntent);
            outcomes.set(message.id, outcome);
            if (outcome.kind !== "delivered") break;
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(sideBySide, keys.length) }, work));
      if (!session.alive) throw new TransportError("transient", "connection-lost", "The connection was lost.");
    });
  } catch (error) {
    const failure = drilled ? drillFailure(error) : failureOf(error);
    for (const message of batch) if (!outcomes.has(message.id)) outcomes.set(message.id, failure);
  }
  // What stood behind a failed one of its own key was not tried.
  for (const message of batch) {
    if (!outcomes.has(message.id)) {
      outcomes.set(message.id, {
        kind: "again",
        code: "behind",
        reason: "It waits for an earlier message of the same order.",
      });
    }
  }
  return outcomes;
}

async function sendOne(
  session: SftpSession,
  plan: Plan,
  message: DueMessage,
  epoch: number,
  commitIntent: (id: string) => Promise<void>,
): Promise<Outcome> {
  const file = {
    name: message.outboundName,
    bytes: message.outbound,
    sha256: message.outboundSha256,
    epoch,
    ...(message.deliveryEpoch !== null && { earlierEpochs: [message.deliveryEpoch] }),
  };
  const folder = plan.endpoint.dropDirectory;
  try {
    let inDoubt = false;
    if (message.renameIntentAt) {
      const found = await session.recoverDrop(folder, {
        name: file.name,
        sha256: file.sha256,
        size: file.bytes.length,
        epoch: message.deliveryEpoch ?? epoch,
      });
      if (found.kind === "delivered")
        return { kind: "delivered", detail: `${plan.endpoint.name}, found there after a lost answer` };
      if (found.kind === "conflict") return { kind: "dead", code: "name-conflict", reason: found.why };
      inDoubt = found.kind === "in-doubt";
    }
    const result = await session.drop(folder, file, { beforeRename: () => commitIntent(message.id) });
    if (result.kind === "conflict") return { kind: "dead", code: "name-conflict", reason: result.why };
    const words = [
      plan.endpoint.name,
      result.kind === "already-there"
        ? "was already there"
        : result.compared === "hash"
          ? "read back, the same"
          : "size checked",
      ...(result.kind === "dropped" && result.movedAway ? ["taken at once"] : []),
      ...(inDoubt ? ["sent again under the same name, because the first try's answer was lost"] : []),
    ];
    return { kind: "delivered", detail: words.join(", ") };
  } catch (error) {
    return failureOf(error);
  }
}

/** The drill's own cut, told apart from a real failure. */
function drillFailure(error: unknown): Outcome {
  const failure = failureOf(error);
  return failure.kind === "again"
    ? { ...failure, code: "drill", reason: "Drill: the route was cut for this try." }
    : failure;
}

/** Every failure of the transport is worth another try: what needs a person is told by the alert, the message waits. */
function failureOf(error: unknown): Outcome {
  if (error instanceof TransportError) return { kind: "again", code: error.code, reason: error.message };
  throw error;
}

/** Commits rename intents; those that come while a commit is under way share the next one. */
function intentWriter(lease: Lease): (id: string) => Promise<void> {
  let waiting: string[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();
  const commit = () => {
    const ids = waiting;
    waiting = [];
    next = undefined;
    return withTransaction(async (tx) => {
      await fence(tx, lease);
      await tx.db
        .update(messages)
        .set({ renameIntentAt: sql`now()`, deliveryEpoch: lease.epoch })
        .where(inArray(messages.id, ids));
    });
  };
  return (id) => {
    waiting.push(id);
    if (!next) {
      next = running.then(commit, commit);
      running = next;
    }
    return next;
  };
}

type Run = { wait: number; failures: number; drilled: boolean };

async function settle(
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
        .where(
          inArray(
            messages.id,
            delivered.map((message) => message.id),
          ),
        );
    }
    for (const message of batch) {
      const outcome = outcomes.get(message.id);
      if (!outcome || outcome.kind === "delivered") continue;
      const tooOld = Date.now() - message.receivedAt.getTime() > maxAgeMs;
      const dead = outcome.kind === "dead" || tooOld;
      await tx.db
        .update(messages)
        .set({
          state: dead ? "dead" : "queued",
          reasonCode: dead && tooOld ? "expired" : outcome.code,
          reason: outcome.reason,
          reasonPath: null,
          nextAttemptAt: dead ? null : sql`now() + make_interval(secs => ${run.wait})`,
        })
        .where(eq(messages.id, message.id));
      if (!dead) continue;
      await raiseDead(tx, plan, message, outcome.reason);
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
        if (!outcome || (outcome.kind === "again" && outcome.code === "behind")) return [];
        const hop = { messageId: message.id, receivedAt: message.receivedAt, ...about };
        if (outcome.kind === "delivered") {
          const nth = message.attempts > 0 ? `Try ${message.attempts + 1}: ` : "";
          return [{ ...hop, hop: "delivered", ok: true, detail: nth + outcome.detail }];
        }
        return [{ ...hop, hop: outcome.kind === "dead" ? "dead" : "retried", ok: false, detail: outcome.reason }];
      }),
    );
    await followDrill(tx, plan, direction, delivered, run);
    await followEndpointAlert(tx, plan, direction, outcomes, run);
    tx.notify("messages", `connection:${plan.connection.id}`);
    for (const id of new Set(batch.flatMap((message) => message.testRunId ?? []))) tx.notify(`run:${id}`);
  });
}

/** The drill's first try must fail and be told; the next one must arrive. */
async function followDrill(
  tx: Transaction,
  plan: Plan,
  direction: Direction,
  delivered: readonly DueMessage[],
  run: Run,
): Promise<void> {
  if (!plan.run || direction !== "result") return;
  if (run.drilled) {
    await tx.db.update(testRuns).set({ drill: "cut" }).where(eq(testRuns.id, plan.run.id));
    await raiseAlert(tx, {
      key: `drill/${plan.run.id}`,
      kind: "drill",
      severity: "warn",
      connectionId: plan.connection.id,
      testRunId: plan.run.id,
      title: "Drill: the far end does not answer",
      detail:
        "This is a drill. The route to the EMR was cut for one try, to see that the retry works and that you are told.",
    });
  } else if (plan.run.drill === "cut" && delivered.some((message) => message.testRunId === plan.run?.id)) {
    await tx.db.update(testRuns).set({ drill: "recovered" }).where(eq(testRuns.id, plan.run.id));
    await resolveAlerts(tx, [`drill/${plan.run.id}`]);
  }
}

/** Tells people when an endpoint has failed several times in a row, and when it is back. */
async function followEndpointAlert(
  tx: Transaction,
  plan: Plan,
  direction: Direction,
  outcomes: ReadonlyMap<string, Outcome>,
  run: Run,
): Promise<void> {
  const key = `delivery/${plan.connection.id}/${direction}`;
  const failed = [...outcomes.values()].find((outcome) => outcome.kind === "again");
  if (!failed) return run.failures > 0 ? resolveAlerts(tx, [key]) : undefined;
  if (run.drilled || run.failures + 1 < alertAfter) return;
  await raiseAlert(tx, {
    key,
    kind: "endpoint",
    severity: "stop",
    connectionId: plan.connection.id,
    title: `${plan.endpoint.name} cannot be reached`,
    detail: `${failed.reason} Nothing was lost: ${direction === "order" ? "orders" : "results"} wait and are sent when it answers.`,
  });
}

const raiseDead = (tx: Transaction, plan: Plan, message: DueMessage, reason: string) =>
  raiseAlert(tx, {
    key: `message/${message.id}`,
    kind: "dead-letter",
    severity: "stop",
    connectionId: plan.connection.id,
    messageId: message.id,
    testRunId: message.testRunId,
    title: "A message could not be delivered",
    detail: `${reason} It is kept and can be sent after the cause is mended.`,
  });
