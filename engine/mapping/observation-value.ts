/** OBX-5, whose type OBX-2 decides (HL7 v2.5.1 chapter 7.4.2). What does not fit its declared type is kept as text. */
import { COMPARATORS, type Code, type ObservationValue, observationValueSchema } from "~/engine/contract";
import { countRepetitions, formatDtm, parseDtm, type Segment, type Value, valueAt } from "~/engine/hl7";
import { dataTypes } from "./datatypes";
import { componentsOf, eachRepetition, type Place } from "./place";

const VALUE_TYPE = { field: 2, component: 1 };
const VALUE = { field: 5 };
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const COMPARED = /^(<=|>=|<>|<|>|=)\s*(.+)$/;
const isComparator = (text: string | undefined): text is (typeof COMPARATORS)[number] =>
  COMPARATORS.some((known) => known === text);

function textValue(segment: Segment, type: string | undefined): ObservationValue {
  const last = countRepetitions(segment, VALUE.field);
  let text = valueAt(segment, VALUE) ?? "";
  for (let repetition = 2; repetition <= last; repetition++) text += `\n${valueAt(segment, VALUE, repetition) ?? ""}`;
  if (text === "" || text === '""') return { kind: "empty" };
  return type === "TX" || type === "FT" ? { kind: "text", text, formatted: true } : { kind: "text", text };
}

function numericValue(segment: Segment, place: Place): ObservationValue {
  const whole = textValue(segment, "NM");
  if (whole.kind !== "text") return whole;
  const text = whole.text.trim();
  if (DECIMAL.test(text)) return { kind: "numeric", value: text };
  const [, comparator, number = ""] = COMPARED.exec(text) ?? [];
  if (isComparator(comparator) && DECIMAL.test(number)) {
    place.remark(
      { code: "not-a-number", message: "is declared a number (NM) but carries a comparator; read as one." },
      segment,
    );
    return { kind: "numeric", value: number, comparator };
  }
  place.remark({ code: "not-a-number", message: "is declared a number (NM) but is not one; kept as text." }, segment);
  return whole;
}

function structuredValue(segment: Segment): ObservationValue {
  const at = componentsOf(segment, VALUE.field, 1);
  const [comparator, number1, separator, number2] = [at(1), at(2), at(3), at(4)];
  const numbers = [number1, number2].filter((number) => number !== undefined);
  if (numbers.length === 0 || !numbers.every((number) => DECIMAL.test(number))) return textValue(segment, "SN");
  if (isComparator(comparator) && number1 !== undefined && separator === undefined && number2 === undefined) {
    return { kind: "numeric", value: number1, comparator };
  }
  return {
    kind: "structuredNumeric",
    ...(comparator !== undefined && { comparator }),
    ...(number1 !== undefined && { number1 }),
    ...(separator !== undefined && { separator }),
    ...(number2 !== undefined && { number2 }),
  };
}

function codedValue(segment: Segment): ObservationValue {
  const codes: Code[] = [];
  eachRepetition({ segments: [segment], path: VALUE }, (at) => {
    const code = dataTypes.code.read(at);
    if (code) codes.push(code);
  });
  return codes.length > 0 ? { kind: "coded", codes } : textValue(segment, "CE");
}

const ENCODINGS: Record<string, "base64" | "hex" | "text"> = { BASE64: "base64", HEX: "hex", A: "text" };

/** Senders write the type as `application^pdf`, `PDF^`, `AP^PDF` or `Image^PDF`; a PDF is a PDF. */
function mediaType(type = "", subtype = ""): string {
  const [main, sub] = [type.toLowerCase(), subtype.toLowerCase()];
  if (main === "pdf" || sub === "pdf" || main === "application/pdf") return "application/pdf";
  if (main.includes("/")) return main;
  return sub === ""
    ? main || "application/octet-stream"
    : `${main === "ap" ? "application" : main || "application"}/${sub}`;
}

function documentValue(segment: Segment): ObservationValue {
  const at = componentsOf(segment, VALUE.field, 1);
  const data = at(5);
  if (data === undefined) return textValue(segment, "ED");
  const source = at(1);
  return {
    kind: "document",
    mediaType: mediaType(at(2), at(3)),
    encoding: ENCODINGS[(at(4) ?? "Base64").toUpperCase()] ?? "text",
    data,
    ...(source !== undefined && { source }),
  };
}

