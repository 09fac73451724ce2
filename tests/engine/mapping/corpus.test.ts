import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { countSegments, encode, get, getAll, type Message, parse, splitFile } from "~/engine/hl7";
import { compileTemplate, findTemplate, readOrder, readResult } from "~/engine/mapping";

const CORPUS = new URL("../../../../shared/corpus/hl7/", import.meta.url);
const present = existsSync(new URL("index.csv", CORPUS));
if (!present) console.log("The message corpus is not here; corpus tests are skipped.");

interface Row {
  file: string;
  type: string;
}
const rows: Row[] = present
  ? readFileSync(new URL("index.csv", CORPUS), "utf8")
      .split(/\r?\n/)
      .slice(1)
      .filter(Boolean)
      .map((line) => {
        const [file = "", , , type = ""] = line.split(",");
        return { file, type };
      })
      .filter(({ file }) => existsSync(new URL(encodeURI(file).replaceAll("#", "%23"), CORPUS)))
  : [];
/** Not one of the many fragments: a named patient, an order number, and every OBR and OBX says which test. */
const isWhole = (message: Message) =>
  ["PID-3.1", "PID-5.1"].every((path) => get(message, path) !== undefined) &&
  (get(message, "ORC-2.1") ?? get(message, "OBR-2.1") ?? get(message, "OBR-3.1")) !== undefined &&
  countSegments(message, "PID") === 1 &&
  countSegments(message, "OBR") > 0 &&
  getAll(message, "OBR-4.1").length === countSegments(message, "OBR") &&
  getAll(message, "OBX-3.1").length === countSegments(message, "OBX");
const bytesOf = ({ file }: Row) =>
  new Uint8Array(readFileSync(new URL(encodeURI(file).replaceAll("#", "%23"), CORPUS)));
const messagesOf = (row: Row) => splitFile(bytesOf(row)).messages;

test.skipIf(!present)(
  "every file of the corpus is read without throwing and comes back byte for byte",
  () => {
    let whole = 0;
    let split = 0;
    const malformed: string[] = [];
    for (const row of rows) {
      const bytes = bytesOf(row);
      const parsed = parse(bytes);
      if (parsed.kind === "message") {
        whole++;
        const { source: _, ...rebuilt } = parsed.message;
        expect(Buffer.compare(encode(rebuilt), bytes), row.file).toBe(0);
      }
      for (const one of messagesOf(row)) {
        const each = parse(one.bytes);
        if (each.kind === "malformed") {
          malformed.push(`${row.file}#${one.ordinal} ${each.code}`);
          continue;
        }
        split++;
        const { source: _, ...rebuilt } = each.message;
        expect(Buffer.compare(encode(rebuilt), one.bytes), row.file).toBe(0);
      }
    }
    console.log(
      `corpus: ${rows.length} files, ${whole} parsed whole, ${split} messages split out, ${malformed.length} malformed parts`,
    );
    const ours = malformed.filter((line) =>
      rows.some(({ file, type }) => /^(ORM|OML|ORU|ACK)/.test(type) && line.startsWith(`${file}#`)),
    );
    console.log(`corpus: ${ours.length} malformed parts in ORM, OML, ORU and ACK files`);
    expect(whole).toBeGreaterThan(1500);
  },
  120_000,
);

/** Types with the templates that read them, the share of all messages that has to map, and of the whole ones. */
const CASES = [
  ["ORM^O01", ["generic-orm-2.5.1", "generic-orm-2.3.1", "generic-orm-2.3"], 0.5],
  ["OML^O21", ["generic-oml-2.5.1"], 0.4],
  ["ORU^R01", ["lis-generic", "lis-oml-2.5.1"], 0.5],
] as const;

/** Values of the message longer than a code: none may turn up in a finding. */
function* valuesOf(message: Message): Generator<string> {
  for (const path of ["PID-3.1", "PID-5.1", "PID-5.2", "PID-7.1", "PID-11.1", "PID-13.1"]) {
    const value = get(message, path);
    if (value !== undefined && value.length >= 6 && !/^[A-Za-z]+$/.test(value)) yield value;
  }
}

test.skipIf(!present).each(CASES.flatMap(([type, names, floor]) => names.map((name) => [type, name, floor] as const)))(
  "%s maps through %s, or the findings say where and why it does not",
  (type, name, floor) => {
    const template = findTemplate(name);
    if (!template) throw new Error(name);
    const compiled = compileTemplate(template);
    const counts = { messages: 0, mapped: 0, whole: 0, wholeMapped: 0 };
    const reasons = new Map<string, number>();
    for (const row of rows.filter((one) => one.type === type)) {
      for (const one of messagesOf(row).slice(0, 50)) {
        const parsed = parse(one.bytes);
        if (parsed.kind === "malformed") continue;
        const { message } = parsed;
        if (!message.segments[0]?.field(9)?.startsWith(type.slice(0, 3))) continue;
        counts.messages++;
        const whole = isWhole(message);
        if (whole) counts.whole++;
        const mapped = type.startsWith("ORU") ? readResult(compiled, message) : readOrder(compiled, message);
        const said = mapped.findings.map((finding) => finding.message).join(" ");
        for (const value of valuesOf(message)) expect(said, row.file).not.toContain(value);
        if (mapped.kind === "mapped") {
          counts.mapped++;
          if (whole) counts.wholeMapped++;
          continue;
        }
        const errors = mapped.findings.filter(({ severity }) => severity === "error");
        expect(errors.length, row.file).toBeGreaterThan(0);
        for (const { code, path, message: why } of errors) {
          expect(why, row.file).toMatch(/^[A-Z].*\.$/);
          expect(path, row.file).toMatch(/^[A-Z][A-Z0-9]{2}/);
          const key = `${code} ${path.replace(/\[\d+\]/, "")}: ${why}`;
          reasons.set(key, (reasons.get(key) ?? 0) + 1);
        }
      }
    }
    const top = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 8);
    console.log(
      `${type} by ${name}: ${counts.mapped} of ${counts.messages} map, ${counts.wholeMapped} of the ${counts.whole} whole ones; ${top.map(([why, n]) => `\n  ${n} × ${why}`).join("")}`,
    );
    expect(counts.mapped / counts.messages).toBeGreaterThan(floor);
    expect(counts.wholeMapped / counts.whole).toBeGreaterThan(0.97);
  },
  120_000,
);
