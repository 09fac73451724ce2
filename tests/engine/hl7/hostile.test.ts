import { expect, test } from "vitest";
import { encode, get, getAll, normalisedHashInput, parse, set, splitFile } from "~/engine/hl7";

/** So long that work growing with the square of it would not end within the test's time. */
const LENGTH = 1_000_000;
const HEAD = "MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1\r";
const fill = (unit: string) => unit.repeat(LENGTH / unit.length);

test.each<[string, string]>([
  ["blank lines with blanks", `${HEAD}${fill(" \r")}x`],
  ["blanks", `${HEAD}${fill(" ")}x\r`],
  ["line ends", HEAD + fill("\r")],
  ["MLLP bytes", HEAD + fill("\x1c\x0b")],
  ["field separators", `${HEAD}PID${fill("|")}\r`],
  ["repetitions", `${HEAD}PID|1|${fill("~")}\r`],
  ["components", `${HEAD}PID|1|${fill("^")}\r`],
  ["lone escape characters", `${HEAD}PID|1|${fill("\\")}\r`],
  ["hexadecimal sequences", `${HEAD}PID|1|${fill("\\X41\\")}\r`],
  ["one endless hexadecimal sequence", `${HEAD}PID|1|\\X${fill("41")}\r`],
  ["character set switches", `${HEAD}PID|1|${fill("\\M2442\\\\C2842\\")}\r`],
  ["segments", HEAD + fill("NTE|1\r")],
  ["headers", fill(HEAD)],
  ["blank lines before the header", fill("\r\n") + HEAD],
  ["a header without end", `MSH|${fill("a")}`],
  ["byte order marks", fill("\uFEFF")],
])("a megabyte of %s is read to its end", (_, text) => {
  const bytes = new TextEncoder().encode(text);
  splitFile(bytes);
  expect(normalisedHashInput(bytes).length).toBeLessThanOrEqual(bytes.length + 1);
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") return;
  const { source: _source, ...rebuilt } = parsed.message;
  expect(Buffer.compare(encode(rebuilt), bytes)).toBe(0);
  for (const path of ["PID-2", "PID-2[900].2", "NTE[5000]-1", "OBX-5"]) get(parsed.message, path);
  getAll(parsed.message, "PID-2.1");
  if (get(parsed.message, "PID-1") !== undefined) {
    expect(get(reread(encode(set(parsed.message, "PID-1", "7"))), "PID-1")).toBe("7");
  }
});

function reread(bytes: Uint8Array) {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}

test("bytes that are anything are read or refused, and nothing is thrown", () => {
  const starts = ["", "MSH|^~\\&|", "\x0bMSH|^~\\&|", "\uFEFFMSH|^~\\&|", "BHS|^~\\&|"].map((text) =>
    new TextEncoder().encode(text),
  );
  for (const start of starts) {
    for (let seed = 0; seed < 64; seed++) {
      const noise = Uint8Array.from(
        { length: 300 },
        (_, i) => (seed * 7919 + i * (seed + 31) * 104_729 + i * i) & 0xff,
      );
      const bytes = Uint8Array.from([...start, ...noise]);
      splitFile(bytes);
      const parsed = parse(bytes);
      if (parsed.kind === "message") expect(encode(parsed.message)).toBe(bytes);
    }
  }
});
