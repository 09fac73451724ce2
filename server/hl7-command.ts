import { createReadStream, readFileSync } from "node:fs";
import {
  type AckCode,
  ackCodeFor,
  acknowledgmentMode,
  acknowledgmentsDue,
  buildAck,
  builtInProfile,
  cliaReport,
  describe as describeHeader,
  encode,
  explain,
  type Finding,
  get,
  type Message,
  parse,
  type ReadProfile,
  readProfile,
  splitStream,
  validate,
} from "~/engine/hl7";

/** One thing a command has to say: as JSON, and for people. `ok` is false when something was found wrong. */
export interface Report {
  readonly ok: boolean;
  readonly json: unknown;
  readonly text: string;
}

/** One message of a file, or why the file has none. */
type Item =
  | { readonly kind: "message"; readonly index: number; readonly bytes: Uint8Array; readonly range: [number, number] }
  | { readonly kind: "problem"; readonly finding: Finding };

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file.",
  EISDIR: "It is a folder, not a file.",
  EACCES: "It may not be read.",
};

function unreadable(error: unknown): Finding {
  const { code = "", message = "It cannot be read." } = error as NodeJS.ErrnoException;
  return { severity: "error", code: "unreadable", path: "", message: SYSTEM_ERRORS[code] ?? message };
}

/** The messages of a file, `-` for stdin, while it is read. Problems of the file come where they are noticed. */
async function* itemsOf(file: string): AsyncGenerator<Item> {
  const chunks: AsyncIterable<Uint8Array> =
    file === "-" ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  try {
    for await (const part of splitStream(chunks)) {
      if (part.kind === "message") {
        yield { kind: "message", index: part.ordinal, bytes: part.bytes, range: [part.from, part.to] };
      } else if (part.kind === "finding") {
        yield { kind: "problem", finding: part.finding };
      }
    }
  } catch (error) {
    yield { kind: "problem", finding: unreadable(error) };
  }
}

const isError = ({ severity }: Finding) => severity === "error";

function findingLines(findings: readonly Finding[]): string {
  const where = ({ path, message }: Finding) => (path === "" || message.startsWith(path) ? "" : `${path}: `);
  return findings.map((one) => `\n  ${one.severity} ${where(one)}${one.message}`).join("");
}

/** A file's own problem. Text without a message needs none: it turns up as a message that cannot be read. */
function problemReport(file: string, finding: Finding): Report | undefined {
  if (!isError(finding) || finding.code === "text-outside-message") return undefined;
  return {
    ok: false,
    json: { file, index: 0, ok: false, findings: [finding] },
    text: `${file}: ${finding.message}`,
  };
}

/** What a parser and perhaps a profile say about one message, in the shape of `hl7 parse --json`. */
function messageReport(
  file: string,
  { index, bytes, range }: Extract<Item, { kind: "message" }>,
  check: (message: Message) => { readonly findings: readonly Finding[]; readonly more?: object },
): Report {
  const parsed = parse(bytes);
  const at = { file, index };
  if (parsed.kind === "malformed") {
    const { code, reason, path = "" } = parsed;
    const findings: Finding[] = [{ severity: "error", code, path, message: reason }];
    return { ok: false, json: { ...at, ok: false, bytes: range, findings }, text: `${file} #${index}: ${reason}` };
  }
  const about = describeHeader(parsed.message);
  const type = [about.type, about.trigger].filter(Boolean).join("^");
  const checked = check(parsed.message);
  const noticed = new Set(checked.findings.map(({ code, path }) => `${code} ${path}`));
  const findings = [
    ...parsed.findings.filter(({ code, path }) => !noticed.has(`${code} ${path}`)),
    ...checked.findings,
  ];
  const ok = !findings.some(isError);
  const head = `${file} #${index}: ${type || "no type"}, HL7 ${about.version ?? "?"}, ${about.segmentCount} segments`;
  return {
    ok,
    json: {
      ...at,
      ok,
      bytes: range,
      type,
      controlId: about.controlId ?? null,
      version: about.version ?? null,
      charset: about.charset,
      segments: about.segmentCount,
      ...checked.more,
      findings,
    },
    text: head + findingLines(findings),
  };
}

async function* reportsOf(
  files: readonly string[],
  check: (message: Message) => { readonly findings: readonly Finding[]; readonly more?: object },
): AsyncGenerator<Report> {
  for (const file of files) {
    for await (const item of itemsOf(file)) {
      const report = item.kind === "message" ? messageReport(file, item, check) : problemReport(file, item.finding);
      if (report) yield report;
    }
  }
}

/** `gatehouse hl7 parse`: what each message is, and what was noticed while reading it. */
export function hl7Parse(files: readonly string[]): AsyncGenerator<Report> {
  return reportsOf(files, () => ({ findings: [] }));
}

/** `gatehouse hl7 validate`: each message against a profile; with `clia-report`, its score too. */
export function hl7Validate(files: readonly string[], profile: ReadProfile): AsyncGenerator<Report> {
  const scored = profile.checks.has("clia");
  return reportsOf(files, (message) => ({
    findings: validate(message, profile),
    ...(scored && { more: { clia: cliaReport(message) } }),
  }));
}