function timeValue(segment: Segment, place: Place): ObservationValue {
  const whole = textValue(segment, "ST");
  const iso = parseDtm(componentsOf(segment, VALUE.field, 1)(1) ?? "");
  if (iso !== undefined) return { kind: "dateTime", value: iso };
  if (whole.kind === "text") {
    place.remark({ code: "not-a-time", message: "is declared a time but is not one; kept as text." }, segment);
  }
  return whole;
}

function readObservationValue(place: Place): ObservationValue | undefined {
  const [segment] = place.segments;
  if (!segment) return undefined;
  if (!segment.isValued(VALUE.field)) return { kind: "empty" };
  const type = valueAt(segment, VALUE_TYPE)?.toUpperCase();
  switch (type) {
    case "NM":
      return numericValue(segment, place);
    case "SN":
      return structuredValue(segment);
    case "CE":
    case "CWE":
    case "CNE":
    case "CF":
      return codedValue(segment);
    case "ED":
      return documentValue(segment);
    case "TS":
    case "DTM":
    case "DT":
      return timeValue(segment, place);
    case undefined:
      place.remark(
        { code: "required-missing", message: "comes without its type (OBX-2 is empty); read as text." },
        segment,
      );
  }
  return textValue(segment, type);
}

/** OBX-2 and the repetitions of OBX-5 for a value. */
export interface WrittenValue {
  readonly type?: string;
  readonly repetitions: readonly Value[];
}

const TEXT_TYPES = new Set(["ST", "TX", "FT"]);
/** ST allows this many characters (chapter 2A.69); longer text goes as TX. */
const LONGEST_ST = 199;

/** @param declared OBX-2 as the value came, kept where it is as good as ours. */
function writeObservationValue(value: ObservationValue, declared: string | undefined, version: string): WrittenValue {
  const modern = version.localeCompare("2.5") >= 0;
  switch (value.kind) {
    case "empty":
      return { repetitions: [] };
    case "numeric":
      return value.comparator
        ? { type: "SN", repetitions: [[value.comparator, value.value]] }
        : { type: "NM", repetitions: [value.value] };
    case "text": {
      const needsRoom = value.formatted || value.text.includes("\n") || value.text.length > LONGEST_ST;
      const type = declared && TEXT_TYPES.has(declared) ? declared : needsRoom ? "TX" : "ST";
      return { type, repetitions: [value.text] };
    }
    case "coded":
      return { type: modern && declared !== "CE" ? "CWE" : "CE", repetitions: value.codes.map(dataTypes.code.write) };
    case "structuredNumeric":
      return {
        type: "SN",
        repetitions: [[value.comparator, value.number1, value.separator, value.number2]],
      };
    case "dateTime":
      return {
        type: value.value.length <= 10 ? "DT" : modern && declared === "DTM" ? "DTM" : "TS",
        repetitions: [formatDtm(value.value) ?? ""],
      };
    case "document": {
      const [type, subtype] = value.mediaType.split("/");
      const encoding = { base64: "Base64", hex: "Hex", text: "A" }[value.encoding];
      return { type: "ED", repetitions: [[value.source, type, subtype, encoding, value.data]] };
    }
  }
}

/** A number, a text or the contract's own shape; numbers in quotes keep their digits. */
function fromJson(value: unknown): ObservationValue | undefined {
  if (value === null || value === undefined || value === "") return { kind: "empty" };
  if (typeof value === "number") return { kind: "numeric", value: String(value) };
  if (typeof value !== "string") return observationValueSchema.safeParse(value).data;
  if (DECIMAL.test(value)) return { kind: "numeric", value };
  const [, comparator, number = ""] = COMPARED.exec(value) ?? [];
  if (isComparator(comparator) && DECIMAL.test(number)) return { kind: "numeric", value: number, comparator };
  return { kind: "text", text: value };
}

/** The value of an observation, from OBX-5 and JSON, and to OBX-2 and OBX-5. */
export const observationValue = {
  read: readObservationValue,
  fromJson,
  write: (value: unknown, item: unknown, version: string): WrittenValue =>
    writeObservationValue(value as ObservationValue, (item as { valueType?: string } | undefined)?.valueType, version),
};
