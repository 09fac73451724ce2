import type { Delimiters, Form } from "./types";

/** How far a separator is looked for character by character; beyond that a native search is quicker. */
const NEAR = 24;

/** The three letters at `at` as one number, for comparing names without cutting them out; -1 when they cannot be a name. */
export function segmentCode(text: string, at = 0): number {
  if (at + 3 > text.length) return -1;
  const a = text.charCodeAt(at);
  const b = text.charCodeAt(at + 1);
  const c = text.charCodeAt(at + 2);
  return (a | b | c) > 0xff ? -1 : (a << 16) | (b << 8) | c;
}

const MSH = segmentCode("MSH");
const FHS = segmentCode("FHS");
const BHS = segmentCode("BHS");

/** Names of segments seen so far, so that one name is one string and comparing two is comparing references. */
const names = new Map<number, string>();
/** More names than any message has; one that makes them up must not fill the memory. */
const NAMES_KEPT = 1024;

function nameOf(code: number): string {
  const known = names.get(code);
  if (known !== undefined) return known;
  const name = String.fromCharCode(code >> 16, (code >> 8) & 0xff, code & 0xff);
  if (names.size < NAMES_KEPT) names.set(code, name);
  return name;
}

/** Characters that are themselves in every character set, three of them. */
const isAscii = (code: number) => code >= 0 && (code & 0x808080) === 0;

/** Position of `separator` at or after `from`, or `end` when there is none before it. */
function separatorFrom(text: string, separator: string, from: number, end: number): number {
  const code = separator.charCodeAt(0);
  const near = Math.min(from + NEAR, end);
  for (let at = from; at < near; at++) if (text.charCodeAt(at) === code) return at;
  if (near === end) return end;
  const found = text.indexOf(separator, near);
  return found < 0 || found > end ? end : found;
}

/**
 * One line of a message. It holds no copy of its text but a place in the message's; fields are found when first asked
 * for, and only as far as needed.
 */
export class Segment {
  /** {@link segmentCode} of its name. */
  readonly code: number;
  /** 1 where the first field is the separator itself, so that numbering starts one later (HL7 v2.5.1 chapter 2.10). */
  private readonly shift: number;
  /** Ends of the parts found so far, in `text`; the name is part 0. */
  private ends: number[] | undefined;

  /** @param text holds the segment from `start` to `end` and its terminator up to `next`; coded when the form has a codec */
  constructor(
    readonly form: Form,
    readonly text: string,
    readonly start: number,
    readonly end: number,
    readonly next: number,
  ) {
    this.code = end - start < 3 ? -1 : segmentCode(text, start);
    this.shift = this.code === MSH || this.code === FHS || this.code === BHS ? 1 : 0;
    this.ends = undefined;
  }

  /** Whether its first field is the separator itself. */
  get isHeader(): boolean {
    return this.shift === 1;
  }

  get id(): string {
    if (isAscii(this.code)) return nameOf(this.code);
    return this.readable(this.text.slice(this.start, Math.min(this.start + 3, this.end)));
  }

  get delimiters(): Delimiters {
    return this.form.delimiters;
  }

  /** The line as sent, without its terminator. */
  get raw(): string {
    return this.readable(this.text.slice(this.start, this.end));
  }

  /** Everything up to the next segment: line ends, blank lines, MLLP end bytes. */
  get terminator(): string {
    return this.text.slice(this.end, this.next);
  }

  /** Readable text for text as this segment keeps it. */
  readable(kept: string): string {
    return this.form.codec ? this.form.codec.decode(kept) : kept;
  }

  /** Makes sure the end of part `index` is known; false when the segment has fewer parts. */
  private reach(index: number): boolean {
    const { ends = [], text, end } = this;
    if (index < ends.length) return true;
    this.ends = ends;
    const last = ends.length - 1;
    if (last >= 0 && ends[last] === end) return false;
    const { field } = this.form.delimiters;
    while (ends.length <= index) {
      const from = ends.length === 0 ? this.start : (ends[ends.length - 1] ?? end) + 1;
      if (from > end) return false;
      ends.push(separatorFrom(text, field, from, end));
    }
    return true;
  }

  /** Where field `number` begins in `text`; -1 when the segment ends before it. */
  startOf(number: number): number {
    const index = number - this.shift;
    if (index < 1 || !this.reach(index)) return -1;
    return ((this.ends as number[])[index - 1] as number) + 1;
  }

  /** Where field `number` ends in `text`; -1 when the segment ends before it. */
  endOf(number: number): number {
    const index = number - this.shift;
    return index < 1 || !this.reach(index) ? -1 : ((this.ends as number[])[index] as number);
  }

  /** Field `number` as kept: coded when the form has a codec. MSH-1 is the separator. */
  kept(number: number): string | undefined {
    const index = number - this.shift;
    if (index === 0 && number === 1) return this.form.delimiters.field;
    if (!this.reach(index)) return undefined;
    const { ends } = this;
    const from = index === 0 ? this.start : (ends?.[index - 1] ?? 0) + 1;
    return this.text.slice(from, ends?.[index]);
  }

  /** Raw text of field `number`, every repetition of it, or undefined when the segment ends before it. */
  field(number: number): string | undefined {
    const kept = this.kept(number);
    return kept === undefined ? undefined : this.readable(kept);
  }

  /** Whether field `number` is there and not empty, without cutting it out. */
  isValued(number: number): boolean {
    const index = number - this.shift;
    if (index < 1 || !this.reach(index)) return false;
    const ends = this.ends as number[];
    return (ends[index] as number) - (ends[index - 1] as number) > 1;
  }

  /** Highest field number present. */
  get lastField(): number {
    this.reach(Number.POSITIVE_INFINITY);
    const last = (this.ends?.length ?? 1) - 1;
    return last + this.shift;
  }

  /** A copy with field `number` replaced by `kept` text; missing fields before it become empty. */
  withField(number: number, kept: string): Segment {
    const { text, start, end, next } = this;
    const from = this.startOf(number);
    const separators = from >= 0 ? "" : this.form.delimiters.field.repeat(number - this.lastField);
    const [before, after] = from >= 0 ? [from, this.endOf(number)] : [end, end];
    const line = text.slice(start, before) + separators + kept + text.slice(after, end);
    return new Segment(this.form, line + text.slice(end, next), 0, line.length, line.length + next - end);
  }
}
