import { and, asc, count, desc, eq, isNotNull, isNull, notInArray, or } from "drizzle-orm";
import { database } from "../client";
import { messageTime } from "../ids";
import { messages } from "../schema";
import type { MessageState } from "../schema/messages";
import type { ReplayAction } from "../schema/replays";
import { type MessageFilter, messagesFitting } from "./filter-messages";

/** More at once have to be chosen in parts. */
export const mostItems = 10_000;

/** Reasons to stop that sending the same bytes again would go past, or that end by themselves. */
export const notForResending = ["behind", "test-message", "test-over", "connection-closed"] as const;

export type ReplayCandidate = {
  id: string;
  connectionId: string | null;
  state: MessageState;
  reasonCode: string | null;
  corrected: boolean;
  /** The far end may have it already: it was delivered, or its last try ended in doubt. */
  maybeThere: boolean;
};

/** The states a message may be in for an action. Delivered ones only where the filter asks for just them, or names messages. */
function statesFor(action: ReplayAction, { states = [], query = "", ids }: MessageFilter): MessageState[] {
  const stopped = (["dead", "held"] as const).filter((state) => states.length === 0 || states.includes(state));
  if (action !== "resend") return stopped;
  if (states.length === 1 && states[0] === "delivered") return ["delivered"];
  return ids || messageTime(query) ? [...stopped, "delivered"] : stopped;
}

function conditionFor(action: ReplayAction, filter: MessageFilter) {
  const states = statesFor(action, filter);
  if (states.length === 0) return undefined;
  const fits = messagesFitting({ ...filter, states });
  const reason = (codes: readonly string[]) =>
    or(isNull(messages.reasonCode), notInArray(messages.reasonCode, [...codes]));
  if (action === "discard") return fits;
  if (action === "replay") return and(fits, reason(["behind"]));
  return and(fits, reason(notForResending), isNotNull(messages.outbound), isNotNull(messages.connectionId));
}

/**
 * The messages a filter means for an action, in the order in which they are to be worked through: oldest first, so that
 * each order's messages go in their order; discarded newest first, so that none is let go by the one before it.
 */
export async function replayCandidates(action: ReplayAction, filter: MessageFilter): Promise<ReplayCandidate[]> {
  const condition = conditionFor(action, filter);
  if (!condition) return [];
  const rows = await database()
    .select({
      id: messages.id,
      connectionId: messages.connectionId,
      state: messages.state,
      reasonCode: messages.reasonCode,
      corrected: messages.corrected,
      intent: messages.renameIntentAt,
    })
    .from(messages)
    .where(condition)
    .orderBy(action === "discard" ? desc(messages.sequence) : asc(messages.sequence))
    .limit(mostItems + 1);
  return rows.map(({ intent, ...row }) => ({ ...row, maybeThere: row.state === "delivered" || intent !== null }));
}

/** How many wait behind stopped messages and go on by themselves when those do. */
export async function countBehind(filter: MessageFilter): Promise<number> {
  const [row] = await database()
    .select({ count: count() })
    .from(messages)
    .where(and(messagesFitting({ ...filter, states: ["held"] }), eq(messages.reasonCode, "behind")));
  return row?.count ?? 0;
}
