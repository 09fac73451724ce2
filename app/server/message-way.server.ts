import type { Hop } from "~/app/components/state/HopTimeline";
import type { LifeLineStop } from "~/app/components/workspace/LifeLine";
import type { hops } from "~/db/schema";

const hopTitles: Record<string, string> = {
  received: "Received",
  parsed: "Parsed",
  deduplicated: "Deduplicated",
  mapped: "Mapped",
  delivered: "Delivered",
  acknowledged: "Source told",
  fetched: "Fetched by the partner",
  retried: "Not delivered",
  held: "Held",
  dead: "Stopped",
  replayed: "Replayed",
  resent: "Sent again",
  edited: "Edited",
  routed: "Routed by hand",
  discarded: "Discarded",
};

/** What a hop is called that did not come about; the others are called what they are. */
const failedTitles: Record<string, string> = {
  parsed: "Not parsed",
  mapped: "Not mapped",
  delivered: "Not delivered",
  acknowledged: "Source not told",
};
/** Hops after which it goes on, by itself or when a person says so. */
const waiting = new Set(["retried", "held"]);

/** A message's hops as a path, with the time between them. */
export function timelineOf(way: (typeof hops.$inferSelect)[]): Hop[] {
  return way.map((hop, i) => {
    const before = way[i - 1];
    const tookMs = before ? Math.max(0, hop.at.getTime() - before.at.getTime()) : undefined;
    return {
      key: String(hop.seq),
      title: (hop.ok ? undefined : failedTitles[hop.hop]) ?? hopTitles[hop.hop] ?? hop.hop,
      at: hop.at.toISOString(),
      tone: hop.ok ? "good" : waiting.has(hop.hop) ? "warn" : "stop",
      detail: hop.detail,
      ...(tookMs !== undefined && { tookMs }),
      ...(tookMs !== undefined && tookMs > 5_000 && { slow: true }),
      ...(hop.hop === "retried" && { retried: true }),
    };
  });
}

type Travelled = { id: string; direction: string; title: string; receivedAt: Date; deliveredAt: Date | null };

/** Where messages left and where they arrived, on the rails of EMR and lab, in the order of their times. */
export function lifeLineStops(messages: readonly Travelled[], current?: string): LifeLineStop[] {
  const stops = messages.flatMap(({ id, direction, title, receivedAt, deliveredAt }) => {
    const order = direction === "order";
    const base = { href: `/messages/${id}`, current: id === current };
    const [what = title] = title.split(",");
    const left = { ...base, key: `${id}-in`, at: receivedAt, label: order ? "Ordered" : what };
    const arrived = { ...base, key: `${id}-out`, at: deliveredAt, label: order ? "At the lab" : "In the chart" };
    const rails = order ? (["emr", "lab"] as const) : (["lab", "emr"] as const);
    return [
      { ...left, rail: rails[0] },
      { ...arrived, rail: rails[1] },
    ].flatMap(({ at, ...stop }) => (at ? [{ ...stop, at: at.toISOString() }] : []));
  });
  return stops.sort((a, b) => a.at.localeCompare(b.at));
}

/** The page of an order, by the number its practice gave it. */
export const orderHref = (number: string, connectionId: string) =>
  `/orders/${encodeURIComponent(number)}?connection=${connectionId}`;
