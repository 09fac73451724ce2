import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { NewReplayPageProps } from "~/app/components/workspace/NewReplayPage";
import type { ReplayPageProps } from "~/app/components/workspace/ReplayPage";
import type { ReplaysPageProps } from "~/app/components/workspace/ReplaysPage";
import { database } from "~/db/client";
import { countReplayItems, type ReplayJob } from "~/db/queries/replay-jobs";
import { messages, replayItems, replayJobs } from "~/db/schema";
import { type ReplayAction, replayActions, replayOutcomes } from "~/db/schema/replays";
import { previewReplay } from "~/engine/pipeline/replay-preview";
import { approvalReason } from "~/workflows/message/approval";
import {
  cancelReplay,
  changeReplayRate,
  decideReplay,
  paces,
  planReplay,
  type ReplayChanged,
} from "~/workflows/message/replay-jobs";
import { may } from "~/workflows/policy";
import { type Args, newNonce, param } from "./context.server";
import { needed } from "./message-actions.server";
import { filterNames, filterOf, filterWords } from "./message-filter.server";
import { reasonWords } from "./message-problem.server";
import { connectionNames } from "./messages.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const pageSize = 50;
const pageOf = (url: URL) => Math.max(1, Number(url.searchParams.get("page") ?? 1) || 1);

const actionOf = (value: unknown): ReplayAction => replayActions.find((one) => one === value) ?? "replay";

/** All replays, newest first; `page` in the URL. */
export async function loadReplays(args: Args): Promise<ReplaysPageProps> {
  await requireActor(args, "replay.view");
  const db = database();
  const page = pageOf(new URL(args.request.url));
  const [jobs, [count]] = await Promise.all([
    db
      .select({
        job: replayJobs,
        left: sql<number>`(select count(*)::int from replay_items i where i.job_id = replay_jobs.id and i.outcome is null)`,
      })
      .from(replayJobs)
      .orderBy(desc(replayJobs.createdAt))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ all: sql<number>`count(*)::int` }).from(replayJobs),
  ]);
  return {
    rows: jobs.map(({ job, left }) => ({
      id: job.id,
      action: job.action,
      state: job.state,
      chosen: job.chosen,
      total: job.total,
      done: job.total - left,
      by: job.createdByName,
      at: job.createdAt.toISOString(),
    })),
    paging: { kind: "page", page, pageSize, total: count?.all ?? 0 },
    topics: ["replays"],
  };
}

/** What an action on the messages of the list's filter would do. `action` and the filter stand in the URL. */
export async function loadNewReplay(args: Args): Promise<NewReplayPageProps> {
  await requireActor(args, "replay.plan");
  const { searchParams } = new URL(args.request.url);
  const action = actionOf(searchParams.get("action"));
  const now = new Date();
  // What comes in while the person reads is not meant.
  const filter = { ...filterOf(searchParams, now), to: filterOf(searchParams).to ?? now };
  const [preview, names] = await Promise.all([previewReplay(action, filter), connectionNames()]);
  const fields = Object.fromEntries(filterNames.map((name) => [name, searchParams.get(name) ?? ""]));
  return {
    action,
    chosen: filterWords(filterOf(searchParams, now), names.get(filter.connection ?? "")),
    preview: {
      ...preview,
      groups: preview.groups.map(({ connectionId, reasonCode, count }) => ({
        connection: connectionId ? (names.get(connectionId) ?? connectionId) : "No connection",
        reason: reasonCode ? reasonWords(reasonCode) : "Delivered",
        count,
      })),
    },
    approval: approvalReason(preview),
    pace: paces.usual,
    fields: {
      ...fields,
      received: "",
      from: filter.from?.toISOString() ?? "",
      to: filter.to.toISOString(),
      action,
      seen: String(preview.total),
    },
    back: `/messages?${new URLSearchParams(Object.entries(fields).filter(([, value]) => value))}`,
    nonce: newNonce(),
  };
}

/** Asks for the replay that the page showed. */
export async function actOnNewReplay(args: Args) {
  const actor = await requireActor(args, "replay.plan");
  const form = await args.request.formData();
  // `reason` is the filter's.
  const reason = String(form.get("why") ?? "").trim();
  const rate = Number(form.get("rate"));
  if (!reason) return invalid({ why: needed }, valuesOf(form));
  if (!(rate > 0)) return invalid({ rate: "A number of messages a second, such as 5." }, valuesOf(form));
  const params = new URLSearchParams([...form].map(([name, value]) => [name, String(value)]));
  const filter = filterOf(params);
  const names = await connectionNames();
  const outcome = await planReplay(
    actor,
    {
      action: actionOf(form.get("action")),
      filter,
      chosen: filterWords(filter, names.get(filter.connection ?? "")),
      reason,
      rate,
      seen: Number(form.get("seen")),
    },
    String(form.get("nonce") ?? ""),
  );
  if (outcome.kind !== "done") return refused(outcome, valuesOf(form));
  return outcome.state === "waiting"
    ? done(`/messages/replays/${outcome.id}`, "Waits for a second person", "Somebody else has to agree before it runs.")
    : done(`/messages/replays/${outcome.id}`, "The replay runs");
}

