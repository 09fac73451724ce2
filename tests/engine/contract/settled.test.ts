import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { orderSchema, resultSchema } from "~/engine/contract";
import { isSettled } from "~/engine/contract/settled";
import { anyOrder, anyResult } from "../mapping/support/contracts";

const RUNS = { seed: 20261121, numRuns: 40 };

/** What may go wrong with one place of a value. */
const spoilt = fc.constantFrom<unknown>(
  undefined,
  null,
  "",
  "x",
  7,
  true,
  "2026-13-45T99",
  "2026-01-02",
  "final",
  [],
  ["x"],
  [{}],
  {},
  { code: "x" },
  { code: "" },
  { text: "x", unknown: "y" },
  { kind: "numeric", value: "many" },
  { kind: "other" },
);

interface Spot {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}
function spotsOf(value: unknown, into: Spot[] = []): Spot[] {
  if (typeof value !== "object" || value === null) return into;
  for (const key of Object.keys(value)) {
    into.push({ parent: value as Spot["parent"], key });
    spotsOf((value as Spot["parent"])[key], into);
  }
  return into;
}

/** A value with one place replaced, removed or added. */
function spoil(value: unknown, where: number, how: "replace" | "remove" | "add", by: unknown): unknown {
  const copy: unknown = structuredClone(value);
  const spots = spotsOf(copy);
  const spot = spots[where % spots.length];
  if (!spot) return copy;
  if (how === "replace") spot.parent[spot.key] = by;
  else if (Array.isArray(spot.parent))
    spot.parent.splice(Number(spot.key), how === "remove" ? 1 : 0, ...(how === "add" ? [by] : []));
  else if (how === "remove") delete spot.parent[spot.key];
  else spot.parent.stranger = by;
  return copy;
}

const CONTRACTS = [
  ["order", orderSchema, anyOrder],
  ["result", resultSchema, anyResult],
] as const;

test.each(CONTRACTS)("what the schema gives for an %s is settled", (_, schema, any) => {
  const settled = isSettled(schema);
  fc.assert(
    fc.property(any as fc.Arbitrary<unknown>, (value) => {
      expect(settled(schema.parse(value))).toBe(true);
    }),
    RUNS,
  );
});

test.each(CONTRACTS)(
  "a settled %s is what the schema would give; a spoilt one is not called settled",
  (_, schema, any) => {
    const settled = isSettled(schema);
    const seen = { settled: 0, refused: 0, changed: 0 };
    fc.assert(
      fc.property(
        any as fc.Arbitrary<unknown>,
        fc.nat(),
        fc.constantFrom("replace" as const, "remove" as const, "add" as const),
        spoilt,
        (value, where, how, by) => {
          const given = spoil(value, where, how, by);
          const parsed = schema.safeParse(given);
          const kept = parsed.success && isDeepStrictEqual(parsed.data, given);
          seen[kept ? "settled" : parsed.success ? "changed" : "refused"]++;
          // A key that is there without a value is the schema's to decide about.
          if (by !== undefined || !kept) expect(settled(given)).toBe(kept);
        },
      ),
      { ...RUNS, numRuns: 300 },
    );
    // All three happen often enough to mean something.
    expect(Math.min(seen.settled, seen.refused, seen.changed)).toBeGreaterThan(40);
  },
);

test.each([
  ["a transformation", z.string().transform((text) => text.trim())],
  ["a check it does not know", z.string().max(3)],
  ["a type it does not know", z.number()],
  ["an object that keeps strangers", z.looseObject({ a: z.string() })],
  ["a union without a discriminator", z.union([z.string(), z.boolean()])],
])("%s is left to the schema", (_, schema) => {
  for (const value of ["abc", 1, { a: "b" }, true]) expect(isSettled(schema)(value)).toBe(false);
});
