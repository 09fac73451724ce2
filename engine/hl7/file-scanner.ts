/**
 * A file to its messages (HL7 v2.5.1 chapter 2.10.3): one message, many in a row, FHS/BHS batches, or MLLP frames. It
 * arrives in chunks; only what may still belong to a message is kept. Only lines are looked at, not their fields, so a
 * broken message costs only itself. Text that belongs to no message is handed out as one too: it will turn out malformed
 * and be seen, rather than vanish.
 */
import { ByteWindow } from "./byte-window";
import { LineScanner } from "./line-scanner";
import { parse } from "./parse";
import { get } from "./read";
import type { Finding } from "./types";
import { decodeWide } from "./wide-text";

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

/**
 * What turns up in a file, in the order it stands.
 * - `message`: one message without framing; `from` and `to` are byte offsets in the file, `ordinal` counts from 1
 * - `finding`: something wrong with the file around the messages
 * - `end`: the last one; `batch` is present when the file has FHS, BHS, BTS or FTS, `complete` is false when it looks cut
 */
export type FilePart =
  | {
      readonly kind: "message";
      readonly bytes: Uint8Array;
      readonly ordinal: number;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "end"; readonly batch?: BatchInfo; readonly complete: boolean };

export interface SplitOptions {
  /** Bytes one message or line may have; what is larger is reported and left out. @default 64 MiB */
  readonly largestMessage?: number;
}

const DEFAULT_LARGEST = 64 * 1024 * 1024;
/** CR LF in UTF-32; what is looked at may be past the end of what counts by this much. */
const LARGEST_TERMINATOR = 8;
const ENVELOPES = ["MSH", "FHS", "BHS", "BTS", "FTS"] as const;
type EnvelopeId = (typeof ENVELOPES)[number];

/** The line's name when it is a header or trailer: the three letters, then a separator or nothing. */
function envelopeId(head: string): EnvelopeId | undefined {
  return /^.{3}[A-Za-z0-9 ]/.test(head) ? undefined : ENVELOPES.find((name) => head.startsWith(name));
}

interface OpenBatch {
  controlId?: string;
  declaredMessages?: number;
  messages: number;
  /** Opened by BHS rather than by its first message. */
  headed: boolean;
  closed: boolean;
}

interface OpenMessage {
  readonly from: number;
  /** Starts with MSH. */
  readonly headed: boolean;
  to: number;
  skipped: boolean;
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

export class FileScanner {
  readonly #largest: number;
  readonly #window = new ByteWindow();
  readonly #lines: LineScanner;
  #parts: FilePart[] = [];
  #ordinal = 0;
  #message: OpenMessage | undefined;
  #envelope: { readonly id: EnvelopeId; readonly from: number; skipped: boolean } | undefined;
  #enveloped = false;
  #file: { fileControlId?: string; fileName?: string; declaredBatches?: number } = {};
  #fileHeader = false;
  #fileTrailer = false;
  #batch: OpenBatch | undefined;
  readonly #batches: OpenBatch[] = [];

  constructor({ largestMessage = DEFAULT_LARGEST }: SplitOptions = {}) {
    this.#largest = largestMessage;
    this.#lines = new LineScanner({
      lineBegins: (from, head) => this.#begin(from, envelopeId(head)),
      lineEnds: (end, next) => this.#endLine(end, next),
      terminatorGrows: (next) => {
        if (this.#message) this.#message.to = next;
      },
      frameEnds: () => this.#endMessage(),
    });
  }

  /** Takes the next chunk, which must not change afterwards; returns what it completed. */
  push(chunk: Uint8Array): FilePart[] {
    this.#window.append(chunk);
    this.#lines.push(chunk);
    this.#limit();
    this.#window.release(this.#neededFrom());
    return this.#take();
  }

  /** No more chunks: the last message and the account of the whole. */
  end(): FilePart[] {
    this.#lines.end();
    this.#endMessage();
    const missingFile = this.#fileHeader && !this.#fileTrailer;
    const missingBatch = this.#batches.some((one) => one.headed && !one.closed);
    const cut = !this.#lines.endsCleanly;
    if (missingFile)
      this.#find("error", "trailer-missing", "FTS", "The file starts with FHS but has no FTS; it was cut.");
    if (missingBatch)
      this.#find("error", "trailer-missing", "BTS", "A batch starts with BHS but has no BTS; it was cut.");
    if (cut) this.#find("warning", "unterminated", "", "The last segment has no line end; the file may have been cut.");
    if (this.#ordinal === 0 && !this.#enveloped) this.#find("error", "empty", "", "The file holds no message.");
    const batches = this.#batches.map(({ headed: _h, closed: _c, ...known }) => known);
    this.#parts.push({
      kind: "end",
      ...(this.#enveloped && { batch: { ...this.#file, batches } }),
      complete: !(missingFile || missingBatch || cut),
    });
    return this.#take();
  }

