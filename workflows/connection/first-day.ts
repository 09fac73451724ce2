import type { FirstDayFacts } from "~/db/queries/first-day-facts";

/**
 * The checklist after a go-live. Most items tick themselves from what is on record; two only a person can know. Pure.
 */
export const handItems = {
  seenInChart: "The practice has seen its first result in the chart",
  spokenTo: "Somebody has spoken to the practice at the end of the first day",
} as const;
export type HandItem = keyof typeof handItems;

export type FirstDayItem = {
  key: string;
  title: string;
  /** When it was so; null: not yet. */
  at: string | null;
  /** From what is on record, or by whom it was ticked. */
  by: "record" | { name: string } | null;
  /** A person may tick it. */
  byHand: boolean;
};

export type Tick = { item: string; at: string; name: string };

/** The items for a connection, in the order in which they come about. */
export function firstDay(
  mode: "bidirectional" | "results-only",
  facts: FirstDayFacts,
  ticks: readonly Tick[],
): FirstDayItem[] {
  const seen = (key: string, title: string, at: string | null): FirstDayItem => ({
    key,
    title,
    at,
    by: at ? "record" : null,
    byHand: false,
  });
  const ticked = (key: HandItem): FirstDayItem => {
    const tick = ticks.find((one) => one.item === key);
    return { key, title: handItems[key], at: tick?.at ?? null, by: tick ? { name: tick.name } : null, byHand: true };
  };
  const moved = facts.resultDelivered ?? facts.orderDelivered;
  return [
    seen("contactReached", "An alert contact got the mail about the go-live", facts.contactReached),
    ...(mode === "bidirectional"
      ? [
          seen("firstOrder", "First order received", facts.firstOrder),
          seen("orderDelivered", "First order delivered to the lab system", facts.orderDelivered),
        ]
      : []),
    seen("sourceTold", "First message acknowledged to its source", facts.sourceTold),
    seen("resultDelivered", "First result delivered to the EMR", facts.resultDelivered),
    seen("nothingStopped", "Messages have moved and none is stopped", facts.stopped === 0 ? moved : null),
    ticked("seenInChart"),
    ticked("spokenTo"),
  ];
}
