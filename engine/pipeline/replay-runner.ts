import { setTimeout as sleep } from "node:timers/promises";
import {
  claimReplay,
  fenceReplay,
  type ReplayItem,
  type ReplayJob,
  type ReplayLease,
  ReplayOverError,
  recordReplayItem,
  releaseReplay,
  takeReplayItem,
} from "~/db/queries/replay-jobs";
import type { ReplayOutcome } from "~/db/schema/replays";
import { withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import type { LaneLog } from "./lanes";
import { replayStep } from "./replay";
import { resendStep } from "./resend";
import { discardStep, type Resolution, type Step } from "./resolve";

const jobsAtOnce = 4;
/** A job whose runner failed is taken on again after this long. */
const againSeconds = 2;

const steps: { [A in ReplayJob["action"]]: (job: ReplayJob, item: ReplayItem) => Promise<Step> | Step } = {
  replay: (job, item) => replayStep(decisionOf(job), item.messageId),
  // A job with delivered messages in it does not run before a second person has agreed to just these.
  resend: (job, item) =>
    resendStep(decisionOf(job), item.messageId, { delivered: item.wasDelivered && job.decidedBy !== null }),
  discard: (job, item) => discardStep(decisionOf(job), item.messageId),
};

const decisionOf = ({ id, createdBy, reason }: ReplayJob) => ({ actorId: createdBy, reason: `${reason} (${id})` });

function outcomeOf(resolution: Resolution): [ReplayOutcome, string | null] {
  if (resolution.kind === "not-found") return ["skipped", "The message is no longer kept."];
  if (resolution.kind === "refused") return ["skipped", resolution.message];
  const going = resolution.state === "queued" || resolution.state === "discarded";
  return going ? ["sent", null] : ["stopped", resolution.reason];
}

/**
 * Works through a job at its pace until it is done, cancelled, taken over or `signal` says stop. The message and its item
 * change in one commit, so an item is done once however often a runner dies.
 */
export async function runReplay(lease: ReplayLease, signal: AbortSignal): Promise<void> {
  try {
    while (!signal.aborted) {
      const next = await takeReplayItem(lease);
      if (!next) return;
      const { job, item } = next;
      await failpoint("R1");
      const step = await steps[job.action](job, item);
      await withTransaction(async (tx) => {
        await fenceReplay(tx, lease);
        const resolution = await step(tx);
        await recordReplayItem(tx, item, ...outcomeOf(resolution));
        await failpoint("R2");
      });
      await sleep(1_000 / job.rate, undefined, { signal }).catch(() => undefined);
    }
    await releaseReplay(lease, 0);
  } catch (error) {
    if (error instanceof ReplayOverError) return;
    await releaseReplay(lease, againSeconds).catch(() => undefined);
    throw error;
  }
}

/** Runs replay jobs until stopped; like lanes, each has one runner at a time across all workers. */
export function startReplays(owner: string, log: LaneLog) {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let look: Promise<void> | undefined;

  async function claimAll(): Promise<void> {
    while (!stopping.signal.aborted && running.size < jobsAtOnce) {
      const lease = await claimReplay(owner);
      if (!lease) return;
      const done = runReplay(lease, stopping.signal)
        .catch((error: unknown) => {
          const words = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unknown failure";
          log("error", "replay failed", { replay: lease.jobId, error: words });
        })
        .finally(() => running.delete(done));
      running.add(done);
    }
  }

  return {
    /** Claims what is there to do. Called on notifications and by a sweep. */
    async wake(): Promise<void> {
      look ??= claimAll()
        .catch((error: unknown) => log("error", "replays could not be claimed", { error: String(error) }))
        .finally(() => {
          look = undefined;
        });
      await look;
    },
    /** Ends after the items under way. */
    async stop(): Promise<void> {
      stopping.abort();
      await look;
      await Promise.all(running);
    },
  };
}
