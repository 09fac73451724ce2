/**
 * A quick answer to the commonest question: is this value what the contract would make of it anyway? Derived from the
 * schema, so that there is one source of truth; what the derivation does not know counts as "not settled", and the schema
 * itself is asked.
 */
import type { z } from "zod";

/** Whether parsing with the schema would give back an equal value. `false` says nothing: ask the schema. */
export type IsSettled = (value: unknown) => boolean;

/** What is used of a zod schema's definition, which zod keeps stable for tools like this one. */
interface Definition {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: CheckDefinition } }[];
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly catchall?: unknown;
}
interface CheckDefinition {
  readonly check: string;
  readonly minimum?: number;
  readonly pattern?: RegExp;
  readonly fn?: (value: unknown) => unknown;
}

const definitionOf = (schema: z.core.$ZodType) => schema._zod.def as unknown as Definition;
const never: IsSettled = () => false;

/** The same text often comes again at once: a report repeats its times. */
function matches(pattern: RegExp): IsSettled {
  let matched: unknown;
  return (value) => {
    if (value === matched) return true;
    if (!pattern.test(value as string)) return false;
    matched = value;
    return true;
  };
}

const CHECKS: Readonly<Record<string, (check: CheckDefinition) => IsSettled>> = {
  min_length:
    ({ minimum = 0 }) =>
    (value) =>
      (value as string | unknown[]).length >= minimum,
  string_format: ({ pattern }) => (pattern ? matches(pattern) : never),
  custom: ({ fn }) => (fn ? (value) => fn(value) === true : never),
};

/** Both, the first first. */
const both =
  (first: IsSettled, second: IsSettled): IsSettled =>
  (value) =>
    first(value) && second(value);

/** By far the commonest check of all, in one step. */
const isText: IsSettled = (value) => typeof value === "string" && value.length > 0;
const asksForText = ({ type, checks = [] }: Definition) =>
  type === "string" &&
  checks.length === 1 &&
  checks[0]?._zod.def.check === "min_length" &&
  checks[0]._zod.def.minimum === 1;

function oneOf(values: readonly unknown[]): IsSettled {
  const known = new Set(values);
  return (value) => known.has(value);
}

function object({ shape = {}, catchall }: Definition): IsSettled {
  if (catchall !== undefined) return never;
  const fields = new Map<string, { readonly check: IsSettled; readonly needed: number }>();
  let needed = 0;
  for (const [key, schema] of Object.entries(shape)) {
    const isNeeded = definitionOf(schema).type === "optional" ? 0 : 1;
    fields.set(key, { check: isSettled(schema), needed: isNeeded });
    needed += isNeeded;
  }
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    let found = 0;
    for (const key in value) {
      const field = fields.get(key);
      if (field === undefined || !field.check((value as Record<string, unknown>)[key])) return false;
      found += field.needed;
    }
    return found === needed;
  };
}

function array({ element }: Definition): IsSettled {
  const item = element ? isSettled(element) : never;
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (let i = 0; i < value.length; i++) if (!item(value[i])) return false;
    return true;
  };
}

function union({ options = [], discriminator = "" }: Definition): IsSettled {
  const byKind = new Map<unknown, IsSettled>();
  for (const option of options) {
    const kind = definitionOf(option).shape?.[discriminator];
    for (const value of (kind && definitionOf(kind).values) ?? []) byKind.set(value, isSettled(option));
  }
  return (value) => {
    if (typeof value !== "object" || value === null) return false;
    return byKind.get((value as Record<string, unknown>)[discriminator])?.(value) ?? false;
  };
}

const inner = ({ innerType }: Definition) => (innerType ? isSettled(innerType) : never);

const TYPES: Readonly<Record<string, (definition: Definition) => IsSettled>> = {
  string: () => (value) => typeof value === "string",
  boolean: () => (value) => typeof value === "boolean",
  enum: ({ entries = {} }) => oneOf(Object.values(entries)),
  literal: ({ values = [] }) => oneOf(values),
  optional: inner,
  default: inner,
  object,
  array,
  union,
};

/** Derives the quick question from a schema; do it once per schema. */
export function isSettled(schema: z.core.$ZodType): IsSettled {
  const definition = definitionOf(schema);
  if (asksForText(definition)) return isText;
  const base = TYPES[definition.type]?.(definition) ?? never;
  return (definition.checks ?? []).map(({ _zod: { def } }) => CHECKS[def.check]?.(def) ?? never).reduce(both, base);
}
