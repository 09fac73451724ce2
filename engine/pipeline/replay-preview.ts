import type { MessageFilter } from "~/db/queries/filter-messages";
import { countBehind, mostItems, type ReplayCandidate, replayCandidates } from "~/db/queries/replay-candidates";
import type { ReplayAction } from "~/db/schema/replays";
import { loadMessagesById, understandAgain } from "./replay";

/** More than this are tried out in a sample, spread evenly over all. */
const mostTried = 200;

export type ReplayPreview = {
  total: number;
  tooMany: boolean;
  /** By connection and reason, the largest first. */
  groups: { connectionId: string | null; reasonCode: string | null; count: number }[];
  /** They wait behind the chosen ones and go on by themselves. */
  behind: number;
  corrected: number;
  delivered: number;
  /** The far end may have them already and would see them as duplicates, by name and control ID. */
  maybeThere: number;
  /** Today's mapping tried out, nothing stored or sent; only for a replay. */
  trial: {
    tried: number;
    stopping: { reasonCode: string; reason: string; count: number; messageId: string }[];
  } | null;
};

/** What an action on the messages of a filter would do. Nothing is changed. */
export async function previewReplay(action: ReplayAction, filter: MessageFilter): Promise<ReplayPreview> {
  const [found, behind] = await Promise.all([
    replayCandidates(action, filter),
    action === "discard" ? 0 : countBehind(filter),
  ]);
  const tooMany = found.length > mostItems;
  const chosen = found.slice(0, mostItems);
  const count = (is: (one: ReplayCandidate) => boolean) => chosen.filter(is).length;
  return {
    total: chosen.length,
    tooMany,
    groups: groupsOf(chosen),
    behind,
    corrected: count((one) => one.corrected),
    delivered: count((one) => one.state === "delivered"),
    maybeThere: action === "discard" ? 0 : count((one) => one.maybeThere),
    trial: action === "replay" && chosen.length > 0 ? await tryOut(chosen) : null,
  };
}

function groupsOf(chosen: readonly ReplayCandidate[]): ReplayPreview["groups"] {
  const groups = new Map<string, ReplayPreview["groups"][number]>();
  for (const { connectionId, reasonCode } of chosen) {
    const key = `${connectionId} ${reasonCode}`;
    const group = groups.get(key) ?? { connectionId, reasonCode, count: 0 };
    groups.set(key, { ...group, count: group.count + 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

async function tryOut(chosen: readonly ReplayCandidate[]): Promise<NonNullable<ReplayPreview["trial"]>> {
  const tried = Math.min(chosen.length, mostTried);
  const sample = Array.from({ length: tried }, (_, i) => chosen[Math.floor((i * chosen.length) / tried)]);
  const rows = await loadMessagesById(sample.flatMap((one) => one?.id ?? []));
  const stopping = new Map<string, { reasonCode: string; reason: string; count: number; messageId: string }>();
  for (const [i, understood] of (await understandAgain(rows)).entries()) {
    if (understood.state === "queued") continue;
    const { reasonCode, reason } = understood;
    const known = stopping.get(reason ?? "");
    stopping.set(reason ?? "", {
      reasonCode: reasonCode ?? "",
      reason: reason ?? "It would stop again.",
      messageId: rows[i]?.id ?? "",
      ...known,
      count: (known?.count ?? 0) + 1,
    });
  }
  const largest = [...stopping.values()].sort((a, b) => b.count - a.count);
  return { tried: rows.length, stopping: largest };
}
