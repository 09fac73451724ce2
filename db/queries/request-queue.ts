import { and, asc, desc, eq, gt, ilike, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { database } from "../client";
import { connectionRequests, practices, users } from "../schema";
import { type Mode, queueOrder, type RequestState, type Tier } from "../schema/requests";

export const queueViews = ["waiting", "mine", "unassigned", "due", "decided", "all"] as const;
export type QueueView = (typeof queueViews)[number];

/** blue: in time; amber: warned of; red: over; paused: waits for the practice. */
export const slaColours = ["blue", "amber", "red", "paused"] as const;
export type SlaColour = (typeof slaColours)[number];

/** What narrows the queue; a part that is absent narrows nothing. `me` is who looks, for `mine`. */
export type QueueFilter = {
  view: QueueView;
  me: string;
  now: Date;
  state?: RequestState;
  emrSystemId?: string;
  mode?: Mode;
  tier?: Tier;
  /** A person's id, or `nobody`. */
  assignee?: string;
  colour?: SlaColour;
  /** Part of a practice's or an EMR's name, or a request's id. */
  query?: string;
};

const request = connectionRequests;
const waiting = sql`${request.state} in ('submitted', 'info-requested')`;
const soonMs = 24 * 3_600_000;

const viewIs: Record<QueueView, (filter: QueueFilter) => SQL | undefined> = {
  waiting: () => waiting,
  mine: ({ me }) => and(waiting, eq(request.assigneeId, me)),
  unassigned: () => and(waiting, isNull(request.assigneeId)),
  due: ({ now }) => and(waiting, eq(request.state, "submitted"), lte(request.dueAt, new Date(now.getTime() + soonMs))),
  decided: () => isNotNull(request.decidedAt),
  all: () => isNotNull(request.submittedAt),
};

const colourIs: Record<SlaColour, (now: Date) => SQL | undefined> = {
  blue: (now) => and(waiting, gt(request.slaWarnAt, now), gt(request.dueAt, now)),
  amber: (now) => and(waiting, lte(request.slaWarnAt, now), gt(request.dueAt, now)),
  red: (now) => and(waiting, lte(request.dueAt, now)),
  paused: () => and(waiting, eq(request.state, "info-requested")),
};

/** What each view is sorted by, and whether the newest lead. Each has an index of its own. */
const orderOf = (view: QueueView): { by: SQL; newestFirst: boolean } =>
  view === "decided"
    ? { by: sql`${request.decidedAt}`, newestFirst: true }
    : view === "all"
      ? { by: sql`${request.submittedAt}`, newestFirst: true }
      : { by: queueOrder(request.dueAt), newestFirst: false };

/** A `%` or `_` that was typed is looked for as it is. */
const part = (typed: string) => `%${typed.replace(/[\\%_]/g, "\\$&")}%`;

function fits(filter: QueueFilter): SQL | undefined {
  const { state, emrSystemId, mode, tier, assignee, colour, query } = filter;
  return and(
    viewIs[filter.view](filter),
    state && eq(request.state, state),
    emrSystemId ? eq(request.emrSystemId, emrSystemId) : undefined,
    mode && eq(request.mode, mode),
    tier && eq(request.tier, tier),
    assignee === "nobody" ? isNull(request.assigneeId) : assignee ? eq(request.assigneeId, assignee) : undefined,
    colour && colourIs[colour](filter.now),
    query
      ? or(ilike(practices.name, part(query)), ilike(request.emrName, part(query)), eq(request.id, query))
      : undefined,
  );
}

const assignee = alias(users, "assignee");
const decider = alias(users, "decider");

const keyLooks = /^(infinity|\d{4}-[-\d :.+]{6,30})~(req_[0-9a-z]+)$/;

/**
 * One page of the queue. `after`: the `key` of the last row of the page before. One row more
 * than `limit` says that there is a next page.
 */
export function queuePage(filter: QueueFilter, limit: number, after?: string) {
  const { by, newestFirst } = orderOf(filter.view);
  const [, afterMoment, afterId] = keyLooks.exec(after ?? "") ?? [];
  const beyond =
    afterMoment && afterId
      ? newestFirst
        ? sql`(${by}, ${request.id}) < (${afterMoment}::timestamptz, ${afterId})`
        : sql`(${by}, ${request.id}) > (${afterMoment}::timestamptz, ${afterId})`
      : undefined;
  return database()
    .select({
      request,
      practice: practices.name,
      assignee: assignee.name,
      decider: decider.name,
      // Microseconds and infinity, neither of which a Date holds.
      key: sql<string>`${by}::text || '~' || ${request.id}`,
    })
    .from(request)
    .innerJoin(practices, eq(practices.id, request.practiceId))
    .leftJoin(assignee, eq(assignee.id, request.assigneeId))
    .leftJoin(decider, eq(decider.id, request.decidedBy))
    .where(and(fits(filter), beyond))
    .orderBy(...(newestFirst ? [desc(by), desc(request.id)] : [asc(by), asc(request.id)]))
    .limit(limit + 1);
}

/** The ids of the first `limit` of the queue, in its order. */
export function queueIds(filter: QueueFilter, limit: number) {
  const { by, newestFirst } = orderOf(filter.view);
  return database()
    .select({ id: request.id })
    .from(request)
    .innerJoin(practices, eq(practices.id, request.practiceId))
    .where(fits(filter))
    .orderBy(...(newestFirst ? [desc(by), desc(request.id)] : [asc(by), asc(request.id)]))
    .limit(limit);
}

/** How many wait, by view. Decided ones are not counted: they grow for ever. */
export function queueCounts(filter: QueueFilter) {
  const count = (view: QueueView) => sql<number>`(count(*) filter (where ${viewIs[view](filter)}))::int`;
  return database()
    .select({ waiting: count("waiting"), mine: count("mine"), unassigned: count("unassigned"), due: count("due") })
    .from(request)
    .where(waiting);
}
