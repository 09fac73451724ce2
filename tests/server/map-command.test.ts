import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Report } from "~/server/hl7-command";
import { mapRun, templateCheck, templateExport, templateFrom, templateImport } from "~/server/map-command";

const directory = mkdtempSync(join(tmpdir(), "gatehouse-map-command-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string, content: string) => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
const collect = async (reports: AsyncIterable<Report>) => {
  const all: Report[] = [];
  for await (const one of reports) all.push(one);
  return all;
};

const ORDER =
  "MSH|^~\\&|EMR|CLINIC|GH|LAB|20260102||ORM^O01|1|T|2.5.1\rPID|1||A1||Fictus^Alma\rORC|NW|P1\rOBR|1|P1||GLU\r";
const BAD = ORDER.replace("OBR|1|P1||GLU", "OBR|1|P1");
const messages = file("orders.hl7", ORDER + BAD);

test("map run: one object for each message, the contract where the template reads", async () => {
  const reports = await collect(mapRun([messages], templateFrom("generic-orm-2.5.1")));
  expect(reports.map(({ json }) => json)).toMatchObject([
    { file: messages, index: 1, ok: true, output: { placerOrderNumber: "P1", tests: [{ code: { code: "GLU" } }] } },
    { file: messages, index: 2, ok: false, output: null, findings: [{ path: "OBR-4" }] },
  ]);
  expect(reports.map(({ ok }) => ok)).toEqual([true, false]);
});

test("map run: HL7 where the template writes, and overrides in force", async () => {
  const overrides = file(
    "overrides.json",
    JSON.stringify({ orders: { rules: [{ name: "agreed", each: "test", from: "code.code", to: "ZLB-1" }] } }),
  );
  const [first] = await collect(mapRun([messages], templateFrom("lis-generic", overrides)));
  expect(first?.json).toMatchObject({ ok: true, output: expect.stringContaining("ZLB|GLU") as string });
});

test("map run: files that cannot be read, and bodies of JSON", async () => {
  const [missing] = await collect(mapRun([join(directory, "none.hl7")], templateFrom("generic-orm-2.5.1")));
  expect(missing?.json).toMatchObject({ index: 0, ok: false, findings: [{ code: "unreadable" }] });
  const body = file(
    "order.json",
    JSON.stringify({
      placerOrderNumber: "P1",
      patient: { name: { family: "F" }, identifiers: [{ value: "1" }] },
      tests: [{ code: { code: "GLU" } }],
    }),
  );
  const reports = await collect(mapRun([body, messages], templateFrom("generic-json")));
  expect(reports.map(({ ok }) => ok)).toEqual([true, false]);
});

test("template check is good at all required fields, and not below", async () => {
  expect((await templateCheck(templateFrom("epic"))).ok).toBe(true);
  const folder = join(directory, "samples");
  mkdirSync(folder);
  writeFileSync(join(folder, "bad.hl7"), BAD);
  const report = await templateCheck(templateFrom("epic"), folder);
  expect(report.ok).toBe(false);
  expect(report.text).toContain("required, and missing somewhere: test-code");
});

test("what template export prints, template import takes; a broken one is refused with its reason", async () => {
  const whole = templateExport(templateFrom("results-only-2.3"), true);
  expect(await templateImport(file("whole.json", whole.text))).toMatchObject({ ok: true });
  const broken = { ...(whole.json as object), results: { rules: [{ name: "bad", from: "nothing", to: "PID-3" }] } };
  const refused = await templateImport(file("broken.json", JSON.stringify(broken)));
  expect(refused).toMatchObject({ ok: false, json: { problem: expect.stringContaining("Rule bad") as string } });
  expect(await templateImport(file("letter.json", "Dear laboratory"))).toMatchObject({ ok: false });
  expect(() => templateFrom("nowhere")).toThrow("There is no template nowhere");
});