  #take(): FilePart[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  #find(severity: Finding["severity"], code: string, path: string, message: string): void {
    this.#parts.push({ kind: "finding", finding: { severity, code, path, message } });
  }

  /** Start of what must be kept. The line scanner may hold back a few bytes it has not looked at. */
  #neededFrom(): number {
    const open = this.#message ?? this.#envelope;
    if (open && !open.skipped) return open.from;
    return this.#lines.unread;
  }

  /** Gives up a message or line that has grown too large; lets go a message that endless blanks follow. */
  #limit(): void {
    const { position, inLine } = this.#lines;
    const largest = this.#largest + LARGEST_TERMINATOR;
    if (this.#envelope) {
      if (position - this.#envelope.from > largest) this.#envelope.skipped = true;
      return;
    }
    const message = this.#message;
    if (!message || message.skipped) return;
    if ((inLine ? position : message.to) - message.from > largest) message.skipped = true;
    else if (!inLine && position - message.to > largest) this.#endMessage();
  }

  #begin(from: number, id: EnvelopeId | undefined): void {
    if (id === undefined) {
      this.#message ??= { from, headed: false, to: from, skipped: false };
      return;
    }
    this.#endMessage();
    if (id === "MSH") {
      this.#message = { from, headed: true, to: from, skipped: false };
      if (!this.#batch && this.#enveloped) this.#openBatch(false);
      return;
    }
    this.#envelope = { id, from, skipped: false };
  }

  #endLine(end: number, next: number): void {
    if (this.#envelope) this.#readEnvelope(end);
    else if (this.#message) this.#message.to = next;
  }

  #endMessage(): void {
    const message = this.#message;
    if (!message) return;
    this.#message = undefined;
    const { from, to, headed } = message;
    const ordinal = ++this.#ordinal;
    if (headed && this.#batch) this.#batch.messages++;
    if (message.skipped || to - from > this.#largest) {
      const what = `Message ${ordinal}, ${from} bytes into the file, is larger than ${this.#largest} bytes`;
      this.#find("error", "too-large", "", `${what}; it was left out.`);
      return;
    }
    this.#parts.push({ kind: "message", bytes: this.#window.slice(from, to), ordinal, from, to });
    if (headed) return;
    const where = `Text before or between messages, ${from} bytes into the file, has no MSH.`;
    this.#find("error", "text-outside-message", "", where);
  }

  #openBatch(headed: boolean): OpenBatch {
    this.#batch = { messages: 0, headed, closed: false };
    this.#batches.push(this.#batch);
    return this.#batch;
  }

  /** The text of a header or trailer; "" when it is too large to be one. */
  #lineText(from: number, end: number): string {
    const bytes = this.#window.slice(from, end);
    const { form } = this.#lines;
    return (form ? decodeWide(bytes, form) : new TextDecoder().decode(bytes)) ?? "";
  }

  #readEnvelope(end: number): void {
    const envelope = this.#envelope;
    if (!envelope) return;
    this.#envelope = undefined;
    this.#enveloped = true;
    const { id, from } = envelope;
    const tooLarge = envelope.skipped || end - from > this.#largest;
    if (tooLarge) this.#find("error", "too-large", id, `The ${id} line is larger than ${this.#largest} bytes.`);
    const text = tooLarge ? "" : this.#lineText(from, end);
    if (id === "FHS" || id === "BHS") this.#readHeader(id, text);
    else this.#readTrailer(id === "BTS" ? "BTS" : "FTS", text);
  }

  /** FHS and BHS are cut like MSH, with delimiters of their own. */
  #readHeader(id: "FHS" | "BHS", text: string): void {
    const parsed = parse(`MSH${text.slice(3)}`);
    const field = (path: string) => (parsed.kind === "message" ? get(parsed.message, path) : undefined);
    const controlId = field("MSH-11");
    if (id === "BHS") {
      Object.assign(this.#openBatch(true), controlId && { controlId });
      return;
    }
    const fileName = field("MSH-9");
    this.#fileHeader = true;
    Object.assign(this.#file, fileName && { fileName }, controlId && { fileControlId: controlId });
  }

  #readTrailer(id: "BTS" | "FTS", text: string): void {
    const declared = count(text.split(text.charAt(3), 2)[1]);
    if (id === "FTS") {
      this.#fileTrailer = true;
      if (declared !== undefined) this.#file.declaredBatches = declared;
      this.#compare("FTS-1", declared, this.#batches.length, "batches; the file");
      return;
    }
    const closing = this.#batch ?? this.#openBatch(false);
    closing.closed = true;
    if (declared !== undefined) closing.declaredMessages = declared;
    this.#compare("BTS-1", declared, closing.messages, "messages; the batch");
    this.#batch = undefined;
  }

  #compare(path: string, declared: number | undefined, found: number, of: string): void {
    if (declared === undefined || declared === found) return;
    this.#find("error", "batch-count", path, `${path} announces ${declared} ${of} holds ${found}.`);
  }
}
