/** Whether a value has the form of its data type (HL7 v2.5.1 chapter 2A) and its code is in its table. */
import { dataType, table } from "./dictionary";
import { parseDtm } from "./dtm";
import { unescapeText } from "./escape";
import type { FindingCode } from "./findings";
import type { Delimiters, Severity } from "./types";

/** What is wrong with a value. `components` says where inside it, from 1; empty for the value as a whole. */
export interface ValueProblem {
  readonly code: FindingCode;
  readonly components: readonly number[];
  /** Continues "OBX[3]-5 …". */
  readonly words: string;
  readonly severity?: Severity;
}

export interface ValueContext {
  readonly delimiters: Delimiters;
  /** MSH-12 */
  readonly version?: string;
  readonly table?: string;
}

type Report = (code: FindingCode, words: string, severity?: Severity) => void;

const NULL = '""';
const DATE = /^\d{4}(\d{2}(\d{2})?)?$/;
const TIME = /^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,4})?)?)?([+-]\d{4})?$/;
const DATE_TIME = /^\d{4,14}(\.\d{1,4})?([+-]\d{4})?$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const COUNT = /^\d{1,4}$/;
/** Longer text is no date and no number; looking at its start is enough. */
const LONGEST_PRIMITIVE = 64;

function checkDate(value: string, report: Report): void {
  if (!DATE.test(value) || !parseDtm(value)) report("not-a-time", "is not a date such as 20260102.");
}

function checkTimeOfDay(value: string, report: Report): void {
  if (!TIME.test(value)) report("not-a-time", "is not a time of day such as 0930.");
}

function checkDateTime(value: string, report: Report): void {
  if (!parseDtm(value)) report("not-a-time", "is not a date and time such as 20260102093000-0500.");
  else if (!DATE_TIME.test(value))
    report("not-a-time", "has blanks or a time zone that HL7 does not write.", "warning");
}

function checkNumber(value: string, report: Report): void {
  if (!NUMBER.test(value)) report("not-a-number", "is not a number.");
}

function checkCount(value: string, report: Report): void {
  if (!COUNT.test(value)) report("not-a-number", "is not a sequence number.");
}

/** Types whose text has a form of its own. TS is here for its first component, which is all that is used of it. */
const FORMATS: Readonly<Record<string, (value: string, report: Report) => void>> = {
  DT: checkDate,
  TM: checkTimeOfDay,
  DTM: checkDateTime,
  TS: checkDateTime,
  NM: checkNumber,
  SI: checkCount,
};

/** Components without one of which a value of the type means nothing. */
const MEANINGFUL: Readonly<Record<string, readonly number[]>> = {
  CX: [1],
  EI: [1, 3],
  HD: [1, 2],
  CE: [1, 2, 4, 5],
  CWE: [1, 2, 4, 5, 9],
  CNE: [1, 2, 4, 5, 9],
  XPN: [1, 2, 7],
  XCN: [1, 2, 3],
  XON: [1, 3, 10],
  SN: [2, 4],
  CQ: [1],
  MO: [1],
  DR: [1, 2],
  RP: [1],
};

/** Components of which one is nothing without the other. */
const PAIRED: Readonly<Record<string, readonly [number, number]>> = { HD: [2, 3], EI: [3, 4] };

const COMPARATORS = new Set(["", ">", "<", ">=", "<=", "=", "<>"]);
const SEPARATORS = new Set(["", "-", "+", "/", ".", ":"]);

function checkStructuredNumeric(parts: readonly string[], report: Report): void {
  if (!COMPARATORS.has(parts[0] ?? "") || !SEPARATORS.has(parts[2] ?? "")) {
    report("pattern-mismatch", "has a comparator or separator that structured numbers do not know.", "warning");
  }
}

const ENCODINGS = new Set(["A", "HEX", "BASE64"]);

