/**
 * What an item is read from: the text of a form or of a file's cells, or loose JSON; and how two of them differ. Pure.
 */
import { z } from "zod";
import {
  type ChangeAction,
  type Item,
  type ItemKind,
  type PanelItem,
  type panels,
  type TestItem,
  testStatuses,
  type tests,
} from "~/db/schema/compendium";

/** What codes of tests, panels, components and questions look like; nothing HL7 would have to escape. */
export const codePattern = /^[A-Z0-9][A-Z0-9._-]{0,19}$/;

/** Text, also where a file has a number; nothing is the empty text. */
const loose = (text: z.ZodString) =>
  z.preprocess((value) => (typeof value === "number" ? String(value) : (value ?? "")), text);

const code = loose(
  z.string().trim().toUpperCase().regex(codePattern, "1 to 20 letters, digits, points, hyphens or underscores."),
);
const optionalCode = z.preprocess((value) => value || null, z.union([z.null(), code]));
const words = (max = 200) => loose(z.string().trim().max(max, `At most ${max} characters.`));
const needed = (what: string) =>
  loose(z.string().trim().min(1, `${what} is needed.`).max(200, "At most 200 characters."));
const entry = loose(z.string().trim().min(1).max(200));

/** A price as text in USD, such as 12.60, or as a whole number of cents. In cents. */
export const cents = z.union(
  [
    z.number().int().min(0),
    z
      .string()
      .trim()
      .regex(/^\d{1,6}(\.\d{1,2})?$/)
      .transform((price) => Math.round(Number(price) * 100)),
  ],
  { error: "The price must read like 12.60, with at most 2 decimals." },
);

/** A day as ISO 8601; nothing, or an empty text, is no day. Whether there is such a day is asked later, with the rest. */
const day = z
  .union([z.null(), z.string().trim()])
  .default(null)
  .transform((value) => value || null);

/** A list, or its text: JSON, or values between commas, semicolons or ends of lines. */
const list = <T extends z.ZodType>(of: T) =>
  z.preprocess((value) => {
    if (typeof value !== "string") return value ?? [];
    const text = value.trim();
    if (text.startsWith("[")) return jsonOf(text);
    return text
      .split(/[,;\n]/)
      .map((part) => part.trim())
      .filter(Boolean);
  }, z.array(of));

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const wholeNumber = (min: number, max: number) =>
  z
    .preprocess(
      (value) => (typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : value),
      z.number({ error: "A whole number." }).int("A whole number."),
    )
    .refine((number) => number >= min && number <= max, `${min} to ${max}.`);
const age = z.preprocess(
  (value) => (value === "" || value === undefined ? null : value),
  z.union([z.null(), wholeNumber(0, 150)]),
);
const yes = z.union([z.boolean(), z.stringbool()]);

export const rangeSchema = z.object({
  sex: z.enum(["any", "female", "male"]).default("any"),
  ageFrom: age,
  ageTo: age,
  low: words(20),
  high: words(20),
  text: words(),
});

export const componentSchema = z.object({
  code,
  name: needed("The name"),
  loinc: words(12),
  unit: words(40),
  ranges: list(rangeSchema),
});

export const questionSchema = z.object({
  code,
  text: needed("The question"),
  answer: z.enum(["text", "number", "date", "choice"]).default("text"),
  choices: list(entry),
  required: yes.default(false),
});

export const listedPriceSchema = z.object({ list: needed("The list"), cents, from: needed("The day") });

const ending = {
  status: z.enum(testStatuses).default("active"),
  discontinuedOn: day,
  replacementCode: optionalCode,
};

/** A test from text or loose JSON; what is left out is empty. Name, specimen, code and price are needed. */
export const testItemSchema = z.object({
  code,
  name: needed("The name"),
  shortName: words(60),
  synonyms: list(entry),
  specimen: needed("The specimen"),
  container: words(),
  volume: words(),
  stability: words(500),
  turnaroundDays: wholeNumber(0, 365).default(1),
  cpt: words(60),
  loinc: words(12),
  components: list(componentSchema),
  questions: list(questionSchema),
  listPriceCents: cents,
  prices: list(listedPriceSchema),
  ...ending,
  orderableFrom: day,
});

