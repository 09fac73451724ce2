import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deltaOf,
  packChanges,
  repricedCodes,
  type StandingItem,
  type Told,
  unpackChanges,
} from "~/workflows/sync/delta";

const codes = ["A", "B", "C", "D"];
const standing: fc.Arbitrary<StandingItem[]> = fc.tuple(
  ...codes.map((code) =>
    fc.record({
      kind: fc.constant("test" as const),
      code: fc.constant(code),
      release: fc.integer({ min: 1, max: 5 }),
      status: fc.constantFrom("active" as const, "discontinued" as const),
      action: fc.constantFrom("add" as const, "change" as const),
    }),
  ),
);
const menu = fc.subarray(codes).map((test) => ({ test, panel: [] }));
const told: fc.Arbitrary<Told> = fc.record({
  offered: menu,
  told: menu,
  toldRelease: fc.nat(5),
  whole: fc.boolean(),
  repriced: fc.subarray(codes).map((some) => new Set(some)),
});

/** What an EMR has after it has loaded what it was sent. */
const after = ({ told: before }: Told, changes: ReturnType<typeof deltaOf>): string[] => {
  const menuThen = new Set(before.test);
  for (const { code, action } of changes) action === "remove" ? menuThen.delete(code) : menuThen.add(code);
  return [...menuThen].sort();
};

describe("what a release brings to an EMR", () => {
  test("whoever loads all that is new has just what is offered and there", () => {
    fc.assert(
      fc.property(told, standing, (one, items) => {
        const changes = deltaOf({ ...one, toldRelease: 0 }, items);
        const there = items.filter(({ code, status }) => one.offered.test.includes(code) && status === "active");
        expect(after(one, changes)).toEqual(there.map(({ code }) => code));
      }),
    );
  });

  test("told the same again, it is told nothing", () => {
    fc.assert(
      fc.property(told, standing, (one, items) => {
        const again = { ...one, told: one.offered, toldRelease: 5, repriced: new Set<string>() };
        expect(deltaOf(again, items)).toEqual([]);
      }),
    );
  });

  test("another price is told of what can be ordered, and of nothing else", () => {
    fc.assert(
      fc.property(told, standing, (one, items) => {
        const again = { ...one, told: one.offered, toldRelease: 5, whole: false };
        const there = items.filter(({ code, status }) => one.offered.test.includes(code) && status === "active");
        const wanted = there.filter(({ code }) => one.repriced.has(code)).map(({ code }) => code);
        const changes = deltaOf(again, items);
        expect(changes.map(({ code }) => code)).toEqual(wanted);
        expect(changes.every(({ action }) => action === "update")).toBe(true);
      }),
    );
  });

  test("a price is another when it came, went or changed", () => {
    expect(
      repricedCodes(
        { A: 1, B: 2, C: 3 },
        new Map([
          ["A", 1],
          ["B", 9],
          ["D", 4],
        ]),
      ),
    ).toEqual(new Set(["B", "C", "D"]));
    expect(repricedCodes({}, new Map([["toString", 4]]))).toEqual(new Set(["toString"]));
  });

  test("what was kept is what was found", () => {
    fc.assert(
      fc.property(told, standing, (one, items) => {
        const changes = deltaOf(one, items);
        const kept = unpackChanges(packChanges(changes));
        expect(kept).toHaveLength(changes.length);
        expect(new Set(kept.map((change) => JSON.stringify(change)))).toEqual(
          new Set(changes.map((change) => JSON.stringify(change))),
        );
      }),
    );
  });
});
