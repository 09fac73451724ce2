import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import type { MessageFilter } from "~/db/queries/filter-messages";
import { claimReplay, countReplayItems, type ReplayJob } from "~/db/queries/replay-jobs";
import { replayItems, replayJobs } from "~/db/schema";
import type { ReplayAction } from "~/db/schema/replays";
import { previewReplay } from "~/engine/pipeline/replay-preview";
import { runReplay } from "~/engine/pipeline/replay-runner";
import { planReplay } from "~/workflows/message/replay-jobs";
import type { Report } from "./hl7-command";
import { personWith } from "./person-with";

/** What is wanted of which messages, on whose behalf. */
export type ReplayRequest = {
  action: ReplayAction;
  filter: MessageFilter;
  /** The filter as it was typed. */
  chosen: string;
  reason: string;
  /** Messages a second. */
  rate: number;
  /** The e-mail of the person who answers for it. */
  as: string;
};

/** What it would do; nothing is changed. Good when every message tried out would go. */
export async function replayDryRun({ action, filter }: Pick<ReplayRequest, "action" | "filter">): Promise<Report> {
  const preview = await previewReplay(action, filter);
  const stopping = preview.trial?.stopping ?? [];
  const failing = stopping.reduce((sum, one) => sum + one.count, 0);
  const lines = [
    `${preview.total} messages, ${preview.corrected} of them corrected results, ${preview.behind} more wait behind them.`,
    `${preview.maybeThere} may be at the far end already.`,
    ...(preview.trial ? [`${failing} of ${preview.trial.tried} tried out would stop again.`] : []),
    ...stopping.map((one) => `  ${one.count}: ${one.reason} (${one.messageId})`),
  ];
  return { ok: failing === 0, json: { ok: failing === 0, ...preview }, text: lines.join("\n") };
}

/** Asks for the replay and, unless a second person has to agree first, runs it; one report a message, then the sum. */
export async function* replayRun(request: ReplayRequest): AsyncGenerator<Report> {
  const actor = await personWith(request.as);
  if (!actor) return yield failed(`There is no account ${request.as} that may sign in.`);
  const planned = await planReplay(actor, request, randomUUID());
  if (planned.kind !== "done") {
    return yield failed(planned.kind === "refused" ? planned.message : `${actor.name} may not do that.`);
  }
  const { id } = planned;
  if (planned.state === "waiting") {
    const text = `${id} waits for a second person; it is on the page Replays of the console.`;
    return yield { ok: false, json: { ok: false, id, state: "waiting", total: planned.total }, text };
  }
  const job = await runToEnd(id);
  const items = await database()
    .select()
    .from(replayItems)
    .where(eq(replayItems.jobId, id))
    .orderBy(asc(replayItems.position));
  for (const { messageId, outcome, detail } of items) {
    const ok = outcome === "sent" || outcome === "skipped";
    const text = `${messageId} ${outcome ?? "left"}${detail ? `: ${detail}` : ""}`;
    yield { ok, json: { message: messageId, ok, outcome, detail }, text };
  }
  const counts = await countReplayItems(database(), id);
  const ok = job?.state === "finished" && counts.stopped + counts.failed === 0;
  const words = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  yield { ok, json: { ok, id, state: job?.state, ...counts }, text: `${id} ${job?.state}: ${words.join(", ")}` };
}

const failed = (message: string): Report => ({ ok: false, json: { ok: false, message }, text: message });

/** Runs the job here, or waits while a worker does. */
async function runToEnd(id: string): Promise<ReplayJob | undefined> {
  const owner = newId("wrk");
  for (;;) {
    const lease = await claimReplay(owner, id);
    if (lease) await runReplay(lease, new AbortController().signal);
    const [job] = await database().select().from(replayJobs).where(eq(replayJobs.id, id));
    if (job?.state !== "running") return job;
    await sleep(500);
  }
}
