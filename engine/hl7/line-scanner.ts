/**
 * Lines of a file that arrives in chunks cut anywhere, in bytes or in units of UTF-16 and UTF-32. It keeps no line, only
 * where it is; blank lines, indentation, byte order marks and MLLP bytes belong to no line.
 */
import { mayBeWide, recogniseWide, unitAt, type WideForm } from "./wide-text";

/** What is told about lines, in the order they stand. Offsets count bytes from the start of the file. */
export interface LineListener {
  /** @param head the first four characters, or fewer when the line is shorter */
  lineBegins(from: number, head: string): void;
  /** @param next where the line's own terminator ends; an MLLP end byte is not part of it */
  lineEnds(end: number, next: number): void;
  /** The line feed of a CR LF turned up after {@link lineEnds}. */
  terminatorGrows(next: number): void;
  /** An MLLP frame that had been opened was closed. */
  frameEnds(): void;
}

const CR = 0x0d;
const LF = 0x0a;
const MLLP_START = 0x0b;
const MLLP_END = 0x1c;
const UTF8_MARK = [0xef, 0xbb, 0xbf];
const HEAD = 4;
/** Bytes needed to tell the width of the characters. */
const ENOUGH = 80;

const isLineEnd = (unit: number) => unit === CR || unit === LF || unit === MLLP_END;

export class LineScanner {
  #form: WideForm | undefined;
  #formKnown = false;
  /** Bytes that are not enough for a decision yet. */
  #carry: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #state: "between" | "head" | "body" = "between";
  #from = 0;
  #head = "";
  #lineEnd = -1;
  #frameOpen = false;
  #sawLineEnd = false;

  constructor(readonly listener: LineListener) {}

  /** How wide the file's characters are; undefined when they are bytes. */
  get form(): WideForm | undefined {
    return this.#form;
  }

  /** Whether what came so far ends with a line end, outside any frame. */
  get endsCleanly(): boolean {
    return this.#state === "between" && !this.#frameOpen && this.#sawLineEnd;
  }

  /** Bytes looked at so far; the rest of what came is held back until more of it is there. */
  get position(): number {
    return this.#offset;
  }

  /** Whether a line has begun and not ended. */
  get inLine(): boolean {
    return this.#state === "body";
  }

  /** Start of what may still be needed: the line whose name is not known yet, or what has not been looked at. */
  get unread(): number {
    return this.#state === "head" ? this.#from : this.#offset;
  }

  push(chunk: Uint8Array): void {
    this.#scan(this.#withCarry(chunk), false);
  }

  end(): void {
    this.#scan(this.#withCarry(new Uint8Array(0)), true);
    if (this.#state === "between") return;
    if (this.#state === "head") this.listener.lineBegins(this.#from, this.#head);
    this.listener.lineEnds(this.#offset, this.#offset);
  }

  #withCarry(chunk: Uint8Array): Uint8Array {
    const carry = this.#carry;
    if (carry.length === 0) return chunk;
    const joined = new Uint8Array(carry.length + chunk.length);
    joined.set(carry);
    joined.set(chunk, carry.length);
    this.#carry = new Uint8Array(0);
    return joined;
  }

  #scan(bytes: Uint8Array, last: boolean): void {
    let at = 0;
    if (!this.#formKnown) {
      if (bytes.length < ENOUGH && !last && mayBeWide(bytes)) {
        this.#carry = bytes;
        return;
      }
      const wide = recogniseWide(bytes);
      this.#form = wide?.form;
      this.#formKnown = true;
      at = wide?.start ?? 0;
    }
    at = this.#form ? this.#walk(bytes, at, last, unitsOf(this.#form)) : this.#walk(bytes, at, last, bytesOf(bytes));
    this.#offset += at;
    this.#carry = bytes.subarray(at);
    if (last) this.#offset += this.#carry.length;
  }

  /** Goes through `bytes` from `at`; returns how far it came, short of a character that is not whole yet. */
  #walk(bytes: Uint8Array, start: number, last: boolean, reader: UnitReader): number {
    const { width } = reader;
    let at = start;
    while (at + width <= bytes.length) {
      if (this.#state === "body") {
        at = reader.lineEnd(bytes, at);
        if (at + width > bytes.length) return at;
        this.#endLine(at, reader.unit(bytes, at), width);
        at += width;
        continue;
      }
      const unit = reader.unit(bytes, at);
      if (this.#state === "head") {
        if (isLineEnd(unit)) {
          this.listener.lineBegins(this.#from, this.#head);
          this.#endLine(at, unit, width);
        } else {
          this.#head += String.fromCharCode(Math.min(unit, 0xffff));
          if (this.#head.length === HEAD) {
            this.listener.lineBegins(this.#from, this.#head);
            this.#state = "body";
          }
        }
        at += width;
        continue;
      }
      if (width === 1 && unit === UTF8_MARK[0]) {
        if (at + 3 > bytes.length && !last) return at;
        if (UTF8_MARK.every((byte, i) => bytes[at + i] === byte)) {
          at += 3;
          continue;
        }
      }
      if (unit > 0x20 && unit !== 0xfeff) {
        this.#state = "head";
        this.#head = "";
        this.#from = this.#offset + at;
        continue;
      }
      this.#skip(this.#offset + at, unit, width);
      at += width;
    }
    return at;
  }

  #endLine(at: number, unit: number, width: number): void {
    const end = this.#offset + at;
    this.#state = "between";
    this.#sawLineEnd = true;
    this.listener.lineEnds(end, unit === MLLP_END ? end : end + width);
    this.#lineEnd = unit === CR ? end + width : -1;
    if (unit === MLLP_END) this.#closeFrame();
  }

  #skip(offset: number, unit: number, width: number): void {
    if (unit === LF && offset === this.#lineEnd) this.listener.terminatorGrows(offset + width);
    if (isLineEnd(unit)) this.#sawLineEnd = true;
    if (unit === MLLP_START) this.#frameOpen = true;
    if (unit === MLLP_END) this.#closeFrame();
  }

  #closeFrame(): void {
    if (this.#frameOpen) this.listener.frameEnds();
    this.#frameOpen = false;
  }
}

interface UnitReader {
  readonly width: number;
  unit(bytes: Uint8Array, at: number): number;
  /** Position of the next line end at or after `at`; where whole units end when there is none. */
  lineEnd(bytes: Uint8Array, at: number): number;
}

function unitsOf(form: WideForm): UnitReader {
  const { width } = form;
  const unit = (bytes: Uint8Array, at: number) => unitAt(bytes, at, form) ?? 0;
  return {
    width,
    unit,
    lineEnd: (bytes, from) => {
      let at = from;
      while (at + width <= bytes.length && !isLineEnd(unit(bytes, at))) at += width;
      return at;
    },
  };
}

/** Finds each kind of line end once and keeps it until passed, so that a kind that is absent is not looked for again. */
function bytesOf(chunk: Uint8Array): UnitReader {
  const nextOf = (byte: number) => {
    let at = -1;
    return (from: number) => {
      if (at < from) at = chunk.indexOf(byte, from);
      if (at < 0) at = chunk.length;
      return at;
    };
  };
  const [nextCr, nextLf, nextEnd] = [nextOf(CR), nextOf(LF), nextOf(MLLP_END)];
  return {
    width: 1,
    unit: (bytes, at) => bytes[at] ?? 0,
    lineEnd: (_, at) => Math.min(nextCr(at), nextLf(at), nextEnd(at)),
  };
}
