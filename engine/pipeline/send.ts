import { inArray, sql } from "drizzle-orm";
import { endpointSettings } from "~/db/endpoint-settings";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import type { connections, endpoints } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { type SftpPool, type SftpSession, TransportError, withSession } from "~/engine/transports/sftp";

/** One try for a batch of messages: each ends delivered, to be tried again, or dead, with words for people. */
export type Outcome =
  | { kind: "delivered"; detail: string }
  | { kind: "again"; code: string; reason: string }
  | { kind: "dead"; code: string; reason: string };

/** Where a connection delivers now. */
export type Plan = {
  connection: typeof connections.$inferSelect;
  endpoint: typeof endpoints.$inferSelect;
  /** The test run under way, with the state of its drill. */
  run: { id: string; drill: "armed" | "cut" | "recovered" } | null;
};

const sideBySide = 8;
/** A drill cuts the route by sending the first try to a port nobody answers on. */
const cutRoute = { host: "127.0.0.1", address: "127.0.0.1", port: 1 };

/** Sends what is due: messages of different order keys side by side, those of one key in their order. */
export async function sendBatch(
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
