/** The fields of one segment against the standard's definition of it. */
import { checkValue } from "./check-value";
import { dataType, type FieldDefinition, LATEST_VERSION, segmentDefinition } from "./dictionary";
import { finding, segmentPath } from "./findings";
import { countRepetitions, part } from "./read";
import type { Segment } from "./segment";
import { versionNumber } from "./structure";
import type { Finding, Message, Severity } from "./types";

type Note = (
  code: Parameters<typeof finding>[0],
  within: string,
  words: string,
  severity?: Severity | undefined,
) => void;

/** Types that are one piece of text, so that a length holds for them as they stand. */
const PLAIN = new Set(["ST", "NM", "ID", "IS", "SI", "DT", "TM"]);
/** OBX-5 is of the type OBX-2 names, MFE-4 and MFA-5 of the one in the field after them. */
const TYPE_FIELDS: Readonly<Record<string, number>> = { "OBX-5": 2, "MFE-4": 5, "MFA-5": 6 };

function checkPresence(segment: Segment, number: number, field: FieldDefinition, version: number, note: Note): void {
  const valued = Boolean(segment.field(number));
  const at = String(number);
  if (!valued) {
    if (field.required) note("required-missing", at, `(${field.name}) is required and empty.`);
    return;
  }
  const gone = field.withdrawn !== undefined && versionNumber(field.withdrawn) <= version;
  if (field.optionality === "W" || field.optionality === "X" || gone) {
    note("field-withdrawn", at, `(${field.name}) is withdrawn in this version.`);
  } else if (field.since !== undefined && versionNumber(field.since) > version) {
    note("field-newer", at, `(${field.name}) came with v${field.since}, later than this message's version.`);
  }
}

function checkRepetitions(segment: Segment, number: number, field: FieldDefinition, note: Note): void {
  const count = countRepetitions(segment, number);
  if (count <= 1) return;
  const at = String(number);
  if (!field.repeats) {
    const text = field.type === "ST" || field.type === "TX" || field.type === "FT";
    const hint = text ? " A delimiter in its text may not be escaped." : "";
    note("not-repeatable", at, `(${field.name}) may be there once and repeats.${hint}`);
  } else if (field.maxRepetitions !== undefined && count > field.maxRepetitions) {
    note("too-many", at, `(${field.name}) may be there ${field.maxRepetitions} times and is there ${count} times.`);
  }
}

/** The data type a field's value has in this segment; undefined when nothing says. */
function valueType(segment: Segment, number: number, field: FieldDefinition): string | undefined {
  const named = TYPE_FIELDS[`${segment.id}-${number}`];
  if (named !== undefined) return segment.field(named) || undefined;
  return field.type;
}

function checkVaryingType(segment: Segment, version: string | undefined, note: Note): void {
  if (segment.id !== "OBX" || !segment.field(5)) return;
  const type = segment.field(2) ?? "";
  if (type === "") note("unknown-type", "2", "is empty, so nothing says what type of value OBX-5 is.");
  else if (!dataType(type, version)) note("unknown-type", "2", "does not name a data type of the standard.");
}

function checkValues(
  segment: Segment,
  number: number,
  field: FieldDefinition,
  version: string | undefined,
  note: Note,
): void {
  const raw = segment.field(number);
  const type = valueType(segment, number, field);
  if (!raw || type === undefined || (segment.isHeader && number <= 2)) return;
  const { delimiters } = segment;
  const context = { delimiters, ...(version && { version }), ...(field.table && { table: field.table }) };
  const result = segment.id === "OBX" && number === 5;
  const count = field.repeats || raw.includes(delimiters.repetition) ? countRepetitions(segment, number) : 1;
  for (let repetition = 1; repetition <= count; repetition++) {
    const one = count === 1 ? raw : (part(raw, delimiters.repetition, repetition) ?? "");
    const at = repetition === 1 ? String(number) : `${number}[${repetition}]`;
    if (PLAIN.has(type) && !result && field.length !== undefined && one.length > field.length) {
      note("too-long", at, `(${field.name}) is longer than ${field.length} characters.`);
    }
    for (const { code, components, words, severity } of checkValue(one, type, context)) {
      const tolerated = result && code === "not-a-number" ? "warning" : severity;
      note(code, [at, ...components].join("."), words, tolerated);
    }
  }
}

/** Valued fields after the last one this version has: of a later version, or of none. */
function checkBeyond(segment: Segment, last: number, note: Note): void {
  const latest = segmentDefinition(segment.id, LATEST_VERSION)?.fields ?? [];
  for (let number = last + 1; number <= segment.lastField; number++) {
    if (!segment.field(number)) continue;
    const field = latest[number - 1];
    if (!field) {
      note("field-unknown", String(number), `is beyond the last field of ${segment.id}.`);
      return;
    }
    const since = field.since ? `with v${field.since}` : "later";
    note("field-newer", String(number), `(${field.name}) came ${since}, after this message's version.`);
  }
}

/** What is wrong with the segment at `index`, field by field; nothing for a segment the standard does not have. */
export function checkFields(message: Message, index: number, version: string | undefined): Finding[] {
  const segment = message.segments[index];
  const definition = segment && segmentDefinition(segment.id, version);
  if (!segment || !definition) return [];
  const findings: Finding[] = [];
  const here = segmentPath(message, index);
  const note: Note = (code, within, words, severity) => {
    const path = `${here}-${within}`;
    findings.push(finding(code, path, `${path} ${words}`, { segmentIndex: index, ...(severity && { severity }) }));
  };
  const number = versionNumber(version);
  definition.fields.forEach((field, i) => {
    checkPresence(segment, i + 1, field, number, note);
    checkRepetitions(segment, i + 1, field, note);
    checkValues(segment, i + 1, field, version, note);
  });
  checkVaryingType(segment, version, note);
  checkBeyond(segment, definition.fields.length, note);
  return findings;
}
