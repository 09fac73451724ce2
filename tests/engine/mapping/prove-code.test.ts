import { describe, expect, test } from "vitest";
import {
  type CodeMap,
  compileTemplate,
  findTemplate,
  type ItemToProve,
  type Overrides,
  proverOf,
} from "~/engine/mapping";
import { asUsed } from "~/engine/templates/overrides";

function templateOf(name: string, overrides: Overrides = {}) {
  const template = findTemplate(name);
  if (!template) throw new Error(name);
  return compileTemplate(asUsed(template, { overrides }));
}

type Setting = { lis?: string; overrides?: Overrides; codeMap?: CodeMap };

const proverWith = ({ lis = "lis-generic", overrides = {}, codeMap }: Setting = {}) =>
  proverOf({
    codeMap: codeMap ?? [
      { labCode: "TSH", emrCode: "E-TSH" },
      { labCode: "GLU", emrCode: "E-GLU" },
    ],
    lisTemplate: templateOf(lis, overrides),
    facilityCode: "F1",
  });

const asks = { code: "FAST", text: "Fasting?", answer: "choice", choices: ["Y", "N"], required: true } as const;
const tsh: ItemToProve = { code: "TSH", name: "Thyrotropin", questions: [], known: true, orderableFrom: null };
const proveWith = (setting: Setting, item = tsh) => proverWith(setting)(item);

describe("a code is proven", () => {
  test.each(["lis-generic", "lis-oml-2.5.1", "lis-json"])("by what %s writes, with its answers", async (lis) => {
    expect(await proveWith({ lis })).toEqual({ code: "TSH", ok: true, reason: "" });
    expect(await proveWith({ lis }, { ...tsh, questions: [asks] })).toMatchObject({ ok: true });
  });

  test("under every code the practice has for it", async () => {
    const codeMap = ["E-TSH", "E-TSH-2"].map((emrCode) => ({ labCode: "TSH", emrCode }));
    expect(await proveWith({ codeMap })).toMatchObject({ ok: true });
  });

  test("before its first day, which is no fault of the map", async () => {
    expect(await proveWith({}, { ...tsh, orderableFrom: "2999-01-01" })).toEqual({
      code: "TSH",
      ok: true,
      reason: "Orderable from 2999-01-01 on.",
    });
  });
});

describe("a code fails", () => {
  test.each<[string, Setting, string]>([
    ["without a code of the practice", { codeMap: [] }, "The practice has no code for it."],
    [
      "when the practice's code stands for another",
      {
        codeMap: [
          { labCode: "TSH", emrCode: "E-1" },
          { labCode: "GLU", emrCode: "E-1" },
        ],
      },
      "The practice's E-1 stands for GLU.",
    ],
    [
      "when the lab's message says something else",
      { overrides: { orders: { rules: [{ name: "test-code", each: "test", constant: "ALWAYS", to: "OBR-4.1" }] } } },
      "says ALWAYS",
    ],
    [
      "when the lab's message lacks what it has to have",
      {
        overrides: {
          orders: { rules: [{ name: "test-code", each: "test", from: "placerField1", to: "OBR-4.1", required: true }] },
        },
      },
      "OBR-4",
    ],
  ])("%s", async (_, setting, why) => {
    expect(await proveWith(setting)).toEqual({ code: "TSH", ok: false, reason: expect.stringContaining(why) });
  });

  test("when the compendium has lost it", async () => {
    expect(await proveWith({}, { ...tsh, known: false })).toMatchObject({ reason: "It is not in the compendium." });
  });

  test("when a required answer has no place", async () => {
    const overrides: Overrides = {
      orders: { rules: [{ name: "answer-code", each: "answer", constant: "OTHER", to: "OBX-3.1" }] },
    };
    const outcome = await proveWith({ overrides }, { ...tsh, questions: [asks] });
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining("FAST") });
    expect(await proveWith({ overrides })).toMatchObject({ ok: true });
  });
});

test("a menu of many codes takes a moment for each, not for each of each", async () => {
  const codes = Array.from({ length: 3_000 }, (_, i) => `T${i}`);
  const prove = proverWith({ codeMap: codes.map((labCode) => ({ labCode, emrCode: `E-${labCode}` })) });
  for (const code of codes) expect((await prove({ ...tsh, code, name: code })).ok).toBe(true);
});
