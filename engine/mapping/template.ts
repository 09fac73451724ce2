/**
 * The format of a mapping template.
 *
 * Terminology:
 * - template: how one EMR family, or one laboratory system, writes orders and results; immutable once versioned
 * - rule: one line of it: take the value `from` here, put it `to` there
 * - scope (`each`): what a rule is applied to once per: the message, each ordered test, each observation…
 * - transform: how a value changes shape on the way; see {@link transformCatalogue}
 * - table: codes of one side and the contract's words for them, by name, so that a connection can bring its own
 *
 * A rule reads the same in both directions. From HL7, `from` is an HL7 path and `to` a path in the contract; to HL7 the
 * other way round. Within a scope contract paths count from the item; a leading `/` counts from the order or result.
 */
import { z } from "zod";

/** What a rule can be applied to once per. */
export const SCOPES = ["test", "observation", "answer", "specimen", "diagnosis", "insurance"] as const;
export type Scope = (typeof SCOPES)[number];

const text = z.string().min(1);
const hl7Version = z.string().regex(/^2\.[1-9](\.[1-9])?$/, "is not an HL7 version such as 2.5.1");

const valueCondition = z.strictObject({
  path: text.describe("Place on the source side."),
  is: z.array(text).optional().describe("The value is one of these."),
  not: z.array(text).optional().describe("The value is none of these, or absent."),
});

/**
 * When a rule applies: the value at `path` is one of `is`, or none of `not`, or there at all. `all` and `any` join
 * conditions.
 */
export type ValueCondition = z.infer<typeof valueCondition>;
export type Condition =
  | ValueCondition
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };
const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    valueCondition,
    z.strictObject({ all: z.array(conditionSchema).min(1).describe("Every one holds.") }),
    z.strictObject({ any: z.array(conditionSchema).min(1).describe("At least one holds.") }),
  ]),
);

const oneTransform = z.union([text, z.looseObject({ name: text.describe("Name in the catalogue of transforms.") })]);
/** A transform's name, or its name with options. */
export type OneTransform = z.infer<typeof oneTransform>;
/** Of several the first gives the value its shape, the others change its text, in the order of reading. */
const transformSchema = z.union([oneTransform, z.array(oneTransform).min(1)]);
export type TransformSpec = z.infer<typeof transformSchema>;

/** One rule. */
export const ruleSchema = z.strictObject({
  name: text.describe("Unique within its direction; an extending template or an override replaces rules by it."),
  from: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe("Where the value comes from; of several places the first that has one. $index is the item's number."),
  all: z.boolean().optional().describe("Takes the lists of all the places together instead of the first."),
  to: text.describe("Where the value goes."),
  each: z.enum(SCOPES).optional().describe("What the rule is applied to once per; the whole message when absent."),
  when: conditionSchema.optional().describe("The rule applies only where this holds."),
  default: text.optional().describe("Used when the source has no value; in the words of the target side."),
  constant: text.optional().describe("Used always."),
  required: z.boolean().optional().describe("Without a value the message cannot be mapped."),
  transform: transformSchema.optional().describe("How the value changes on the way; the text as it is when absent."),
  note: text.optional().describe("Why the rule is as it is; for people."),
});
export type Rule = z.infer<typeof ruleSchema>;

/** Rules run in order; the first that gives a target its value wins. */
export const mapSpecSchema = z.strictObject({
  messageType: z
    .string()
    .regex(/^[A-Z0-9]{3}\^[A-Z0-9]{3}$/, "is not a message type such as ORM^O01")
    .optional()
    .describe("MSH-9.1 and 9.2, such as ORM^O01."),
  hl7Version: hl7Version.optional().describe("Where this direction is of another HL7 version than the template."),
  rules: z.array(ruleSchema).optional().describe("The rules, in the order they are tried."),
  remove: z.array(text).optional().describe("Names of inherited rules that do not apply."),
  ignore: z
    .array(text)
    .optional()
    .describe(
      "HL7 fields (PID-10) or segments (ZPV), or places of a JSON body (order.note), knowingly left behind; they are not reported as unmapped.",
    ),
  lists: z
    .partialRecord(z.enum(SCOPES), text)
    .optional()
    .describe("JSON bodies: where the items of a scope are; observations and answers count from their test."),
});
export type MapSpec = z.infer<typeof mapSpecSchema>;

