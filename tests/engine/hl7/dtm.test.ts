import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDtm, parseDtm } from "~/engine/hl7";

/** The grammars of both notations, as the standards say them. */
const HL7 = /^\d{4}(\d{2}(\d{2}(\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?)?)?)?(Z|[+-]\d{4})?$/;
const ISO = /^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d{1,6})?)?)?)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

const SAMPLES = [
  "20261120094107.25-0500",
  "202611200941+0530",
  "20240229",
  "2026",
  "2026-0500",
  "20261120Z",
  "2026-11-20T09:41:07.25-05:00",
  "2026-11-20T09:41Z",
  "2024-02-29",
  "2026-11",
  "2026-05:00",
  "2026-11-05:00",
  "2026-11-20T09+05:30",
];

/** A time with a few characters changed, left out or put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(...SAMPLES),
    fc.array(fc.tuple(fc.nat(30), fc.constantFrom("", ..."0123459-+.:TZ "), fc.boolean()), { maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((now, [at, by, over]) => now.slice(0, at) + by + now.slice(at + (over ? 1 : 0)), text),
  );

const exists = (digits: string) => {
  const [year, month = "01", day = "01", hour = "00", minute = "00", second = "00"] =
    digits.match(/^\d{4}|\d{2}/g) ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(date.getTime()) && hour !== "24" && date.getUTCDate() === Number(day);
};
/** Digits of the time itself: neither fraction nor zone. */
const digitsOf = (text: string) =>
  text
    .replace(/(Z|[+-]\d{2}:?\d{2})$/, "")
    .replace(/\..*$/, "")
    .replace(/\D/g, "");
const isoDigits = (text: string) => {
  const zone = /(Z|[+-]\d{2}:\d{2})$/.exec(text)?.[0] ?? "";
  return digitsOf(text.slice(0, text.length - zone.length));
};
const hl7Digits = (text: string) => /^\d*/.exec(text)?.[0] ?? "";

test("exactly the times of the standard that exist are read, and come back as they were", () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const sent = text.trim();
      const iso = parseDtm(text);
      expect(iso !== undefined).toBe(HL7.test(sent) && exists(hl7Digits(sent)));
      if (iso === undefined) return;
      expect(iso).toMatch(ISO);
      expect(formatDtm(iso)).toBe(sent.replace(/Z$/, "+0000"));
    }),
    { seed: 20261121, numRuns: 5000 },
  );
});

test("exactly the ISO times that exist are written", () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const dtm = formatDtm(text);
      expect(dtm !== undefined).toBe(ISO.test(text) && exists(isoDigits(text)));
      if (dtm === undefined) return;
      expect(dtm).toMatch(HL7);
      expect(parseDtm(dtm)).toBe(text.replace(/Z$/, "+00:00"));
      expect(formatDtm(text, "day")).toBe(isoDigits(text).slice(0, 8));
    }),
    { seed: 20261121, numRuns: 5000 },
  );
});
