import { readFileSync } from "node:fs";
import { describe as describeHeader, parse, splitFile } from "~/engine/hl7";

/** `gatehouse hl7 parse`: one line (or JSON object) per message. Returns whether all of it could be read. */
export function hl7Parse(files: readonly string[], json: boolean): boolean {
  let ok = true;
  const say = (line: Record<string, unknown>, text: string) =>
    process.stdout.write(`${json ? JSON.stringify(line) : text}\n`);
  for (const file of files) {
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch (error) {
      ok = false;
      const reason = error instanceof Error ? error.message : "unreadable";
      say(
        { file, index: 0, ok: false, findings: [{ severity: "error", code: "unreadable", path: "", message: reason }] },
        `${file}: ${reason}`,
      );
      continue;
    }
    const contents = splitFile(bytes);
    if (contents.messages.length === 0) {
      ok = false;
      say({ file, index: 0, ok: false, findings: contents.problems }, `${file}: there is no HL7 message in it`);
    }
    for (const part of contents.messages) {
      const parsed = parse(part.bytes);
      if (parsed.kind === "malformed") {
        ok = false;
        const findings = [{ severity: "error", code: parsed.code, path: parsed.path ?? "", message: parsed.reason }];
        say({ file, index: part.ordinal, ok: false, findings }, `${file} #${part.ordinal}: ${parsed.reason}`);
        continue;
      }
      const about = describeHeader(parsed.message);
      const type = [about.type, about.trigger].filter(Boolean).join("^");
      say(
        {
          file,
          index: part.ordinal,
          ok: true,
          type,
          controlId: about.controlId ?? null,
          version: about.version ?? null,
          charset: about.charset ?? null,
          segments: about.segmentCount,
          findings: parsed.findings,
        },
        `${file} #${part.ordinal}: ${type || "no type"}, HL7 ${about.version ?? "?"}, ${about.segmentCount} segments${parsed.findings.length > 0 ? `, ${parsed.findings.length} findings` : ""}`,
      );
    }
  }
  return ok;
}
