import { z } from "zod";
import { addressSchema, codeSchema, commentSchema, providerSchema } from "./parts";
import { list, optional, partialDateTime, text, time } from "./primitives";

const decimal = z.string().regex(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/, "is not a number");

/** Relation of a reported number to the true one: `>` with 100 is "above 100". */
export const COMPARATORS = ["<", "<=", ">", ">=", "=", "<>"] as const;

/**
 * What was observed. Numbers stay decimal text, because 5.0 and 5 claim different precision.
 * `empty` is an observation reported without a value: pending, cancelled, or only a comment.
 */
export const observationValueSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("numeric"),
    value: decimal.describe("The number as written, digits kept."),
    comparator: z.enum(COMPARATORS).optional().describe("Relation to the true number, such as > for above."),
  }),
  z.object({
    kind: z.literal("text"),
    text: text.describe("The value in words."),
    formatted: z.boolean().optional().describe("Whether its line breaks have a meaning."),
  }),
  z.object({ kind: z.literal("coded"), codes: z.array(codeSchema).min(1).describe("One or more codes.") }),
  /** HL7's SN: `1:128` (ratio), `2-3` (range), `1+` (categorical). `> 100` is a number with a comparator. */
  z.object({
    kind: z.literal("structuredNumeric"),
    comparator: optional("Relation to the true number."),
    number1: decimal.optional().describe("First number."),
    separator: optional("What stands between or after: - : / . +"),
    number2: decimal.optional().describe("Second number."),
  }),
  z.object({ kind: z.literal("dateTime"), value: partialDateTime.describe("The date or time observed.") }),
  /** A report such as a PDF. `data` is in `encoding`; it may be megabytes and must never be logged. */
  z.object({
    kind: z.literal("document"),
    mediaType: text.describe("Media type such as application/pdf."),
    encoding: z.enum(["base64", "hex", "text"]).describe("How the data is written."),
    data: text.describe("The document."),
    source: optional("Application that made it."),
  }),
  z.object({ kind: z.literal("empty") }),
]);
export type ObservationValue = z.infer<typeof observationValueSchema>;

/**
 * Life of a result (HL7 tables 0085 and 0123).
 * - `ordered` nothing received yet
 * - `inProcess` specimen in the laboratory, no values
 * - `partial` some values, more to come
 * - `preliminary` may still change
 * - `final`
 * - `corrected` replaces a final one that was wrong
 * - `amended` final with additions
 * - `cancelled` will not be done
 * - `withdrawn` was wrong and must not be used (OBX-11 W or D)
 */
export const RESULT_STATUSES = [
  "ordered",
  "inProcess",
  "partial",
  "preliminary",
  "final",
  "corrected",
  "amended",
  "cancelled",
  "withdrawn",
] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];

/** The laboratory that performed an observation (OBX-23 to 25), wanted by CLIA on every report. */
export const performingLabSchema = z.object({
  name: optional("Name of the laboratory."),
  id: optional("Its number; the CLIA number where the type or authority says so."),
  idType: optional("Kind of number, HL7 table 0203: XX organization."),
  authority: optional("Who issued the number, such as CLIA."),
  authorityId: optional("Universal id of the issuer; 2.16.840.1.113883.4.7 is CLIA."),
  authorityIdType: optional("Type of that universal id, such as ISO."),
  address: addressSchema.optional().describe("Address of the laboratory."),
  director: providerSchema.optional().describe("Medical director."),
});
export type PerformingLab = z.infer<typeof performingLabSchema>;

/** One observation (OBX). The same code with another `subId` is another observation. */
export const observationSchema = z.object({
  setId: optional("Number of the observation within its test."),
  code: codeSchema.describe("What was observed: analyte code, LOINC where known."),
  subId: optional("Tells observations of one code apart."),
  valueType: optional("HL7 type of the value as sent (OBX-2)."),
  value: observationValueSchema.describe("What was found."),
  units: codeSchema.optional().describe("Units, UCUM where known."),
  referenceRange: optional("Reference range as text."),
  flags: list(text, "Abnormal flags, HL7 table 0078 as sent: H, L, HH, A."),
  status: z.enum(RESULT_STATUSES).optional().describe("Where the observation is in its life."),
  statusCode: optional("Status as sent (OBX-11), because several codes share one word."),
  observedAt: time("When the specimen was as observed: clinically relevant time."),
  analysedAt: time("When it was analysed."),
  method: codeSchema.optional().describe("Method."),
  equipment: optional("Instrument."),
  observer: providerSchema.optional().describe("Who is responsible for the observation."),
  performingLab: performingLabSchema.optional().describe("Laboratory that performed it."),
  comments: list(commentSchema, "Notes about the observation."),
});
export type Observation = z.infer<typeof observationSchema>;
