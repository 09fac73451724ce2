import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { centsOf, discountOf, sharesOf } from "~/app/components/panels/shares";
import { codePattern } from "~/workflows/compendium/item";
import { freeCode } from "~/workflows/compendium/panel-code";

const cents = fc.nat(99_999);
const members = fc.array(fc.record({ cents }), { minLength: 1, maxLength: 12 });

describe("what members come to in a panel", () => {
  test("no cent is lost, and shares are one whole", () => {
    fc.assert(
      fc.property(cents, members, (price, list) => {
        const shares = sharesOf(price, list);
        expect(shares.reduce((sum, share) => sum + share.cents, 0)).toBe(price);
        expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
        expect(shares.every((share) => share.cents >= 0)).toBe(true);
      }),
    );
  });

  test("who costs more alone is never less of the panel", () => {
    fc.assert(
      fc.property(cents, members, (price, list) => {
        const shares = sharesOf(price, list);
        for (const [i, one] of list.entries())
          for (const [j, other] of list.entries())
            if (one.cents > other.cents) expect(shares[i]?.cents).toBeGreaterThanOrEqual((shares[j]?.cents ?? 0) - 1);
      }),
    );
  });

  test.each([
    ["12.60", 1260],
    [" 12.6 ", 1260],
    ["12", 1200],
    ["12.605", null],
    ["-1", null],
    ["", null],
    ["1e3", null],
  ])("%j typed is %j cents", (typed, wanted) => expect(centsOf(typed)).toBe(wanted));

  test("a price above its members is a discount below nothing", () => {
    expect(discountOf(750, 1_000)).toBe(25);
    expect(discountOf(1_100, 1_000)).toBe(-10);
    expect(discountOf(100, 0)).toBeNull();
  });
});

describe("a code nobody has", () => {
  test("is a code, and free, whatever the practice is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.nat(30), (practice, count) => {
        const taken = new Set<string>();
        for (let i = 0; i < count; i++) taken.add(freeCode(practice, taken));
        const code = freeCode(practice, taken);
        expect(code).toMatch(codePattern);
        expect(taken.size).toBe(count);
        expect(taken.has(code)).toBe(false);
      }),
    );
  });

  test("says whose it is", () => {
    expect(freeCode("Northgate Family Medicine", new Set())).toBe("P-NORTHGATE");
    expect(freeCode("The Elm Clinic", new Set(["P-ELM"]))).toBe("P-ELM-2");
    expect(freeCode("中医", new Set())).toBe("P-PANEL");
  });
});