/** The ways to deal with a code a table lacks. */
export const MISS_POLICIES = ["omit", "keep", "default", "hold", "error"] as const;
/**
 * What happens to a code its table does not list: `omit` leaves it out with a warning, `keep` passes it on as it is,
 * `default` puts another value in its place, `hold` stops the message until a person has seen it, `error` refuses it.
 */
export type MissPolicy = (typeof MISS_POLICIES)[number];

/** One line of a table: the other side's code, and the contract's word or the lab's code for it. */
export const tableRowSchema = z.strictObject({
  code: text.describe("The code in the messages."),
  value: text.describe("What it is in the contract."),
  note: text.optional().describe("For people."),
});
export type TableRow = z.infer<typeof tableRowSchema>;

const tableSchema = z.strictObject({
  title: text.optional().describe("What the table is about."),
  rows: z.array(tableRowSchema).describe("Of several codes for one value the first is written."),
});
export type CodeTable = z.infer<typeof tableSchema>;

const sampleSchema = z.strictObject({
  name: text.describe("What the sample shows."),
  kind: z.enum(["order", "result"]).describe("Which direction it is for."),
  message: text.describe("The message or JSON body."),
});
/** A made-up message that a template must handle. Lines may end in CR, LF or both. */
export type Sample = z.infer<typeof sampleSchema>;

const tablesSchema = z.record(
  z.string().regex(/^[a-z0-9-]+$/, "is not a table name such as specimen-types"),
  tableSchema,
);

/** A whole template. Keys it does not know are refused: they are misspelt. */
export const templateSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/, "is not a name such as generic-orm-2.3")
    .describe("Unique name, small letters, digits, dots and hyphens."),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "is not a version such as 1.0.0")
    .describe("Version; a published one never changes."),
  title: text.describe("What people call it."),
  description: text.describe("What it is for and how it differs."),
  side: z
    .enum(["emr", "lis"])
    .describe("Whose messages these are. emr: orders come in, results go out. lis: orders go out, results come in."),
  mode: z.enum(["bidirectional", "results-only"]).describe("Whether orders flow too."),
  format: z.enum(["hl7", "json"]).optional().describe("HL7 v2 messages, or JSON bodies; hl7 when absent."),
  hl7Version: hl7Version.describe("Version written to MSH-12; a message of another version is read all the same."),
  extends: text.optional().describe("Name of the template whose rules apply unless replaced by name or removed."),
  sources: z
    .array(z.strictObject({ title: text, url: text.optional() }))
    .optional()
    .describe("Public documents the differences were taken from."),
  tables: tablesSchema.optional().describe("Value tables by name; they add to the built-in ones of the same name."),
  orders: mapSpecSchema.optional().describe("Rules for orders."),
  results: mapSpecSchema.optional().describe("Rules for results."),
  samples: z.array(sampleSchema).describe("Made-up messages that the template handles."),
});
export type Template = z.infer<typeof templateSchema>;
/** What a template's messages are: HL7 v2, or JSON bodies. */
export type BodyFormat = NonNullable<Template["format"]>;

/** The format of a template's messages. */
export const formatOf = ({ format = "hl7" }: Pick<Template, "format">): BodyFormat => format;

/** What a connection changes about its template: rules by name, tables by name. */
export const overridesSchema = z.strictObject({
  orders: mapSpecSchema.optional().describe("Rules for orders that replace, add or remove."),
  results: mapSpecSchema.optional().describe("Rules for results that replace, add or remove."),
  tables: tablesSchema.optional().describe("Tables that replace the template's of the same name."),
});
export type Overrides = z.infer<typeof overridesSchema>;

/** JSON Schema (draft 2020-12) of a template, for editors that complete and check as one types. */
export function templateJsonSchema(): Record<string, unknown> {
  return { title: "Mapping template", ...z.toJSONSchema(templateSchema, { io: "input" }) };
}
