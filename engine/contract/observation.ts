import { z } from "zod";
import { addressSchema, codeSchema, commentSchema, partialDateTime, providerSchema } from "./parts";

const text = z.string().min(1);
const decimal = z.string().regex(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/, "is not a number");

/** Relation of a reported number to the true one: `>` with 100 is "above 100". */
export const COMPARATORS = ["<", "<=", ">", ">=", "=", "<>"] as const;

/**
 * What was observed. Numbers stay decimal text, because 5.0 and 5 claim different precision.
 * `empty` is an observation reported without a value: pending, cancelled, or only a comment.
 */
export const observationValueSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("numeric"), value: decimal, comparator: z.enum(COMPARATORS).optional() }),
  /** `formatted` text has meaningful line breaks. */
  z.object({ kind: z.literal("text"), text: z.string().min(1), formatted: z.boolean().optional() }),
  z.object({ kind: z.literal("coded"), codes: z.array(codeSchema).min(1) }),
  /** HL7's SN: `> 100`, `1:128` (ratio), `2-3` (range), `1+` (categorical). */
  z.object({
    kind: z.literal("structuredNumeric"),
    comparator: text.optional(),
    number1: decimal.optional(),
    separator: text.optional(),
    number2: decimal.optional(),
  }),
  z.object({ kind: z.literal("dateTime"), value: partialDateTime }),
  /** A report such as a PDF. `data` is in `encoding`; it may be megabytes and must never be logged. */
  z.object({
    kind: z.literal("document"),
    mediaType: text,
    encoding: z.enum(["base64", "hex", "text"]),
    data: z.string().min(1),
    source: text.optional(),
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
  name: text.optional(),
  id: text.optional(),
  address: addressSchema.optional(),
  director: providerSchema.optional(),
});

/** One observation (OBX). The same code with another `subId` is another observation. */
export const observationSchema = z.object({
  setId: text.optional(),
  code: codeSchema,
  subId: text.optional(),
  /** OBX-2 as sent. */
  valueType: text.optional(),
  value: observationValueSchema,
  units: codeSchema.optional(),
  referenceRange: text.optional(),
  /** HL7 table 0078 as sent: H, L, HH, A… */
  flags: z.array(text).optional(),
  status: z.enum(RESULT_STATUSES).optional(),
  /** OBX-11 as sent, because several codes share one word. */
  statusCode: text.optional(),
  observedAt: partialDateTime.optional(),
  analysedAt: partialDateTime.optional(),
  method: codeSchema.optional(),
  performingLab: performingLabSchema.optional(),
  comments: z.array(commentSchema).optional(),
});
export type Observation = z.infer<typeof observationSchema>;
