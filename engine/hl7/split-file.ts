/**
 * A file to its messages (HL7 v2.5.1 chapter 2.10.3): one message, many in a row, FHS/BHS batches, or MLLP frames.
 * Only lines are looked at, not their fields, so a broken message costs only itself. Text that belongs to no message is
 * handed out as one too: it will turn out malformed and be seen, rather than vanish.
 */
import { parse } from "./parse";
import { get } from "./read";
import type { Finding, Message } from "./types";

/** One message as it stood in the file, without framing. */
export interface FileMessage {
  readonly bytes: Uint8Array;
  /** 1 for the first message of the file. */
  readonly ordinal: number;
  /** Byte offset of its first byte in the file. */
  readonly offset: number;
}

export interface FileBatch {
  /** BHS-11 */
  readonly controlId?: string;
  /** BTS-1 */
  readonly declaredMessages?: number;
  readonly messages: number;
}

export interface BatchInfo {
  /** FHS-11 */
  readonly fileControlId?: string;
  /** FHS-9 */
  readonly fileName?: string;
  /** FTS-1 */
  readonly declaredBatches?: number;
  readonly batches: readonly FileBatch[];
}

export interface FileContents {
  readonly messages: readonly FileMessage[];
  /** Present when the file has FHS, BHS, BTS or FTS. */
  readonly batch?: BatchInfo;
  /** False when the file looks cut: the last segment has no end, or a header lacks its trailer. */
  readonly complete: boolean;
  readonly problems: readonly Finding[];
}

const CR = 0x0d;
const LF = 0x0a;
const MLLP_START = 0x0b;
const MLLP_END = 0x1c;
const BOM = [0xef, 0xbb, 0xbf];

interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

function nextByte(bytes: Uint8Array, byte: number): (from: number) => number {
  let at = -1;
  return (from) => {
    if (at < from) {
      at = bytes.indexOf(byte, from);
      if (at < 0) at = bytes.length;
    }
    return at;
  };
}

/** Lines that hold something, without framing and indentation before them. */
function* lines(bytes: Uint8Array): Generator<Line> {
  const nextCr = nextByte(bytes, CR);
  const nextLf = nextByte(bytes, LF);
  const nextEnd = nextByte(bytes, MLLP_END);
  for (let from = 0; from < bytes.length; ) {
    let start = from;
    const end = Math.min(nextCr(from), nextLf(from), nextEnd(from));
    if (BOM.every((byte, i) => bytes[start + i] === byte)) start += BOM.length;
    while (start < end && (bytes[start] ?? 0) <= 0x20) start++;
    if (start < end) yield { start, end, next: Math.min(end + 1, bytes.length) };
    from = end + 1;
  }
}

const ENVELOPES = ["MSH", "FHS", "BHS", "BTS", "FTS"] as const;
type EnvelopeId = (typeof ENVELOPES)[number];

/** The line's name when it is a header or trailer: the three letters, then a separator or nothing. */
function envelopeId(bytes: Uint8Array, { start, end }: Line): EnvelopeId | undefined {
  const id = String.fromCharCode(bytes[start] ?? 0, bytes[start + 1] ?? 0, bytes[start + 2] ?? 0);
  const known = ENVELOPES.find((name) => name === id);
  if (!known) return undefined;
  return start + 3 >= end || /[^A-Za-z0-9 ]/.test(String.fromCharCode(bytes[start + 3] ?? 0)) ? known : undefined;
}

interface OpenBatch {
  controlId?: string;
  declaredMessages?: number;
  messages: number;
  /** Opened by BHS rather than by its first message. */
  headed: boolean;
  closed: boolean;
}

