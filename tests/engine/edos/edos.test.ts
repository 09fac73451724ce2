import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { HL7Message } from "hl7v2";
import { describe, expect, test } from "vitest";
import type { Item, TestItem } from "~/db/schema/compendium";
import { componentKeys, type EdosOptions, readEdos, writeEdos } from "~/engine/edos";
import { get, type Message, parse, splitFile, validate } from "~/engine/hl7";
import { compendium } from "../../support/compendium-items";

const today = "2026-11-22";
const corpus = "../shared/corpus/hl7";

const optionsFor = (items: readonly Item[], more: Partial<EdosOptions> = {}): EdosOptions => ({
  sender: { application: "GATEHOUSE", facility: "LAB" },
  receiver: { application: "EMR", facility: "CLINIC" },
  producer: { id: "LAB", name: "Harbor Reference Laboratory" },
  at: "2026-11-22T08:00:00Z",
  whole: true,
  answers: true,
  withPrices: true,
  controlId: (number) => `GH-7-${number}`,
  keys: componentKeys(items.filter((item) => item.kind === "test")),
  ...more,
});

function messagesOf(bytes: Uint8Array): Message[] {
  return splitFile(bytes).messages.map(({ bytes: one }) => {
    const parsed = parse(one);
    if (parsed.kind === "malformed") throw new Error(parsed.reason);
    return parsed.message;
  });
}

const writtenAndRead = (items: readonly Item[]) => {
  const { bytes } = writeEdos(
    items.map((item) => ({ action: "add", item })),
    optionsFor(items),
  );
  return readEdos(messagesOf(bytes), { catalogue: new Map(), today });
};

const glucose: Item & TestItem = {
  kind: "test",
  code: "GLU",
  name: "Glucose",
  shortName: "",
  synonyms: [],
  specimen: "Plasma",
  container: "Grey fluoride",
  volume: "1 mL",
  stability: "24 h at 4 °C",
  turnaroundDays: 1,
  cpt: "82947",
  loinc: "2345-7",
  components: [
    {
      code: "GLU",
      name: "Glucose",
      loinc: "2345-7",
      unit: "mg/dL",
      ranges: [{ sex: "any", ageFrom: null, ageTo: null, low: "70", high: "99", text: "" }],
    },
  ],
  questions: [{ code: "FAST", text: "Hours since the last meal", answer: "number", choices: [], required: true }],
  listPriceCents: 590,
  prices: [{ list: "Community clinics", cents: 480, from: "2026-01-01" }],
  status: "active",
  discontinuedOn: null,
  replacementCode: null,
  orderableFrom: null,
};

describe("a compendium as eDOS messages", () => {
  test("what was written is read again as it was", () => {
    fc.assert(
      fc.property(compendium(8), (items) => {
        const { items: read, findings } = writtenAndRead(items);
        expect(findings).toEqual([]);
        const back = new Map(read.map((one) => [one.code, one]));
        expect(back.size).toBe(items.length);
        for (const item of items) {
          const one = back.get(item.code);
          const { kind, code, ...fields } = item;
          if (kind === "panel") {
            // Who may order a panel and who answers for it is the lab's own affair.
            const {
              scope: _,
              practiceIds: __,
              salesOwnerId: ___,
              ...told
            } = fields as typeof fields & Record<string, unknown>;
            expect(one).toMatchObject({ kind, code, fields: told });
          } else
            expect({ ...one, fields: { orderableFrom: null, ...one?.fields } }).toMatchObject({ kind, code, fields });
        }
      }),
      { numRuns: 60 },
    );
  });

  test("it validates against the compendium's profile, and each message has its structure", () => {
    const panel: Item = {
      kind: "panel",
      code: "P-GLU",
      name: "Glucose twice",
      shortName: "",
      members: ["GLU", "A1C"],
      preferredPriceCents: 900,
      scope: "all",
      practiceIds: [],
      salesOwnerId: null,
      status: "active",
      discontinuedOn: null,
      replacementCode: null,
    };
    const a1c: Item = {
      ...glucose,
      code: "A1C",
      name: "Hemoglobin A1c",
      discontinuedOn: "2026-12-31",
      replacementCode: "GLU",
    };
    const items: Item[] = [glucose, a1c, panel];
    const { bytes, controlIds, records } = writeEdos(
      items.map((item) => ({ action: "update", item })),
      optionsFor(items, { whole: false, emrCodes: new Map([["GLU", "LAB123"]]) }),
    );
    const messages = messagesOf(bytes);
    expect(messages.map((message) => get(message, "MSH-9.2"))).toEqual(["M08", "M10", "M08", "M04"]);
    expect(controlIds).toEqual(messages.map((message) => get(message, "MSH-10")));
    // Two components of A1C's own, three items, an end, three prices: A1C holds a value that is not itself.
    expect(records).toBe(8);
    expect(
      messages.flatMap((message) => validate(message, "edos").filter(({ severity }) => severity !== "info")),
    ).toEqual([]);
  });

  test("another library reads the same records in it", () => {
    const { bytes } = writeEdos([{ action: "add", item: glucose }], optionsFor([glucose]));
    for (const { bytes: one } of splitFile(bytes).messages) {
      const theirs = HL7Message.parse(new TextDecoder().decode(one));
      const [ours] = messagesOf(one);
      expect(theirs.segments.map(({ segmentType }) => segmentType)).toEqual(ours?.segments.map(({ id }) => id));
      expect(theirs.getSegment("MFE")?.field(4).getValue()).toBe("GLU");
    }
  });

  test.skipIf(!existsSync(corpus))("what others send is read, or told by segment and field", () => {
    const outcomes = readdirSync(corpus, { recursive: true, encoding: "utf8" })
      .filter((file) => /mfn/i.test(file) && file.endsWith(".hl7"))
      .sort()
      .map((file) => {
        const { items, findings } = readEdos(messagesOf(readFileSync(join(corpus, file))), {
          catalogue: new Map(),
          today,
        });
        expect(items.length + findings.length).toBeGreaterThan(0);
        for (const { path } of findings)
          expect(path).toMatch(/^[A-Z][A-Z0-9]{2}(\[\d+\])?(\.[A-Z][A-Z0-9]{2}(\[\d+\])?)?(-\d+)?/);
        return [basename(file), items.map(({ code }) => code), findings.map(({ path }) => path)] as const;
      });
    const of = (name: string) => outcomes.find(([file]) => file.startsWith(name));
    expect(outcomes.length).toBeGreaterThan(10);
    expect(of("SAMPLE_267_MFN_M08")?.[1]).toEqual(["HBA1C", "CREAT"]);
    expect(of("tests_mfn_handler_test.cpp__05")?.slice(1)).toEqual([[], ["MFI-1"]]);
    expect(of("SAMPLE_148_MFN_M14")?.slice(1)).toEqual([[], ["MSH-9"]]);
  });
});
