/**
 * The row format of the dictionary, and how rows are read.
 *
 * A block is a segment or a data type: a line `# ID [+since] Name [| description]`, then one line for each field or
 * component, in order: `Name: TYPE marks [| description]`. The marks, each optional:
 *
 * - `R`, `C`, `O`, `B`, `W`, `X`: optionality; `O` when absent
 * - `*` repeats, `*3` at most three times; a following `@2.7` says since which version
 * - `(20)`: hard length in characters
 * - `0085`: number of the HL7 table
 * - `+2.3` since, `-2.7` withdrawn from that version on
 *
 * Name, type, optionality, length and table may change with the version: `ST>OG@2.8.2` is ST before 2.8.2 and OG from
 * then on.
 */
import { isBefore, publishedVersion, type Version, valueIn } from "./versions";

/** R required, C conditional, O optional, B kept for older versions, W withdrawn, X not used. */
export type Optionality = "R" | "C" | "O" | "B" | "W" | "X";

/** What one row says in one version. */
export interface Row {
  readonly name: string;
  /** As written: types that were replaced everywhere at once are not resolved here. */
  readonly type: string;
  readonly optionality: Optionality;
  readonly repeats: boolean;
  readonly maxRepetitions?: number;
  readonly length?: number;
  readonly table?: string;
  readonly since?: string;
  readonly withdrawn?: string;
  readonly description: string;
}

export interface Block {
  readonly id: string;
  readonly name: string;
  readonly since?: string;
  readonly description: string;
  /** The rows as one text, which stays text until somebody asks for them. */
  readonly rows: string;
}

const HEAD = /^(\S+)(?: \+([\d.]+))? (.+)$/;
const MARKS =
  /^(?: (?<optionality>[RCOBWX](?:>\S+)?)| (?<repeats>\*)(?<most>\d+)?(?: @(?<repeatsSince>[\d.]+))?| \((?<length>[^)]+)\)| (?<table>\d{4}(?:>\S+)?)| \+(?<since>[\d.]+)| -(?<withdrawn>[\d.]+))/;

/** Rows are data of this library, so this is a mistake in it.
 * @throws TypeError always */
function malformed(text: string): never {
  throw new TypeError(`Not a dictionary row: ${text}`);
}

function words(text: string): [string, string] {
  const bar = text.indexOf(" | ");
  return bar < 0 ? [text, ""] : [text.slice(0, bar), text.slice(bar + 3)];
}

/** Blocks by id. */
export function readBlocks(...texts: readonly string[]): Map<string, Block> {
  const blocks = new Map<string, Block>();
  for (const text of texts.flatMap((one) => one.split("\n# ").slice(1))) {
    const end = text.indexOf("\n");
    const first = end < 0 ? text : text.slice(0, end);
    const [head, description] = words(first);
    const [, id = malformed(first), since, name = ""] = HEAD.exec(head) ?? [];
    blocks.set(id, { id, name, ...(since && { since }), description, rows: text.slice(first.length) });
  }
  return blocks;
}

function marksOf(text: string): Record<string, string | undefined> {
  const marks: Record<string, string | undefined> = {};
  for (let rest = text; rest !== ""; ) {
    const match = MARKS.exec(rest) ?? malformed(text);
    for (const [mark, value] of Object.entries(match.groups ?? {})) if (value !== undefined) marks[mark] = value;
    rest = rest.slice(match[0].length);
  }
  return marks;
}

/** @throws TypeError when the row is not in the format */
export function readRow(text: string, version: Version): Row {
  const [left, description] = words(text);
  const [, name = malformed(text), type = "", rest = ""] = /^(.+?): (\S+)(.*)$/.exec(left) ?? [];
  const { optionality = "O", repeats, most, repeatsSince, length, table, since, withdrawn } = marksOf(rest);
  const gone = withdrawn !== undefined && !isBefore(version, withdrawn);
  return {
    name: valueIn(name, version),
    type: valueIn(type, version),
    optionality: gone ? "W" : (valueIn(optionality, version) as Optionality),
    repeats: repeats !== undefined && !(repeatsSince && isBefore(version, repeatsSince)),
    ...(most && { maxRepetitions: Number(most) }),
    ...(length && { length: Number(valueIn(length, version)) }),
    ...(table && { table: valueIn(table, version) }),
    ...(since && { since }),
    ...(withdrawn && { withdrawn }),
    description,
  };
}

/** Rows up to the last one that exists in `version`. Those before it stay even when younger: places never move. */
export function rowsIn(block: Block, version: Version): Row[] {
  const lines = block.rows.split("\n").filter(Boolean);
  const rows = lines.map((text) => readRow(text, version));
  const asOf = block.since && isBefore(version, block.since) ? publishedVersion(block.since) : version;
  const last = rows.findLastIndex((row) => !row.since || !isBefore(asOf, row.since));
  return rows.slice(0, last + 1);
}
