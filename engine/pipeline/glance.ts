import { describe as describeHeader, get, type Message, parse } from "~/engine/hl7";
import { type JsonObject, looksLikeJson, parseJson } from "~/engine/json";
import { type BodyFormat, type CompiledTemplate, readResultJson } from "~/engine/mapping";
import { sha256 } from "./hash";
import { envelopeOf } from "./json-envelope";
import { storable } from "./storable";

/** A message as the mapping takes it. */
export type Contents = { format: "hl7"; message: Message } | { format: "json"; body: JsonObject };

/** What a message says of itself before its connection is known: enough to route it, and to know it again. */
export type Glance = { placerOrderNumber: string; facility: string } & (
  | { kind: "malformed"; reason: string }
  | {
      kind: "read";
      contents: Contents;
      /** What it is, where it says so; `type` in its own words. */
      is: "order" | "result" | "other" | undefined;
      type: string;
      messageType: string | null;
      controlId: string | null;
      fillerOrderNumber: string;
      sender: { application: string; facility: string };
      /** P, T or D as in MSH-11; empty when it does not say. */
      processingId: string;
      /** A few words on its shape. */
      shape: string;
      /** Why its order number could not be looked for; undefined when it could. */
      unread?: string;
      /** SHA-256 of what the sender tells its messages apart by; undefined when that is the content alone. */
      keySha256: string | undefined;
    }
);

/** How messages of a source are to be read. */
export type Reading = {
  /** As its templates say; undefined when they differ. */
  format: BodyFormat | undefined;
  /** Templates that find the order number in a JSON result: it has no place of its own there. */
  readers: readonly CompiledTemplate[];
};

/** Beginnings of an HL7 message, file or batch, behind a byte order mark or framing. */
const beginsAsHl7 = (bytes: Uint8Array) =>
  /^(?:\xef\xbb\xbf)?[\s\v]*(?:MSH|FHS|BHS)/.test(Buffer.from(bytes.subarray(0, 64)).toString("latin1"));

/** Whether it begins as something that may hold messages; a page for people, such as one to sign in, does not. */
export const mayHoldMessages = (bytes: Uint8Array) => looksLikeJson(bytes) || beginsAsHl7(bytes);

/**
 * The format of one file or message of a source. What is plainly of the other format is read as what it is, so that a
 * person is told; anything else is what the source's templates expect, and is refused in those terms.
 */
export function formatIn({ format }: Pick<Reading, "format">, bytes: Uint8Array): BodyFormat {
  if (looksLikeJson(bytes)) return "json";
  return format === "json" && !beginsAsHl7(bytes) ? "json" : "hl7";
}

/** Reads just enough of a message to route it. */
export function peek(bytes: Uint8Array, reading: Reading = { format: undefined, readers: [] }): Glance {
  return formatIn(reading, bytes) === "json" ? peekJson(bytes, reading.readers) : peekHl7(bytes);
}

const malformed = (reason: string): Glance => ({ kind: "malformed", reason, placerOrderNumber: "", facility: "" });
const kinds: Readonly<Record<string, "order" | "result">> = { ORM: "order", OML: "order", ORU: "result" };

function peekHl7(bytes: Uint8Array): Glance {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") return malformed(parsed.reason);
  const { message } = parsed;
  const about = describeHeader(message);
  const sender = { application: about.sendingApplication ?? "", facility: about.sendingFacility ?? "" };
  return {
    kind: "read",
    contents: { format: "hl7", message },
    is: kinds[about.type ?? ""] ?? "other",
    type: about.type ?? "A message without a type",
    messageType: [about.type, about.trigger].filter(Boolean).join("^") || null,
    controlId: about.controlId ?? null,
    placerOrderNumber: storable(get(message, "ORC-2.1") ?? get(message, "OBR-2.1") ?? ""),
    fillerOrderNumber: get(message, "ORC-3.1") ?? get(message, "OBR-3.1") ?? "",
    facility: storable(get(message, "MSH-6.1") ?? ""),
    sender,
    processingId: about.processingId ?? "",
    shape: `${about.segmentCount} segments, HL7 ${about.version ?? "version not stated"}`,
    keySha256: keyOf(sender, about.controlId ?? ""),
  };
}

function peekJson(bytes: Uint8Array, readers: readonly CompiledTemplate[]): Glance {
  const parsed = parseJson(bytes);
  if (parsed.kind === "malformed") {
    return malformed(`Line ${parsed.line}, column ${parsed.column}: ${parsed.reason}`);
  }
  const body = parsed.value;
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return malformed("Line 1, column 1: A body has to be an object in braces.");
  }
  const envelope = envelopeOf(body as JsonObject);
  const numbers = numbersIn(body as JsonObject, readers);
  return {
    kind: "read",
    contents: { format: "json", body: body as JsonObject },
    is: envelope.kind === "order" || envelope.kind === "result" ? envelope.kind : envelope.kind ? "other" : undefined,
    type: "A body of another kind",
    messageType: "JSON",
    controlId: envelope.id || null,
    placerOrderNumber: storable(numbers.placer),
    fillerOrderNumber: numbers.filler,
    facility: storable(envelope.facility),
    sender: envelope.sender,
    processingId: envelope.test ? "T" : "",
    ...(numbers.why && { unread: numbers.why }),
    shape: `JSON, ${Object.keys(body).length} keys`,
    keySha256: envelope.id ? keyOf(envelope.sender, envelope.id) : undefined,
  };
}

const keyOf = (sender: { application: string; facility: string }, id: string) =>
  sha256([sender.application, sender.facility, id].join("\0"));

/** The numbers of the order in a JSON result, as the first template finds them that can read it. */
function numbersIn(
  body: JsonObject,
  readers: readonly CompiledTemplate[],
): { placer: string; filler: string; why?: string } {
  let why: string | undefined;
  for (const reader of readers) {
    const read = readResultJson(reader, body);
    if (read.kind === "unmappable") {
      why ??= read.findings.find(({ severity }) => severity === "error")?.message;
      continue;
    }
    const [first] = read.value.tests;
    const placer = read.value.placerOrderNumber ?? first?.placerOrderNumber ?? "";
    if (placer) return { placer, filler: read.value.fillerOrderNumber ?? first?.fillerOrderNumber ?? "" };
  }
  return { placer: "", filler: "", ...(why && { why }) };
}
