import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  hl7Ack,
  hl7Explain,
  hl7Parse,
  hl7Roundtrip,
  hl7Validate,
  profileFrom,
  type Report,
} from "~/server/hl7-command";

const directory = mkdtempSync(join(tmpdir(), "gatehouse-hl7-command-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string, content: string | Uint8Array) => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
const collect = async (reports: AsyncIterable<Report>) => {
  const all: Report[] = [];
  for await (const one of reports) all.push(one);
  return all;
};
const json = async (reports: AsyncIterable<Report>) => (await collect(reports)).map((one) => one.json);

const ONE =
  "MSH|^~\\&|EMR|CLINIC|LIS|LAB|20260102||ORU^R01|C-1|P|2.5.1\rPID|1||A1||Fictus\rOBR|1|||T\rOBX|1|NM|T||x||||||F\r";
const TWO = ONE.replace("C-1", "C-2");
const good = file("good.hl7", `\u000b${ONE}\u001c\r${TWO}`);
const utf16 = file("utf16.hl7", Buffer.from(`\uFEFF${ONE}`, "utf16le"));
const noHl7 = file("letter.txt", "Dear laboratory,\n");
const empty = file("empty.hl7", "");
const cut = file("cut.hl7", `BHS|^~\\&\r${ONE}BTS|2\r`);

test("parse: one object for each message, with its place in the file", async () => {
  const bytes = new TextEncoder();
  expect(await json(hl7Parse([good]))).toMatchObject([
    { file: good, index: 1, ok: true, bytes: [1, 1 + ONE.length], type: "ORU^R01", controlId: "C-1", segments: 4 },
    { index: 2, controlId: "C-2", version: "2.5.1", charset: "utf-8", findings: [] },
  ]);
  expect(bytes.encode(ONE)).toHaveLength(ONE.length);
});

test.each<[string, string, object]>([
  ["text that is no HL7", noHl7, { index: 1, ok: false, findings: [{ code: "no-header" }] }],
  ["an empty file", empty, { index: 0, ok: false, findings: [{ code: "empty" }] }],
  [
    "a folder",
    directory,
    { index: 0, ok: false, findings: [{ code: "unreadable", message: "It is a folder, not a file." }] },
  ],
  ["nothing at all", join(directory, "no"), { ok: false, findings: [{ code: "unreadable" }] }],
])("parse: %s is a finding", async (_, path, expected) => {
  expect(await json(hl7Parse([path]))).toMatchObject([expected]);
});

test("parse: a file's own faults come beside its messages, and other files go on", async () => {
  const reports = await collect(hl7Parse([cut, utf16]));
  expect(reports.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(reports[1]?.json).toMatchObject({ index: 0, findings: [{ code: "batch-count" }] });
  expect(reports[2]?.json).toMatchObject({ charset: "utf-16le", controlId: "C-1" });
});

test("roundtrip: every byte comes back", async () => {
  expect(await hl7Roundtrip([good, utf16])).toMatchObject({
    ok: true,
    json: { messages: 3, identical: 3, different: [], refused: [] },
  });
  expect(await hl7Roundtrip([good, noHl7, directory])).toMatchObject({
    ok: false,
    json: { messages: 3, identical: 2, refused: [{ file: noHl7, index: 1 }, { file: directory }] },
  });
});

test("validate: by built-in name, by file, and with CLIA's score", async () => {
  expect(await json(hl7Validate([good], profileFrom("base")))).toMatchObject([
    { ok: true, findings: [{ code: "not-a-number", severity: "warning", path: "OBX-5", segmentIndex: 3 }] },
    { ok: true },
  ]);
  const own = file("own.json", JSON.stringify({ name: "own", rules: [{ path: "OBR-25", usage: "R" }] }));
  const [first] = await collect(hl7Validate([good], profileFrom(own)));
  expect(first).toMatchObject({ ok: false, json: { findings: [{ code: "required-missing", path: "OBR-25" }] } });
  expect(first?.text).toMatch(/\n {2}error OBR-25 /);
  expect(await json(hl7Validate([good], profileFrom("clia-report")))).toMatchObject([
    { clia: { score: expect.any(Number) } },
    {},
  ]);
});

test("validate: a profile that cannot be read is refused by name and place", () => {
  const wrong = file("wrong.json", JSON.stringify({ name: "own", rules: [{ path: "OBR-25", usage: "M" }] }));
  expect(() => profileFrom(wrong)).toThrow("rules[0].usage is not one of");
  expect(() => profileFrom(noHl7)).toThrow("is not JSON");
  expect(() => profileFrom("nobody")).toThrow("no built-in profile");
});

test("ack: by what was found, or as told", async () => {
  const at = "2026-01-02T10:00:00Z";
  const [ack] = await json(hl7Ack(good, { at, controlId: "A-1" }));
  expect(ack).toMatchObject({ ok: true, code: "AA", ack: expect.stringMatching(/\|A-1\|P\|2\.5\.1\rMSA\|AA\|C-1\r$/) });
  const own = profileFrom(file("strict.json", JSON.stringify({ name: "s", rules: [{ path: "OBR-25", usage: "R" }] })));
  expect(await json(hl7Ack(good, { at, mode: "enhanced", profile: own }))).toMatchObject([
    { ok: false, code: "CE", mode: "enhanced" },
    { code: "CE" },
  ]);
  expect(await json(hl7Ack(good, { at, code: "AR" }))).toMatchObject([{ ok: false, code: "AR" }, {}]);
  expect(await json(hl7Ack(noHl7, { at }))).toMatchObject([{ ok: false, code: "AE" }]);
});

test("explain: a path in words", () => {
  expect(hl7Explain("PID-5.1")).toMatchObject({ ok: true, json: { name: "Patient name, family name" } });
  expect(hl7Explain("OBX-11").text).toContain("F = Final");
  expect(hl7Explain("PID-999")).toMatchObject({ ok: false });
});