/** The data can be megabytes: only its presence and, for Base64, its length are looked at. */
function checkEncapsulated(parts: readonly string[], report: Report): void {
  const encoding = (parts[3] ?? "").toUpperCase();
  const data = parts[4] ?? "";
  if (!ENCODINGS.has(encoding)) report("not-encapsulated", "does not say how its data is encoded: A, Hex or Base64.");
  else if (data === "") report("not-encapsulated", "holds no data.");
  else if (encoding === "HEX" && data.length % 2 !== 0) report("not-encapsulated", "holds half a byte too much.");
}

const COMPOSITE_CHECKS: Readonly<Record<string, (parts: readonly string[], report: Report) => void>> = {
  SN: checkStructuredNumeric,
  ED: checkEncapsulated,
};

/** Tables whose codes decide what is done with a message: a code outside them cannot be acted on. */
const STEERING = new Set(["0003", "0008", "0076", "0085", "0103", "0119", "0123", "0155", "0178", "0180", "0191"]);

function checkTable(value: string, number: string, report: Report): void {
  const known = table(number);
  if (!known?.closed || known.codes.has(value)) return;
  report("not-in-table", `holds a code that is not in table ${number}.`, STEERING.has(number) ? "error" : "warning");
}

function checkPrimitive(raw: string, type: string, context: ValueContext, report: Report): void {
  const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
  const coded = context.table !== undefined && (type === "ID" || type === "IS");
  if (!format && !coded) return;
  const value = unescapeText(raw.slice(0, LONGEST_PRIMITIVE), context.delimiters);
  format?.(value, report);
  if (coded && context.table) checkTable(value, context.table, report);
}

function split(raw: string, separator: string): string[] {
  return separator === "" ? [raw] : raw.split(separator);
}

/**
 * What is wrong with the raw text of one repetition of a field of this type. Types without a form of their own, empty
 * text and the explicit null are always right. Values are never repeated in the words.
 */
export function checkValue(raw: string, type: string, context: ValueContext): ValueProblem[] {
  const problems: ValueProblem[] = [];
  const { component, subcomponent } = context.delimiters;
  checkLevel(raw, type, context, [component, subcomponent], [], problems);
  return problems;
}

function checkLevel(
  raw: string,
  type: string,
  context: ValueContext,
  separators: readonly string[],
  at: readonly number[],
  problems: ValueProblem[],
): void {
  if (raw === "" || raw === NULL) return;
  const report: Report = (code, words, severity) =>
    problems.push({ code, components: at, words, ...(severity && { severity }) });
  const [separator = "", ...deeper] = separators;
  const definition = Object.hasOwn(FORMATS, type) ? undefined : dataType(type, context.version);
  if (!definition || definition.components.length === 0) {
    // TS has a second component, its precision, that nobody needs; text types may hold anything.
    const first = type === "TS" ? (split(raw, separator)[0] ?? "") : raw;
    if (first !== "") checkPrimitive(first, type, context, report);
    return;
  }
  const parts = split(raw, separator);
  const meaningful = Object.hasOwn(MEANINGFUL, type) ? MEANINGFUL[type] : undefined;
  if (meaningful && !meaningful.some((number) => parts[number - 1])) {
    report("component-missing", "lacks the components that say what it is.");
  }
  const pair = Object.hasOwn(PAIRED, type) ? PAIRED[type] : undefined;
  if (pair && !parts[pair[0] - 1] !== !parts[pair[1] - 1]) {
    report("component-missing", `needs components ${pair[0]} and ${pair[1]} together.`);
  }
  COMPOSITE_CHECKS[type]?.(parts, report);
  if (separator === "") return;
  parts.forEach((part, i) => {
    const known = definition.components[i];
    if (!known) return;
    const { table: tableOfPart } = known;
    // A coded type carries its field's table in its first component, through its coding system; it is rarely closed.
    const { table: _, ...rest } = context;
    checkLevel(
      part,
      known.type,
      { ...rest, ...(tableOfPart && { table: tableOfPart }) },
      deeper,
      [...at, i + 1],
      problems,
    );
  });
  const extra = parts.findIndex((part, i) => i >= definition.components.length && part !== "");
  if (extra >= 0) {
    problems.push({
      code: "component-unknown",
      components: [...at, extra + 1],
      words: `is beyond the last component of ${type}.`,
    });
  }
}