/** Reads a header or trailer as if it were a message's header; FHS and BHS bring their own delimiters, trailers use those before. */
function envelopeMessage(bytes: Uint8Array, line: Line, opening: string): Message | undefined {
  const text = new TextDecoder().decode(bytes.subarray(line.start, line.end));
  const own = text.startsWith("FHS") || text.startsWith("BHS");
  const parsed = parse(own ? `MSH${text.slice(3)}` : `${opening}\r${text}`);
  return parsed.kind === "message" ? parsed.message : undefined;
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

export function splitFile(bytes: Uint8Array): FileContents {
  const messages: FileMessage[] = [];
  const problems: Finding[] = [];
  const batches: OpenBatch[] = [];
  const file: { fileControlId?: string; fileName?: string; declaredBatches?: number } = {};
  const problem = (severity: Finding["severity"], code: string, path: string, message: string) =>
    problems.push({ severity, code, path, message });

  let opening = "MSH|^~\\&|";
  let batch: OpenBatch | undefined;
  let fileHeader = false;
  let fileTrailer = false;
  let enveloped = false;
  let begun: { start: number; headed: boolean } | undefined;
  let lastEnd = 0;

  const endMessage = () => {
    if (!begun) return;
    messages.push({ bytes: bytes.subarray(begun.start, lastEnd), ordinal: messages.length + 1, offset: begun.start });
    if (begun.headed) {
      if (batch) batch.messages++;
    } else {
      problem(
        "error",
        "text-outside-message",
        "",
        `Text before or between messages, ${begun.start} bytes into the file, has no MSH.`,
      );
    }
    begun = undefined;
  };
  const openBatch = (headed: boolean) => {
    batch = { messages: 0, headed, closed: false };
    batches.push(batch);
    return batch;
  };

  for (const line of lines(bytes)) {
    const id = envelopeId(bytes, line);
    if (id === undefined) {
      begun ??= { start: line.start, headed: false };
      lastEnd = line.next;
      continue;
    }
    endMessage();
    if (id === "MSH") {
      begun = { start: line.start, headed: true };
      lastEnd = line.next;
      if (!batch && enveloped) openBatch(false);
      continue;
    }
    enveloped = true;
    const envelope = envelopeMessage(bytes, line, opening);
    const field = (path: string) => envelope && get(envelope, path);
    if (id === "FHS" || id === "BHS") {
      opening = `MSH${String.fromCharCode(...bytes.subarray(line.start + 3, Math.min(line.end, line.start + 9)))}`;
      const controlId = field("MSH-11");
      if (id === "FHS") {
        const fileName = field("MSH-9");
        fileHeader = true;
        Object.assign(file, fileName && { fileName }, controlId && { fileControlId: controlId });
      } else {
        Object.assign(openBatch(true), controlId && { controlId });
      }
    } else if (id === "BTS") {
      const closing = batch ?? openBatch(false);
      const declared = count(field("BTS-1"));
      closing.closed = true;
      if (declared !== undefined) closing.declaredMessages = declared;
      if (declared !== undefined && declared !== closing.messages) {
        problem(
          "error",
          "batch-count",
          "BTS-1",
          `BTS-1 announces ${declared} messages; the batch holds ${closing.messages}.`,
        );
      }
      batch = undefined;
    } else {
      const declared = count(field("FTS-1"));
      fileTrailer = true;
      if (declared !== undefined) file.declaredBatches = declared;
      if (declared !== undefined && declared !== batches.length) {
        problem(
          "error",
          "batch-count",
          "FTS-1",
          `FTS-1 announces ${declared} batches; the file holds ${batches.length}.`,
        );
      }
    }
  }
  endMessage();

  const missingFile = fileHeader && !fileTrailer;
  const missingBatch = batches.some((one) => one.headed && !one.closed);
  const cut = !endsSegment(bytes);
  if (missingFile) problem("error", "trailer-missing", "FTS", "The file starts with FHS but has no FTS; it was cut.");
  if (missingBatch) problem("error", "trailer-missing", "BTS", "A batch starts with BHS but has no BTS; it was cut.");
  if (cut) problem("warning", "unterminated", "", "The last segment has no line end; the file may have been cut.");
  if (messages.length === 0 && !enveloped) problem("error", "empty", "", "The file holds no message.");

  return {
    messages,
    ...(enveloped && { batch: { ...file, batches: batches.map(({ headed: _h, closed: _c, ...known }) => known) } }),
    complete: !(missingFile || missingBatch || cut),
    problems,
  };
}

/** Trailing blanks do not count; an MLLP frame must be closed. */
function endsSegment(bytes: Uint8Array): boolean {
  let last = bytes.length - 1;
  while (last >= 0 && (bytes[last] === 0x20 || bytes[last] === 0x09 || bytes[last] === 0x1a || bytes[last] === 0))
    last--;
  if (last < 0) return false;
  if (bytes.lastIndexOf(MLLP_START) > bytes.lastIndexOf(MLLP_END)) return false;
  return bytes[last] === CR || bytes[last] === LF || bytes[last] === MLLP_END;
}
