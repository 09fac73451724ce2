import type { Delimiters } from "./types";

/** Segments whose first field is the separator itself, so that numbering starts one later (HL7 v2.5.1 chapter 2.10). */
const HEADERS = new Set(["MSH", "FHS", "BHS"]);

/**
 * One line of a message. `raw` excludes the terminator; `terminator` is everything up to the next segment: line ends,
 * blank lines, MLLP end bytes. Fields are found when first asked for.
 */
export class Segment {
  readonly id: string;
  #fields: string[] | undefined;

  constructor(
    readonly raw: string,
    readonly terminator: string,
    readonly delimiters: Delimiters,
  ) {
    this.id = raw.slice(0, 3);
  }

  get isHeader(): boolean {
    return HEADERS.has(this.id);
  }

  #tokens(): string[] {
    this.#fields ??= this.raw.split(this.delimiters.field);
    return this.#fields;
  }

  /** Raw text of field `number`, every repetition of it, or undefined when the segment ends before it. */
  field(number: number): string | undefined {
    if (!this.isHeader) return this.#tokens()[number];
    return number === 1 ? this.delimiters.field : this.#tokens()[number - 1];
  }

  /** Highest field number present. */
  get lastField(): number {
    const last = this.#tokens().length - 1;
    return this.isHeader ? last + 1 : last;
  }

  /** A copy with the raw text of field `number` replaced; missing fields before it become empty. */
  withField(number: number, raw: string): Segment {
    const tokens = [...this.#tokens()];
    const index = this.isHeader ? number - 1 : number;
    while (tokens.length <= index) tokens.push("");
    tokens[index] = raw;
    return new Segment(tokens.join(this.delimiters.field), this.terminator, this.delimiters);
  }
}
