import { describe, expect, test } from "vitest";
import type { FirstDayFacts } from "~/db/queries/first-day-facts";
import { firstDay } from "~/workflows/connection/first-day";
import { concerns } from "~/workflows/connection/hypercare";
import { plannedTime } from "~/workflows/connection/planned-time";
import { labHours } from "../support/calendar";

const nothing: FirstDayFacts = {
  firstOrder: null,
  orderDelivered: null,
  resultDelivered: null,
  sourceTold: null,
  lastSeen: null,
  stopped: 0,
  oldestWaiting: null,
  contactReached: null,
};
const at = "2026-12-01T15:00:00.000Z";
const done = (facts: Partial<FirstDayFacts>, mode: "bidirectional" | "results-only" = "bidirectional") =>
  firstDay(mode, { ...nothing, ...facts }, [])
    .filter((item) => item.at !== null)
    .map((item) => item.key);

describe("the first day", () => {
  test("ticks itself from what is on record, and nothing before", () => {
    expect(done({})).toEqual([]);
    expect(done({ firstOrder: at, sourceTold: at })).toEqual(["firstOrder", "sourceTold"]);
    expect(done({ firstOrder: at, orderDelivered: at, resultDelivered: at, contactReached: at })).toEqual([
      "contactReached",
      "firstOrder",
      "orderDelivered",
      "resultDelivered",
      "nothingStopped",
    ]);
    expect(done({ resultDelivered: at, stopped: 1 })).toEqual(["resultDelivered"]);
    expect(firstDay("results-only", nothing, []).map((item) => item.key)).not.toContain("firstOrder");
  });

  test("leaves to people what no record shows, with who ticked it", () => {
    const items = firstDay("bidirectional", nothing, [{ item: "spokenTo", at, name: "Tomas Kiel" }]);
    expect(items.filter((item) => item.byHand).map((item) => [item.key, item.by])).toEqual([
      ["seenInChart", null],
      ["spokenTo", { name: "Tomas Kiel" }],
    ]);
  });
});

describe("the closer watch", () => {
  const rules = { waitMinutes: 10, quietHours: 4 };
  /** Tuesday 10:00 in New York. */
  const liveAt = new Date(at);
  const later = (minutes: number) => new Date(liveAt.getTime() + minutes * 60_000);
  const seen = (facts: Partial<FirstDayFacts>, now: Date) => {
    const found = concerns({ emrName: "An EMR", liveAt }, { ...nothing, ...facts }, rules, labHours, now);
    return [found.wait !== undefined, found.quiet !== undefined];
  };

  test("tells of a message that waits too long", () => {
    expect(seen({ oldestWaiting: at, lastSeen: at }, later(10))).toEqual([false, false]);
    expect(seen({ oldestWaiting: at, lastSeen: at }, later(11))).toEqual([true, false]);
  });

  test("tells of silence in the lab's hours, and of none at night", () => {
    expect(seen({}, later(240))).toEqual([false, false]);
    expect(seen({}, later(241))).toEqual([false, true]);
    expect(seen({ lastSeen: later(200).toISOString() }, later(241))).toEqual([false, false]);
    const evening = new Date("2026-12-01T22:30:00.000Z");
    expect(seen({ lastSeen: evening.toISOString() }, new Date("2026-12-02T13:30:00.000Z"))).toEqual([false, false]);
  });
});

describe("a planned time", () => {
  const zone = "America/New_York";
  const now = new Date("2026-10-25T12:00:00Z");
  const read = (text: string) => plannedTime(text, zone, now);

  test("is read in the lab's zone", () => {
    expect(read("2026-12-01T08:00")).toEqual({ kind: "at", at: new Date("2026-12-01T13:00:00Z") });
    expect(read(" ")).toEqual({ kind: "none" });
    // Comes twice; the first is meant.
    expect(read("2026-11-01T01:30")).toEqual({ kind: "at", at: new Date("2026-11-01T05:30:00Z") });
  });

  test.each([
    ["tomorrow", "Give a day"],
    ["2026-13-01T08:00", "Give a day"],
    ["2026-10-24T08:00", "is over"],
    ["2027-12-01T08:00", "90 days"],
  ])("%s is refused with the reason", (text, reason) => {
    expect(read(text)).toMatchObject({ kind: "wrong", message: expect.stringContaining(reason) });
  });

  test("that clocks skip is refused", () => {
    expect(plannedTime("2026-03-08T02:30", zone, new Date("2026-03-01T12:00:00Z"))).toMatchObject({
      kind: "wrong",
      message: expect.stringContaining("does not come"),
    });
  });
});
