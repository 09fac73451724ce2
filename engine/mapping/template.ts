/**
 * The format of a mapping template.
 *
 * Terminology:
 * - template: how one EMR family, or one laboratory system, writes orders and results; immutable once versioned
 * - rule: one line of it: take the value `from` here, put it `to` there
 * - scope (`each`): what a rule is applied to once per: the message, each ordered test, each observation…
 * - transform: how a value changes shape on the way; see {@link transforms}
 *
 * A rule reads the same in both directions. From HL7, `from` is an HL7 path and `to` a path in the contract; to HL7 the
 * other way round. Within a scope contract paths count from the item; a leading `/` counts from the order or result.
 */
import { z } from "zod";

export const SCOPES = ["test", "observation", "answer", "specimen", "diagnosis", "insurance"] as const;
export type Scope = (typeof SCOPES)[number];

const text = z.string().min(1);
const hl7Version = z.string().regex(/^2\.[1-9](\.[1-9])?$/, "is not an HL7 version such as 2.5.1");

/** A rule applies when the value at `path` (source side) is one of `is`, or none of `not`, or there at all. */
const conditionSchema = z.strictObject({
  path: text,
  is: z.array(text).optional(),
  not: z.array(text).optional(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** A transform's name, or its name with options. */
const transformSchema = z.union([text, z.looseObject({ name: text })]);
export type TransformSpec = z.infer<typeof transformSchema>;

const ruleSchema = z.strictObject({
  /** Unique within its map; a template that extends another replaces rules by it. */
  name: text,
  /** Where the value comes from; of several places the first that has one. `$index` is the item's number within its scope. */
  from: z.union([text, z.array(text).min(1)]).optional(),
  to: text,
  each: z.enum(SCOPES).optional(),
  when: conditionSchema.optional(),
  /** Used when the source has no value; in the words of the target side. */
  default: text.optional(),
  /** Used always. */
  constant: text.optional(),
  /** Without a value the message cannot be mapped. */
  required: z.boolean().optional(),
  transform: transformSchema.optional(),
});
export type Rule = z.infer<typeof ruleSchema>;

/** Rules run in order; the first that gives a target its value wins. */
const mapSpecSchema = z.strictObject({
  /** MSH-9.1 and 9.2, such as `ORM^O01`. */
  messageType: z
    .string()
    .regex(/^[A-Z0-9]{3}\^[A-Z0-9]{3}$/, "is not a message type such as ORM^O01")
    .optional(),
  /** Where this direction is of another HL7 version than the template. */
  hl7Version: hl7Version.optional(),
  rules: z.array(ruleSchema).optional(),
  /** Names of inherited rules that do not apply. */
  remove: z.array(text).optional(),
  /** HL7 fields (`PID-10`) or segments (`ZPV`) knowingly left behind; they are not reported as unmapped. */
  ignore: z.array(text).optional(),
});
export type MapSpec = z.infer<typeof mapSpecSchema>;

const sampleSchema = z.strictObject({ name: text, kind: z.enum(["order", "result"]), message: text });
/** A made-up message that a template must handle. Lines may end in CR, LF or both. */
export type Sample = z.infer<typeof sampleSchema>;

export const templateSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "is not a name such as generic-orm-2.3"),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "is not a version such as 1.0.0"),
  title: text,
  description: text,
  /** Whose messages these are. `emr`: orders come in, results go out. `lis`: orders go out, results come in. */
  side: z.enum(["emr", "lis"]),
  mode: z.enum(["bidirectional", "results-only"]),
  /** Version written to MSH-12; a message of another version is read all the same. */
  hl7Version: hl7Version,
  /** Name of the template this one is based on: its rules apply unless replaced by name or removed. */
  extends: text.optional(),
  orders: mapSpecSchema.optional(),
  results: mapSpecSchema.optional(),
  samples: z.array(sampleSchema),
});
export type Template = z.infer<typeof templateSchema>;
