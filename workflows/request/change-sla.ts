import { eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connectionRequests } from "~/db/schema/requests";
import { businessCalendars, defaultPolicyId, labCalendarId, slaPolicies } from "~/db/schema/sla";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import { dispatchRequestIn, type Refusal, type RequestRow } from "../dispatch";
import { may } from "../policy";
import { closeRaidItems } from "../program/raid";
import { type Clock, recount, type SlaRules } from "./sla-clock";
import { asDefault, type CalendarInput, type PolicyInput } from "./sla-form";
import { holdSlaRules, loadSlaRules } from "./sla-rules";

/** One change of the rules. A policy or calendar with an id not known yet is a new one. */
export type SlaChange =
  | { kind: "policy"; id: string; policy: PolicyInput }
  | { kind: "remove-policy"; id: string }
  | { kind: "calendar"; id: string; calendar: CalendarInput }
  | { kind: "remove-calendar"; id: string };

/** What a change does to one open request. Due times of a clock that runs, what is left of one that stands still. */
export type Move = {
  id: string;
  practice: string;
  from: { dueAt: Date | null; leftMs: number | null };
  to: { dueAt: Date | null; leftMs: number | null };
};

export const newPolicyId = () => newId("sla");
export const newCalendarId = () => newId("cal");

/** The clocks a change would move, the most urgent first. Writes nothing. */
export async function previewSlaChange(change: SlaChange): Promise<Move[]> {
  const [rules, open] = await Promise.all([loadSlaRules(), database().select().from(connectionRequests).where(isOpen)]);
  return movesOf(rules, changed(rules, change), open, new Date()).map(({ move }) => move);
}

/**
 * Makes the change and moves the clocks with it, each with a line of history and an audit event, all in one transaction.
 * `seen` is what the person was shown: where it would move other clocks by now, nothing is changed and `kind` is `stale`.
 */
export async function changeSla(
  actor: Actor,
  change: SlaChange,
  seen: readonly Move[] | string,
): Promise<{ kind: "done"; moved: number } | { kind: "stale"; moves: Move[] } | Refusal> {
  if (!may(actor, "sla.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const now = new Date();
    const before = await holdSlaRules(tx.db, "update");
    const stays = whyItStays(before, change);
    if (stays) return { kind: "refused", code: "stays", message: stays };
    const after = changed(before, change);
    const open = await tx.db
      .select()
      .from(connectionRequests)
      .where(isOpen)
      .orderBy(connectionRequests.id)
      .for("update");
    const moves = movesOf(before, after, open, now);
    if (fingerprint(moves.map(({ move }) => move)) !== (typeof seen === "string" ? seen : fingerprint(seen))) {
      return { kind: "stale", moves: moves.map(({ move }) => move) };
    }
    await save(tx, change);
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: actions[change.kind],
      objectId: change.id,
      outcome: "done",
      meta: { moved: moves.length },
    });
    for (const { move, clock } of moves) {
      await dispatchRequestIn(tx, actor, move.id, "slaMove", {
        reason: `${placeWords(move.from)} → ${placeWords(move.to)}`,
        change: clock,
      });
      if (clock.slaBreachedAt === null) {
        await closeRaidItems(tx, actor.id, move.id, "The SLA was changed; the request is not overdue any more.");
      }
    }
    return { kind: "done", moved: moves.length };
  });
}

const actions = {
  policy: "sla.policy",
  "remove-policy": "sla.policy",
  calendar: "sla.calendar",
  "remove-calendar": "sla.calendar",
} as const satisfies Record<SlaChange["kind"], string>;

/** Why what the change would remove has to stay, in a sentence for the person; null where nothing speaks against it. */
export function whyItStays({ policies }: SlaRules, { kind, id }: SlaChange): string | null {
  if (kind === "remove-policy" && id === defaultPolicyId) return "The default policy stays; it can be changed.";
  if (kind !== "remove-calendar") return null;
  if (id === labCalendarId) return "The lab's own calendar stays: the lab's days are counted in it. It can be changed.";
  const names = policies.filter(({ calendarId }) => calendarId === id).map(({ name }) => name);
  return names.length > 0 ? `${names.join(", ")} counts in it. Give it another calendar first.` : null;
}

/** The moves in short, to tell whether two lists of them are the same. */
export const fingerprint = (moves: readonly Move[]): string =>
  moves.map(({ id, to }) => `${id}=${to.dueAt?.getTime() ?? `left ${to.leftMs}`}`).join(" ");

const isOpen = sql`${connectionRequests.state} in ('submitted', 'info-requested')`;

const placeWords = ({ dueAt, leftMs }: Move["from"]) =>
  dueAt
    ? `due ${dueAt.toISOString().slice(0, 16).replace("T", " ")} UTC`
    : `${Math.round((leftMs ?? 0) / 60_000)} min left`;

/** The rules as they would be. */
function changed(rules: SlaRules, change: SlaChange): SlaRules {
  const updatedAt = new Date();
  if (change.kind === "calendar" || change.kind === "remove-calendar") {
    const left = rules.calendars.filter(({ id }) => id !== change.id);
    if (change.kind === "remove-calendar") return { ...rules, calendars: left };
    return { ...rules, calendars: [...left, { id: change.id, ...change.calendar, updatedAt }] };
  }
  const others = rules.policies.filter(({ id }) => id !== change.id);
  if (change.kind === "remove-policy") return { ...rules, policies: others };
  const next = { id: change.id, ...asDefault(change.policy, change.id), updatedAt };
  const policies = [...others, next].sort(
    (a, b) => rank(a) - rank(b) || a.position - b.position || (a.id < b.id ? -1 : 1),
  );
  return { ...rules, policies };
}

const rank = ({ id }: { id: string }) => (id === defaultPolicyId ? 1 : 0);

function movesOf(before: SlaRules, after: SlaRules, open: readonly RequestRow[], now: Date) {
  const moves = open.flatMap((row): { move: Move; clock: Partial<Clock> }[] => {
    const clock = recount(before, after, row, now);
    if (!clock) return [];
    const from = { dueAt: row.dueAt, leftMs: row.slaRemainingMs };
    const to = { dueAt: clock.dueAt ?? row.dueAt, leftMs: clock.slaRemainingMs ?? row.slaRemainingMs };
    return [{ move: { id: row.id, practice: row.form.practice.legalName, from, to }, clock }];
  });
  const time = (move: Move) => move.to.dueAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return moves.sort((a, b) => time(a.move) - time(b.move) || (a.move.id < b.move.id ? -1 : 1));
}

async function save(tx: Transaction, change: SlaChange): Promise<void> {
  const updatedAt = new Date();
  if (change.kind === "remove-policy") {
    await tx.db.delete(slaPolicies).where(eq(slaPolicies.id, change.id));
  } else if (change.kind === "remove-calendar") {
    await tx.db.delete(businessCalendars).where(eq(businessCalendars.id, change.id));
  } else if (change.kind === "policy") {
    const values = { ...asDefault(change.policy, change.id), updatedAt };
    await tx.db
      .insert(slaPolicies)
      .values({ id: change.id, ...values })
      .onConflictDoUpdate({ target: slaPolicies.id, set: values });
  } else {
    const values = { ...change.calendar, updatedAt };
    await tx.db
      .insert(businessCalendars)
      .values({ id: change.id, ...values })
      .onConflictDoUpdate({ target: businessCalendars.id, set: values });
  }
}