/**
 * A profile by built-in name or from a JSON file.
 * @throws TypeError when there is none, or a part of it cannot be read; the message names the part
 */
export function profileFrom(nameOrFile: string): ReadProfile {
  const result = readProfile(builtInProfile(nameOrFile) ?? jsonFrom(nameOrFile));
  if (result.kind === "unreadable") throw new TypeError(`${nameOrFile}: ${result.at} ${result.reason}.`);
  return result.profile;
}

function jsonFrom(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new TypeError(`${file} is no built-in profile, and as a file: ${unreadable(error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(`${file} is not JSON.`);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/**
 * `gatehouse hl7 roundtrip`: whether each message, written again from its parts, is the bytes it was read from. Not ok when one
 * differs, or a file holds nothing but what cannot be read.
 */
export async function hl7Roundtrip(files: readonly string[]): Promise<Report> {
  let messages = 0;
  let identical = 0;
  const different: { file: string; index: number }[] = [];
  const refused: { file: string; index?: number; reason: string }[] = [];
  let fruitless = false;
  for (const file of files) {
    const before = { read: identical + different.length, refused: refused.length };
    for await (const item of itemsOf(file)) {
      if (item.kind === "problem") {
        if (item.finding.code === "unreadable" || item.finding.code === "empty" || item.finding.code === "too-large")
          refused.push({ file, reason: item.finding.message });
        continue;
      }
      const { index } = item;
      messages++;
      const parsed = parse(item.bytes);
      if (parsed.kind === "malformed") {
        refused.push({ file, index, reason: parsed.reason });
        continue;
      }
      // Without its source a message is written from its segments.
      const { source: _, ...parts } = parsed.message;
      if (sameBytes(encode(parts), item.bytes)) identical++;
      else different.push({ file, index });
    }
    fruitless ||= identical + different.length === before.read && refused.length > before.refused;
  }
  const lines = [
    `${messages} messages, ${identical} identical, ${different.length} different, ${refused.length} refused`,
    ...different.map(({ file, index }) => `  different ${file} #${index}`),
    ...refused.map(({ file, index, reason }) => `  refused ${file}${index ? ` #${index}` : ""}: ${reason}`),
  ];
  return {
    ok: different.length === 0 && !fruitless,
    json: { messages, identical, different, refused },
    text: lines.join("\n"),
  };
}

/** `gatehouse hl7 explain`: what a path means, in 2.5.1 unless a version is given. */
export function hl7Explain(path: string, version?: string): Report {
  const found = explain(path, version);
  if (!found) return { ok: false, json: { path, ok: false }, text: `${path}: nothing is known of it` };
  const { name, type, typeName, required, repeats, table, tableName, description, components = [], codes = [] } = found;
  const traits = [
    type && (typeName ? `${type} (${typeName})` : type),
    required && "required",
    repeats && "repeats",
    table && `table ${table}${tableName ? ` (${tableName})` : ""}`,
  ].filter(Boolean);
  const lines = [
    `${path}: ${name}`,
    ...(traits.length > 0 ? [`  ${traits.join(", ")}`] : []),
    ...(description ? [`  ${description}`] : []),
    ...components.map((one) => `  .${one.number} ${one.name} ${one.type}`),
    ...codes.map(({ code, meaning }) => `  ${code} = ${meaning}`),
  ];
  return { ok: true, json: { path, ok: true, ...found }, text: lines.join("\n") };
}

export interface AckRequest {
  /** Which mode to answer in, instead of the one the message asks for. */
  readonly mode?: "original" | "enhanced";
  readonly code?: AckCode;
  readonly controlId?: string;
  /** MSH-7, ISO text. */
  readonly at: string;
  readonly profile?: ReadProfile;
}

/** `gatehouse hl7 ack`: the acknowledgment of each message, as text of HL7. */
export async function* hl7Ack(file: string, request: AckRequest): AsyncGenerator<Report> {
  for await (const item of itemsOf(file)) {
    if (item.kind === "problem") {
      const report = problemReport(file, item.finding);
      if (report) yield report;
      continue;
    }
    const parsed = parse(item.bytes);
    const original = parsed.kind === "message" ? parsed.message : undefined;
    const findings: readonly Finding[] =
      parsed.kind === "message"
        ? [...parsed.findings, ...(request.profile ? validate(parsed.message, request.profile) : [])]
        : [{ severity: "error", code: parsed.code, path: parsed.path ?? "", message: parsed.reason }];
    const mode = request.mode ?? (original ? acknowledgmentMode(original) : "original");
    const kind = mode === "enhanced" ? "accept" : "application";
    const code = request.code ?? ackCodeFor(findings, kind);
    const controlId = request.controlId ?? `${(original && get(original, "MSH-10")) ?? item.index}-ACK`.slice(-20);
    const errors = findings.filter((one) => one.severity !== "info");
    const ack = Buffer.from(buildAck(original, { code, controlId, at: request.at, findings: errors })).toString("utf8");
    const ok = code === "AA" || code === "CA";
    const due = original ? acknowledgmentsDue(original, ok) : ["application"];
    yield { ok, json: { file, index: item.index, ok, code, mode, due, ack }, text: ack.replace(/\r/g, "\n").trimEnd() };
  }
}
