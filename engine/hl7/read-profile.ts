/** Profiles from data: every part checked, and the rules of the profiles it extends taken in. */
import { FINDINGS } from "./findings";
import { parsePath } from "./path";
import {
  PROFILE_CHECKS,
  type Profile,
  type ProfileResult,
  type ReadProfile,
  type ReadRule,
  type Rule,
} from "./profile";
import { BUILT_IN_PROFILES } from "./profiles";
import type { Severity } from "./types";

class Unreadable extends Error {
  constructor(
    readonly at: string,
    readonly reason: string,
  ) {
    super(`${at}: ${reason}`);
  }
}

type Check = (value: unknown, at: string) => void;

const fail = (at: string, reason: string): never => {
  throw new Unreadable(at, reason);
};
const text: Check = (value, at) => {
  if (typeof value !== "string" || value === "") fail(at, "is not a text");
};
const count: Check = (value, at) => {
  if (!Number.isInteger(value) || (value as number) < 0) fail(at, "is not a whole number from 0");
};
const yesNo: Check = (value, at) => {
  if (typeof value !== "boolean") fail(at, "is neither true nor false");
};
const oneOf =
  (allowed: readonly string[]): Check =>
  (value, at) => {
    if (!allowed.includes(value as string)) fail(at, `is not one of ${allowed.join(", ")}`);
  };
const listOf =
  (check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) fail(at, "is not a list");
    (value as unknown[]).forEach((one, i) => {
      check(one, `${at}[${i}]`);
    });
  };
const path: Check = (value, at) => {
  if (typeof value !== "string" || !parsePath(value)) fail(at, "is not a path such as PID-3.1");
};
const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(at, "is not an object");
  return value as Record<string, unknown>;
}

function object(value: unknown, at: string, known: Readonly<Record<string, Check>>, required: readonly string[]): void {
  const fields = record(value, at);
  for (const key of required) if (fields[key] === undefined) fail(at, `lacks ${key}`);
  for (const [key, one] of Object.entries(fields)) {
    const check = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!check) fail(at, `has a ${key}, which profiles do not know`);
    else if (one !== undefined) check(one, at === "profile" ? key : `${at}.${key}`);
  }
}

const condition: Check = (value, at) => {
  const fields = record(value, at);
  const [form] = Object.keys(CONDITIONS).filter((key) => key in fields);
  if (form === undefined) return fail(at, "asks nothing: it needs valued, in, all, any or not");
  const needsPath = form === "valued" || form === "in";
  object(value, at, { [form]: CONDITIONS[form] as Check, ...(needsPath && { path }) }, needsPath ? ["path"] : []);
};

const CONDITIONS: Readonly<Record<string, Check>> = {
  valued: yesNo,
  in: listOf(text),
  all: listOf(condition),
  any: listOf(condition),
  not: condition,
};

const RULE: Readonly<Record<keyof Rule, Check>> = {
  path,
  id: text,
  group: text,
  usage: oneOf(["R", "RE", "C", "X", "O"]),
  otherwise: oneOf(["X", "RE", "O"]),
  when: condition,
  min: count,
  max: count,
  minLength: count,
  maxLength: count,
  codes: listOf(text),
  pattern: (value, at) => {
    text(value, at);
    regexOf(value as string, at);
  },
  fixed: text,
  severity: oneOf(SEVERITIES),
  because: text,
};

function regexOf(pattern: string, at: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return fail(at, "is not a regular expression");
  }
}

const rule: Check = (value, at) => {
  object(value, at, RULE, ["path"]);
  const { usage, when, otherwise, group, path: where, ...asked } = value as Rule;
  if (usage === "C" && !when) fail(at, "is conditional and has no when");
  if (otherwise && usage !== "C") fail(at, "has an otherwise, which only a conditional usage has");
  const segmentRule = parsePath(where)?.field === undefined;
  if (group !== undefined && !segmentRule) fail(at, "has a group, which only rules about segments have");
  const ofValues = [asked.minLength, asked.maxLength, asked.codes, asked.pattern, asked.fixed];
  if (segmentRule && ofValues.some((one) => one !== undefined)) fail(at, "asks for a value of a whole segment");
};

const PROFILE: Readonly<Record<keyof Profile, Check>> = {
  name: text,
  description: text,
  extends: listOf(text),
  messageTypes: listOf(text),
  versions: listOf(text),
  processingIds: listOf(text),
  severities: (value, at) => {
    for (const [code, severity] of Object.entries(record(value, at))) {
      if (!Object.hasOwn(FINDINGS, code)) fail(`${at}.${code}`, "is no kind of finding");
      oneOf([...SEVERITIES, "off"])(severity, `${at}.${code}`);
    }
  },
  checks: listOf(oneOf(PROFILE_CHECKS)),
  rules: listOf(rule),
};

function readRule(one: Rule, at: string): ReadRule {
  const target = parsePath(one.path) ?? fail(at, "has no path");
  return { ...one, target, ...(one.pattern !== undefined && { regex: regexOf(one.pattern, at) }) };
}

const keyOf = ({ id, group, path: where }: Rule) => id ?? `${group ?? ""} ${where}`;

function readWith(input: unknown, find: (name: string) => unknown, within: readonly string[]): ReadProfile {
  object(input, "profile", PROFILE, ["name"]);
  const own = input as Profile;
  if (within.includes(own.name)) fail("extends", `leads back to ${own.name}`);
  const parents = (own.extends ?? []).map((name, i) => {
    const parent = find(name) ?? fail(`extends[${i}]`, "is not a profile that is known");
    return readWith(parent, find, [...within, own.name]);
  });
  const rules = new Map<string, ReadRule>();
  for (const parent of parents) for (const one of parent.rules) rules.set(keyOf(one), one);
  own.rules?.forEach((one, i) => {
    rules.set(keyOf(one), readRule(one, `rules[${i}]`));
  });
  const { extends: _, ...rest } = own;
  return {
    ...rest,
    severities: Object.assign({}, ...parents.map((parent) => parent.severities), own.severities),
    checks: new Set([...parents.flatMap((parent) => [...parent.checks]), ...(own.checks ?? [])]),
    rules: [...rules.values()],
  };
}

/**
 * A profile from data such as parsed JSON.
 * @param others profiles it may extend besides the built-in ones, by name
 */
export function readProfile(input: unknown, others: Readonly<Record<string, unknown>> = {}): ProfileResult {
  const find = (name: string) => (Object.hasOwn(others, name) ? others[name] : builtInProfile(name));
  try {
    return { kind: "profile", profile: readWith(input, find, []) };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", at: error.at, reason: error.reason };
    throw error;
  }
}

/** A built-in profile by name, such as `lab-result`; undefined when there is none. */
export function builtInProfile(name: string): Profile | undefined {
  return BUILT_IN_PROFILES.find((one) => one.name === name);
}