/** A panel from text or loose JSON; what is left out is empty. */
export const panelItemSchema = z.object({
  code,
  name: needed("The name"),
  shortName: words(60),
  members: list(code),
  preferredPriceCents: cents,
  scope: z.enum(["all", "practices"]).default("all"),
  practiceIds: list(z.string().trim().min(1)),
  salesOwnerId: z
    .union([z.null(), z.string().trim()])
    .default(null)
    .transform((id) => id || null),
  ...ending,
});

export type FieldFinding = { field: string; message: string };
export type ReadItem = { kind: "item"; item: Item } | { kind: "broken"; findings: FieldFinding[] };

/** An item from what somebody typed or a file holds; every finding names its field, such as `components.2.unit`. */
export function readItem(kind: ItemKind, input: unknown): ReadItem {
  const read = kind === "test" ? testItemSchema.safeParse(input) : panelItemSchema.safeParse(input);
  if (read.success) return { kind: "item", item: { kind, ...read.data } as Item };
  const findings = read.error.issues.map((issue) => ({ field: issue.path.join("."), message: issue.message }));
  return { kind: "broken", findings };
}

type TestRow = Omit<typeof tests.$inferSelect, "search" | "revision" | "updatedAt">;
type PanelRow = Omit<typeof panels.$inferSelect, "revision" | "updatedAt">;

/** The item that is in force in this row. */
export function itemOfTest(row: TestRow): Item & { kind: "test" } {
  const item: TestItem = {
    code: row.code,
    name: row.name,
    shortName: row.shortName,
    synonyms: row.synonyms,
    specimen: row.specimen,
    container: row.container,
    volume: row.volume,
    stability: row.stability,
    turnaroundDays: row.turnaroundDays,
    cpt: row.cpt,
    loinc: row.loinc,
    components: row.components,
    questions: row.questions,
    listPriceCents: row.listPriceCents,
    prices: row.prices,
    status: row.status,
    discontinuedOn: row.discontinuedOn,
    replacementCode: row.replacementCode,
    orderableFrom: row.orderableFrom,
  };
  return { kind: "test", ...item };
}

/** The item that is in force in this row. */
export function itemOfPanel(row: PanelRow): Item & { kind: "panel" } {
  const item: PanelItem = {
    code: row.code,
    name: row.name,
    shortName: row.shortName,
    members: row.members,
    preferredPriceCents: row.preferredPriceCents,
    scope: row.scope,
    practiceIds: row.practiceIds,
    salesOwnerId: row.salesOwnerId,
    status: row.status,
    discontinuedOn: row.discontinuedOn,
    replacementCode: row.replacementCode,
  };
  return { kind: "panel", ...item };
}

export type ItemField = Exclude<keyof TestItem | keyof PanelItem, "code">;
export type FieldChange = { field: ItemField; from: unknown; to: unknown };

/** What `after` has otherwise than `before`, field by field; of a new item, what it says at all. */
export function changedFields(before: Item | null, after: Item): FieldChange[] {
  const was = before as Record<string, unknown> | null;
  return Object.entries(after)
    .filter(([field]) => field !== "kind" && field !== "code")
    .map(([field, to]) => ({ field: field as ItemField, from: was?.[field] ?? null, to }))
    .filter(({ from, to }) => (was ? !same(from, to) : !isEmpty(to)));
}

/** Whether two items say the same, in whatever order their fields stand. */
export const sameItem = (one: Item, other: Item): boolean => same(one, other);

/** Whether it cannot be ordered any more, or will not be from a day on. */
export const isEnding = (item: Item): boolean => item.status === "discontinued" || item.discontinuedOn !== null;

/** What happens to an item that was `before` and is to be `after`. */
export function actionOf(before: Item | null, after: Item): ChangeAction {
  if (!before) return "add";
  if (isEnding(after) && !isEnding(before)) return "discontinue";
  return isEnding(before) && !isEnding(after) ? "restore" : "change";
}

const isEmpty = (value: unknown) => value === null || value === "" || (Array.isArray(value) && value.length === 0);

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const [left, right] = [Object.entries(one), other as Record<string, unknown>];
  return left.length === Object.keys(right).length && left.every(([key, value]) => same(value, right[key]));
}
