import { encodeText, get, type Message, parse, set, textOf, validate } from "~/engine/hl7";
import { type JsonObject, looksLikeJson, parseJson } from "~/engine/json";
import { envelopeKey, envelopeOf } from "./json-envelope";

/** Something in an edited text that keeps it from being sent; in words, without the value. */
export type EditFault = { line: number; path: string | null; reason: string };
export type Edited = { kind: "good"; bytes: Buffer } | { kind: "broken"; faults: EditFault[] } | { kind: "unchanged" };

const faultsShown = 20;

/** What tells a message's order, kind and use; an edit that changed one of them would make it another message. */
const fixedFields = ["MSH-9", "MSH-11", "ORC-2", "OBR-2", "ORC-3", "OBR-3"] as const;

/** The text of an outgoing message for editing, a segment to a line. */
export function editable(outbound: Uint8Array): string {
  if (looksLikeJson(outbound)) return Buffer.from(outbound).toString("utf8").trimEnd();
  const parsed = parse(outbound);
  const text = parsed.kind === "malformed" ? Buffer.from(outbound).toString("latin1") : textOf(parsed.message);
  return text.replace(/\r\n|\r/g, "\n").trimEnd();
}

/**
 * An edited text as the bytes to send. It must still be a message, be about the same order, and be no worse by the standard
 * than what it was made from.
 * @param controlId what its MSH-10, or the id of its envelope, becomes, whatever stands there
 */
export function editedBytes(outbound: Uint8Array, text: string, controlId: string): Edited {
  const lines = text.replace(/\r\n|\r/g, "\n").trimEnd();
  if (lines === editable(outbound)) return { kind: "unchanged" };
  return looksLikeJson(outbound) ? editedJson(outbound, lines, controlId) : editedHl7(outbound, lines, controlId);
}

const broken = (...faults: EditFault[]): Edited => ({ kind: "broken", faults: faults.slice(0, faultsShown) });

function editedHl7(outbound: Uint8Array, lines: string, controlId: string): Edited {
  const original = parse(outbound);
  const charset = original.kind === "message" ? original.message.charset : "utf-8";
  const odd = lines.split("\n").findIndex((line) => !/^[A-Z][A-Z0-9]{2}[^A-Za-z0-9\s]/.test(line));
  if (odd >= 0) {
    const reason = "A line has to begin with a segment's three letters and the field separator.";
    return broken({ line: odd + 1, path: null, reason });
  }
  let bytes: Uint8Array;
  try {
    bytes = encodeText(`${lines.replaceAll("\n", "\r")}\r`, charset);
  } catch {
    const line = lines.split("\n").findIndex((one) => !canWrite(one, charset)) + 1;
    return broken({ line, path: null, reason: `A character in it does not exist in ${charset}.` });
  }
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") return broken({ line: 1, path: parsed.path ?? "MSH", reason: parsed.reason });
  const { message } = parsed;
  if (original.kind === "message") {
    const moved = fixedFields.filter((path) => get(message, path) !== get(original.message, path));
    if (moved.length > 0) {
      return broken(
        ...moved.map((path) => ({
          line: lineOf(message, path),
          path,
          reason: "It says which order and what kind of message this is, and cannot be edited.",
        })),
      );
    }
    const known = new Set(errorsOf(original.message).map(({ code, path }) => `${code} ${path}`));
    const worse = errorsOf(message).filter(({ code, path }) => !known.has(`${code} ${path}`));
    if (worse.length > 0) {
      return broken(
        ...worse.map((one) => ({ line: (one.segmentIndex ?? 0) + 1, path: one.path || null, reason: one.message })),
      );
    }
  }
  return { kind: "good", bytes: Buffer.from(encodeOf(set(message, "MSH-10", controlId), charset)) };
}

const encodeOf = (message: Message, charset: string) => encodeText(textOf(message), charset);
const errorsOf = (message: Message) => validate(message).filter((one) => one.severity === "error");

function canWrite(line: string, charset: string): boolean {
  try {
    encodeText(line, charset);
    return true;
  } catch {
    return false;
  }
}

function lineOf(message: Message, path: string): number {
  const at = message.segments.findIndex((segment) => segment.id === path.slice(0, 3));
  return at < 0 ? 1 : at + 1;
}

function editedJson(outbound: Uint8Array, text: string, controlId: string): Edited {
  const parsed = parseJson(Buffer.from(text));
  if (parsed.kind === "malformed") {
    return broken({ line: parsed.line, path: null, reason: `Column ${parsed.column}: ${parsed.reason}` });
  }
  const before = parseJson(outbound);
  if (!isObject(parsed.value) || before.kind === "malformed" || !isObject(before.value)) {
    return broken({ line: 1, path: null, reason: "A body has to be an object in braces." });
  }
  const [was, is] = [envelopeOf(before.value), envelopeOf(parsed.value)];
  if (was.kind !== is.kind || was.test !== is.test || was.facility !== is.facility) {
    const reason = "It says what the body is and whom it is for, and cannot be edited.";
    return broken({ line: lineWith(text, envelopeKey), path: envelopeKey, reason });
  }
  const moved = orderNumbersIn(before.value).find(([path, value]) => textAt(parsed.value, path) !== value);
  if (moved) {
    const [path] = moved;
    const reason = "It says which order this is about, and cannot be edited.";
    return broken({ line: lineWith(text, path.at(-1) ?? ""), path: path.join("."), reason });
  }
  const envelope = { ...(parsed.value[envelopeKey] as JsonObject | undefined), id: controlId };
  const body = { ...parsed.value, ...(isObject(before.value[envelopeKey]) && { [envelopeKey]: envelope }) };
  return { kind: "good", bytes: Buffer.from(`${JSON.stringify(body, null, 2)}\n`) };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Places of a body that are named like an order's number. */
function orderNumbersIn(value: unknown, path: readonly string[] = []): [string[], unknown][] {
  if (typeof value !== "object" || value === null) {
    return /order.?(number|id|no)$/i.test(path.at(-1) ?? "") ? [[[...path], value]] : [];
  }
  return Object.entries(value).flatMap(([key, part]) => orderNumbersIn(part, [...path, key]));
}

const textAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as JsonObject)[key] : undefined),
    value,
  );

const lineWith = (text: string, key: string): number =>
  Math.max(1, text.split("\n").findIndex((line) => line.includes(`"${key}"`)) + 1);
