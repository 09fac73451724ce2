/**
 * What dropped files are called, as a pattern people write: literal text, `/` for folders, and tokens.
 *
 * - `{name}`: the usual name, the message's type and control ID with an ending
 * - `{type}`, `{control}`: its parts; `{connection}`: the practice's code at the lab
 * - `{date:yyyyMMdd}`: the day or time the name is given, of yyyy, yy, MM, dd, HH, mm and ss with `.`, `-` and `_` between
 * - `{sequence:6}`: the number of the file in its folder, with leading zeros; without a width it has none
 *
 * A name is given once and kept. Whatever a token brings, each part of the result is a plain safe name.
 */
import { isSafeName, isUnfinishedName, MAX_DROP_NAME_BYTES, withoutUnsafe } from "./names";

/** What the tokens stand for. */
export type NameFacts = {
  /** The usual name, such as `ORU_01J8.hl7`. */
  name: string;
  connection: string;
  sequence: number;
  at: Date;
  /** By its IANA name. */
  timeZone: string;
};

type Token = { key: string; argument: string | undefined };
type Piece = string | Token;

const foldersAtMost = 3;
const widestSequence = 12;
const unique = ["name", "control", "sequence"];
const dateParts = /yyyy|yy|MM|dd|HH|mm|ss/g;

const arguments_: Record<string, (argument: string | undefined) => boolean> = {
  name: (argument) => argument === undefined,
  type: (argument) => argument === undefined,
  control: (argument) => argument === undefined,
  connection: (argument) => argument === undefined,
  date: (argument) => argument !== undefined && argument !== "" && /^[._-]*$/.test(argument.replace(dateParts, "")),
  sequence: (argument) =>
    argument === undefined ||
    (/^\d{1,2}$/.test(argument) && Number(argument) >= 1 && Number(argument) <= widestSequence),
};

/** Why a pattern cannot be used, for the person who writes it; undefined when it can. */
export function patternProblem(pattern: string): string | undefined {
  const pieces = piecesOf(pattern);
  const tokens = pieces.filter((piece): piece is Token => typeof piece !== "string");
  const wrong = tokens.find(({ key, argument }) => !arguments_[key]?.(argument));
  if (wrong) {
    return arguments_[wrong.key]
      ? `{${textOf(wrong)}} is not written as it should be: {date:yyyyMMdd} and {sequence:6} are.`
      : `There is no {${wrong.key}}. Use {name}, {type}, {control}, {connection}, {date:yyyyMMdd} or {sequence:6}.`;
  }
  if (pieces.some((piece) => typeof piece === "string" && /[{}]/.test(piece))) return "A brace is open or alone.";
  if (!tokens.some(({ key }) => unique.includes(key))) {
    return "Two files would get the same name. Put {sequence:6}, {control} or {name} into it.";
  }
  const example = fill(pieces, exampleFacts);
  const parts = example.split("/");
  if (parts.length > foldersAtMost + 1) return `At most ${foldersAtMost} folders, one in the other.`;
  if (!parts.every(isPlain)) {
    return "Each folder and name needs plain characters and may not begin with a point; no \\ and no empty part.";
  }
  if (isUnfinishedName(example)) return "A name that ends in .tmp, .part or .filepart says that it is not finished.";
  if (Buffer.byteLength(parts.at(-1) ?? "") > MAX_DROP_NAME_BYTES / 2) return "The name is too long.";
  return undefined;
}

/** The path of a file below the folder we drop into. The pattern is one without a problem. */
export const nameFrom = (pattern: string, facts: NameFacts): string =>
  fill(piecesOf(pattern), facts)
    .split("/")
    .map((part) => part.replace(/^\./, "_"))
    .join("/");

/** What a name looks like, for the person who writes the pattern. */
export const exampleFacts: NameFacts = {
  name: "ORU_01KAE6Y3Q8.hl7",
  connection: "LARKSPUR",
  sequence: 42,
  at: new Date(Date.UTC(2026, 10, 21, 14, 5, 9)),
  timeZone: "UTC",
};

const isPlain = (part: string) => isSafeName(part) && !part.startsWith(".") && part.trim() === part;
const textOf = ({ key, argument }: Token) => (argument === undefined ? key : `${key}:${argument}`);

function piecesOf(pattern: string): Piece[] {
  return pattern.split(/(\{[a-z]+(?::[^{}/]*)?\})/).flatMap((piece): Piece[] => {
    const [, key, argument] = /^\{([a-z]+)(?::([^{}/]*))?\}$/.exec(piece) ?? [];
    if (key !== undefined) return [{ key, argument }];
    return piece === "" ? [] : [piece];
  });
}

const fill = (pieces: readonly Piece[], facts: NameFacts): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : withoutUnsafe(tokenText(piece, facts)))).join("");

function tokenText({ key, argument }: Token, { name, connection, sequence, at, timeZone }: NameFacts): string {
  const [, type = "", control = ""] = /^([^_]*)_(.*?)(?:\.[^.]*)?$/.exec(name) ?? [];
  switch (key) {
    case "type":
      return type;
    case "control":
      return control;
    case "connection":
      return connection;
    case "sequence":
      return String(sequence).padStart(Number(argument ?? 0), "0");
    case "date":
      return (argument ?? "").replace(dateParts, (part) => datePart(part, at, timeZone));
    default:
      return name;
  }
}

/** Where a part stands in `2026-11-21 14:05:09`. */
const placeOfPart: Record<string, [number, number]> = {
  yyyy: [0, 4],
  yy: [2, 4],
  MM: [5, 7],
  dd: [8, 10],
  HH: [11, 13],
  mm: [14, 16],
  ss: [17, 19],
};

function datePart(part: string, at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return format.format(at).slice(...(placeOfPart[part] ?? [0, 0]));
}