/** One replay: how far it is, each message and what became of it. `view` (an outcome) and `page` in the URL. */
export async function loadReplay(args: Args): Promise<Omit<ReplayPageProps, "errors" | "formError">> {
  const actor = await requireActor(args, "replay.view");
  const job = await findJob(args);
  const db = database();
  const url = new URL(args.request.url);
  const page = pageOf(url);
  const view = [...replayOutcomes, "left" as const].find((one) => one === url.searchParams.get("view"));
  const narrowed = and(
    eq(replayItems.jobId, job.id),
    view === "left" ? isNull(replayItems.outcome) : view && eq(replayItems.outcome, view),
  );
  const [counts, items, names] = await Promise.all([
    countReplayItems(db, job.id),
    db
      .select({ item: replayItems, title: messages.title, state: messages.state, connectionId: messages.connectionId })
      .from(replayItems)
      .leftJoin(messages, eq(messages.id, replayItems.messageId))
      .where(narrowed)
      .orderBy(asc(replayItems.position))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    connectionNames(),
  ]);
  const open = job.state === "waiting" || job.state === "running";
  return {
    id: job.id,
    action: job.action,
    state: job.state,
    chosen: job.chosen,
    reason: job.reason,
    rate: job.rate,
    total: job.total,
    counts,
    asked: { by: job.createdByName, at: job.createdAt.toISOString() },
    approvalReason: job.approvalReason,
    decided: job.decidedByName && job.decidedAt ? { by: job.decidedByName, at: job.decidedAt.toISOString() } : null,
    decision: job.decision,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    can: {
      decide: job.state === "waiting" && job.createdBy !== actor.id && may(actor, "replay.decide"),
      own: job.state === "waiting" && job.createdBy === actor.id,
      cancel: open && may(actor, "replay.change"),
      pace: open && may(actor, "replay.change"),
    },
    views: [undefined, "left" as const, ...replayOutcomes].map((key) => ({
      key: key ?? "all",
      href: key ? `?view=${key}` : "?",
      count: key ? counts[key] : job.total,
      current: view === key,
    })),
    rows: items.map(({ item, title, state, connectionId }) => ({
      position: item.position,
      messageId: item.messageId,
      title: title ?? "No longer kept",
      state,
      connection: connectionId ? (names.get(connectionId) ?? null) : null,
      outcome: item.outcome,
      detail: item.detail,
      at: item.at?.toISOString() ?? null,
    })),
    paging: { kind: "page", page, pageSize, total: view ? counts[view] : job.total },
    topics: [`replay:${job.id}`, "messages"],
    nonce: newNonce(),
  };
}

async function findJob(args: Args): Promise<ReplayJob> {
  const [job] = await database()
    .select()
    .from(replayJobs)
    .where(eq(replayJobs.id, param(args, "jobId")));
  if (!job) throw new Response(null, { status: 404 });
  return job;
}

/** `intent`: `approve`, `refuse`, `cancel` or `pace`. */
export async function actOnReplay(args: Args) {
  await requireActor(args, "replay.view");
  const { id } = await findJob(args);
  const form = await args.request.formData();
  const words = String(form.get("words") ?? "").trim();
  switch (form.get("intent")) {
    case "approve":
      return settle(await decideReplay(await requireActor(args, "replay.decide"), id, true, words), "It runs now");
    case "refuse":
      if (!words) return invalid({ words: needed });
      return settle(await decideReplay(await requireActor(args, "replay.decide"), id, false, words), "Refused");
    case "cancel":
      return settle(await cancelReplay(await requireActor(args, "replay.change"), id, words), "Cancelled");
    case "pace":
      return settle(
        await changeReplayRate(await requireActor(args, "replay.change"), id, Number(form.get("rate"))),
        "Pace changed",
      );
    default:
      throw new Response(null, { status: 400 });
  }
}

const settle = (outcome: ReplayChanged, title: string) =>
  outcome.kind === "done" ? done(`/messages/replays/${outcome.job.id}`, title) : refused(outcome);
