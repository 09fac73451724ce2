import { eq, sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { insertRows } from "~/db/insert-rows";
import type { MessageFilter } from "~/db/queries/filter-messages";
import { mostItems, replayCandidates } from "~/db/queries/replay-candidates";
import type { ReplayJob } from "~/db/queries/replay-jobs";
import { replayItems, replayJobs } from "~/db/schema";
import { submissions } from "~/db/schema/operations";
import type { ReplayAction } from "~/db/schema/replays";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { approvalReason } from "./approval";

type Person = Extract<Actor, { kind: "person" }>;
export type ReplayPlanned = { kind: "done"; id: string; state: ReplayJob["state"]; total: number } | Refusal;

/** Messages a second a replay may send: slow enough to watch, fast enough to end. */
export const paces = { least: 0.2, usual: 5, most: 100 } as const;

const rateOf = (rate: number) => Math.min(paces.most, Math.max(paces.least, rate));
const refusal = (code: string, message: string): Refusal => ({ kind: "refused", code, message });

/** What is wanted of which messages. */
export type ReplayPlan = {
  action: ReplayAction;
  filter: MessageFilter;
  /** The filter in words people read. */
  chosen: string;
  reason: string;
  /** Messages a second. */
  rate: number;
  /** How many the person saw before asking; other messages may fit by now. */
  seen?: number;
};

/**
 * Asks for a replay: fixes which messages it is about, and starts it unless a second person has to agree first.
 * @param nonce makes one form one replay, however often it is sent
 */
export async function planReplay(actor: Person, plan: ReplayPlan, nonce: string): Promise<ReplayPlanned> {
  if (!may(actor, "replay.plan")) return { kind: "forbidden" };
  if (plan.action === "discard" && !may(actor, "message.discard")) return { kind: "forbidden" };
  if (!plan.reason) return refusal("no-reason", "A reason is needed; it stays on record.");
  const found = await replayCandidates(plan.action, plan.filter);
  const total = found.length;
  if (total === 0) return refusal("nothing", "No message fits any more; somebody may have looked after them.");
  if (total > mostItems) {
    return refusal("too-many", `More than ${mostItems.toLocaleString("en-US")} messages fit. Choose a part of them.`);
  }
  if (plan.seen !== undefined && plan.seen !== total) {
    return refusal("changed", `${total} messages fit now, not ${plan.seen}. Look at the preview again.`);
  }
  const delivered = found.filter((one) => one.state === "delivered").length;
  const approval = approvalReason({ total, delivered });
  const id = newId("rpl");
  const state = approval ? ("waiting" as const) : ("running" as const);
  return withTransaction(async (tx) => {
    const first = await tx.db
      .insert(submissions)
      .values({ nonce, userId: actor.id, result: id })
      .onConflictDoNothing()
      .returning({ result: submissions.result });
    if (first.length === 0) return plannedBefore(tx, actor, nonce);
    await tx.db.insert(replayJobs).values({
      id,
      action: plan.action,
      state,
      reason: plan.reason,
      chosen: plan.chosen,
      total,
      rate: rateOf(plan.rate),
      approvalReason: approval,
      createdBy: actor.id,
      createdByName: actor.name,
    });
    await insertRows(
      tx.db,
      replayItems,
      found.map((one, i) => ({
        jobId: id,
        position: i + 1,
        messageId: one.id,
        wasDelivered: one.state === "delivered",
        attempts: 0,
      })),
    );
    record(tx, actor, "replay.plan", id, { action: plan.action, total, delivered, waits: approval !== null });
    return { kind: "done", id, state, total };
  });
}

async function plannedBefore(tx: Transaction, actor: Person, nonce: string): Promise<ReplayPlanned> {
  const [known] = await tx.db
    .select({ id: replayJobs.id, state: replayJobs.state, total: replayJobs.total })
    .from(submissions)
    .innerJoin(replayJobs, eq(replayJobs.id, submissions.result))
    .where(sql`${submissions.nonce} = ${nonce} and ${submissions.userId} = ${actor.id}`);
  return known ? { kind: "done", ...known } : { kind: "forbidden" };
}

export type ReplayChanged = { kind: "done"; job: ReplayJob } | Refusal;

/** The second person's word. Whoever asked for the replay cannot give it. */
export async function decideReplay(actor: Person, id: string, agreed: boolean, words: string): Promise<ReplayChanged> {
  if (!may(actor, "replay.decide")) return { kind: "forbidden" };
  return change(id, async (tx, job) => {
    if (job.state !== "waiting") return refusal("not-now", "It does not wait for anybody; somebody may have decided.");
    if (job.createdBy === actor.id) {
      record(tx, actor, agreed ? "replay.approve" : "replay.refuse", id, {}, "refused");
      return refusal("own", "You asked for it yourself; somebody else has to agree. You can cancel it.");
    }
    record(tx, actor, agreed ? "replay.approve" : "replay.refuse", id);
    return {
      state: agreed ? "running" : "refused",
      decidedBy: actor.id,
      decidedByName: actor.name,
      decidedAt: new Date(),
      decision: words || null,
      ...(!agreed && { finishedAt: new Date() }),
    };
  });
}

/** Ends it where it stands: what was sent stays sent, the rest stays as it is. */
export async function cancelReplay(actor: Person, id: string, words: string): Promise<ReplayChanged> {
  if (!may(actor, "replay.change")) return { kind: "forbidden" };
  return change(id, async (tx, job) => {
    if (job.state !== "waiting" && job.state !== "running") return refusal("not-now", `It is ${job.state} already.`);
    record(tx, actor, "replay.cancel", id);
    const said = words ? `${actor.name}: ${words}` : `Cancelled by ${actor.name}`;
    return { state: "cancelled", finishedAt: new Date(), decision: said, owner: null, expiresAt: null };
  });
}

/** From its next message on it goes at this pace. */
export async function changeReplayRate(actor: Person, id: string, rate: number): Promise<ReplayChanged> {
  if (!may(actor, "replay.change")) return { kind: "forbidden" };
  if (!Number.isFinite(rate) || rate <= 0) return refusal("rate", "The pace is a number of messages a second.");
  return change(id, async (tx, job) => {
    if (job.state !== "waiting" && job.state !== "running") return refusal("not-now", `It is ${job.state} already.`);
    record(tx, actor, "replay.changeRate", id, { rate: rateOf(rate) });
    return { rate: rateOf(rate) };
  });
}

async function change(
  id: string,
  decide: (tx: Transaction, job: ReplayJob) => Promise<Partial<ReplayJob> | Refusal>,
): Promise<ReplayChanged> {
  return withTransaction(async (tx) => {
    const [job] = await tx.db.select().from(replayJobs).where(eq(replayJobs.id, id)).for("update");
    if (!job) return { kind: "not-found" };
    const decided = await decide(tx, job);
    if ("kind" in decided) return decided;
    await tx.db.update(replayJobs).set(decided).where(eq(replayJobs.id, id));
    return { kind: "done", job: { ...job, ...decided } };
  });
}

function record(
  tx: Transaction,
  actor: Person,
  action: string,
  id: string,
  meta: Record<string, unknown> = {},
  outcome: "done" | "refused" = "done",
): void {
  tx.audit({ chain: "system", actor: actor.id, action, objectId: id, outcome, meta });
  tx.notify("replays", `replay:${id}`);
}
