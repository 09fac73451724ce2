/**
 * What every rule of a template did with one message, so that a field of the message, a rule and a field of the outcome
 * can point at each other. Places only; the values are in the message and in the outcome.
 */
import type { ContractName, Order, Result } from "~/engine/contract";
import { type Message, parse } from "~/engine/hl7";
import type { CompiledTemplate, InboundRule } from "./compile";
import type { UnmappedField } from "./coverage";
import { runSettled } from "./expressions";
import type { Item, RuleEvent } from "./inbound";
import type { MapFinding } from "./map-finding";
import type { OutboundEvent } from "./outbound";
import type { Answers } from "./place";
import { READER_OF_ORDERS, READER_OF_RESULTS, readSample, SAMPLE_ENVELOPE, shipped } from "./run-sample";
import { SCOPE_PLACES } from "./scopes";
import type { Rule, Scope } from "./template";
import { composeOrder, composeResult, type WriteResult } from "./write";

/** What a rule did for one item of its scope. */
export interface RuleTrace {
  readonly outcome: RuleEvent<unknown>["outcome"];
  /** Exact places: `OBX[3]-5` in the message, `tests[0].code` in the contract. */
  readonly sources: readonly string[];
  readonly target: string;
  /** The target has its value from this rule. */
  readonly valued: boolean;
}

/** A rule and what came of it. */
export interface ExplainedRule {
  /** Position among the rules of its direction, counted from 1. */
  readonly number: number;
  readonly rule: Rule;
  /** The rule gave a value at least once. */
  readonly matched: boolean;
  readonly traces: readonly RuleTrace[];
  readonly findings: readonly MapFinding[];
}

/** What a template did with one message. */
export interface MappingExplanation {
  readonly contract: ContractName;
  /** `read`: message to contract. `write`: contract to message. */
  readonly way: "read" | "write";
  readonly rules: readonly ExplainedRule[];
  /** Fields of the message that no rule reads. */
  readonly unmapped: readonly UnmappedField[];
  /** Everything found, those of rules included. */
  readonly findings: readonly MapFinding[];
  /** The order or result; absent when the message cannot be mapped. */
  readonly value?: Order | Result;
  /** The message written. */
  readonly written?: Message;
}

/** Outcomes by which a rule gave its target a value. */
export const VALUED: ReadonlySet<RuleEvent<unknown>["outcome"]> = new Set(["value", "default", "constant"]);

/** Items of these lists are said once however often they come. */
const DISTINCT: readonly Scope[] = ["specimen", "diagnosis"];

/** Where each item of a reading came to lie in the contract; items that were left out have no place. */
function itemPaths(events: readonly RuleEvent<InboundRule>[]): Map<Item, string> {
  const paths = new Map<Item, string>();
  const counts = new Map<string, number>();
  const known = new Map<string, string>();
  let test = "";
  for (const { scope, item } of events) {
    if (paths.has(item)) continue;
    if (scope === "message") {
      paths.set(item, "");
      continue;
    }
    const leftOut = scope === "answer" ? item.code === undefined : scope !== "test" && Object.keys(item).length === 0;
    if (leftOut) continue;
    const { list, parent } = SCOPE_PLACES[scope];
    const prefix = `${parent === "test" ? test : ""}${list}`;
    const key = `${scope} ${JSON.stringify(item)}`;
    const same = DISTINCT.includes(scope) ? known.get(key) : undefined;
    const number = counts.get(prefix) ?? 0;
    const path = same ?? `${prefix}[${number}].`;
    if (same === undefined) counts.set(prefix, number + 1);
    known.set(key, path);
    paths.set(item, path);
    if (scope === "test") test = path;
  }
  return paths;
}

/** Where each object of a contract value lies. */
function placesOf(value: unknown, path: string, into: Map<unknown, string>): Map<unknown, string> {
  if (typeof value !== "object" || value === null) return into;
  into.set(value, path === "" ? "" : `${path}.`);
  if (Array.isArray(value)) value.forEach((one, i) => void placesOf(one, `${path}[${i}]`, into));
  else for (const [key, one] of Object.entries(value)) placesOf(one, path === "" ? key : `${path}.${key}`, into);
  return into;
}

const fromRoot = (path: string, prefix: string) => (path.startsWith("/") ? path.slice(1) : prefix + path);

/** Every rule with what its events say of it, in the order of the rules. */
export function explained<E extends { readonly rule: { readonly rule: Rule } }>(
  rules: readonly Rule[],
  events: readonly E[],
  findings: readonly MapFinding[],
  traceOf: (event: E) => RuleTrace | undefined,
): ExplainedRule[] {
  const byName = new Map<string, RuleTrace[]>();
  for (const event of events) {
    const trace = traceOf(event);
    const known = byName.get(event.rule.rule.name) ?? [];
    if (trace) known.push(trace);
    byName.set(event.rule.rule.name, known);
  }
  return rules.map((rule, i) => {
    const traces = byName.get(rule.name) ?? [];
    return {
      number: i + 1,
      rule,
      matched: traces.some(({ valued }) => valued),
      traces,
      findings: findings.filter((one) => one.rule === rule.name),
    };
  });
}

type Options = { readonly answers?: Answers };

function explainReading(
  compiled: CompiledTemplate,
  contract: ContractName,
  message: Message,
  options: Options,
): MappingExplanation {
  const events: RuleEvent<InboundRule>[] = [];
  const observed = { ...options, observe: (event: RuleEvent<InboundRule>) => void events.push(event) };
  const mapped = readSample(compiled, contract, message, observed);
  const paths = itemPaths(events);
  const rules = (contract === "order" ? compiled.template.orders : compiled.template.results)?.rules ?? [];
  return {
    contract,
    way: "read",
    rules: explained(rules, events, mapped.findings, ({ rule: { rule }, item, outcome, places }) => {
      const prefix = paths.get(item);
      if (prefix === undefined) return undefined;
      return { outcome, sources: places, target: fromRoot(rule.to, prefix), valued: VALUED.has(outcome) };
    }),
    unmapped: mapped.kind === "mapped" ? mapped.unmapped : [],
    findings: mapped.findings,
    ...(mapped.kind === "mapped" && { value: mapped.value }),
  };
}

/** Number of each segment among those of its name. */
function occurrences(written: WriteResult): Map<unknown, number> {
  const numbers = new Map<unknown, number>();
  const counts = new Map<string, number>();
  for (const { id, fields } of written.kind === "written" ? written.segments : []) {
    const number = (counts.get(id) ?? 0) + 1;
    counts.set(id, number);
    numbers.set(fields, number);
  }
  return numbers;
}

function explainWriting(
  compiled: CompiledTemplate,
  contract: ContractName,
  value: Order | Result,
  options: Options,
): MappingExplanation {
  const events: OutboundEvent[] = [];
  const observed = { ...options, observe: (event: OutboundEvent) => void events.push(event) };
  const written =
    contract === "order"
      ? composeOrder(compiled, value as Order, SAMPLE_ENVELOPE, observed)
      : composeResult(compiled, value as Result, SAMPLE_ENVELOPE, observed);
  const places = placesOf(value, "", new Map());
  const numbers = occurrences(written);
  const fieldsOf = new Map(events.map((event) => [event as RuleEvent<{ rule: Rule }>, event.fields]));
  const rules = (contract === "order" ? compiled.template.orders : compiled.template.results)?.rules ?? [];
  const parsed = written.kind === "written" ? parse(written.bytes) : undefined;
  return {
    contract,
    way: "write",
    rules: explained<RuleEvent<{ readonly rule: Rule }>>(rules, events, written.findings, (event) => {
      const { rule } = event.rule;
      const number = numbers.get(fieldsOf.get(event)) ?? 1;
      return {
        outcome: event.outcome,
        sources: event.places.map((path) => fromRoot(path, places.get(event.item) ?? "")),
        target: number > 1 ? rule.to.replace(/^(...)/, `$1[${number}]`) : rule.to,
        valued: VALUED.has(event.outcome),
      };
    }),
    unmapped: [],
    findings: written.findings,
    value,
    ...(parsed?.kind === "message" && { written: parsed.message }),
  };
}

/**
 * Explains what a template does with a message. A template that writes such messages cannot read one: then the shipped
 * template for the other side reads it, and this one's writing is explained.
 * @throws TypeError when the template has no rules for this contract, is for JSON bodies, or asks expressions
 */
export function explainMapping(
  compiled: CompiledTemplate,
  contract: ContractName,
  message: Message,
  options: Options = {},
): MappingExplanation {
  const reads = (contract === "order") === (compiled.template.side === "emr");
  if (compiled.template.format === "json") throw new TypeError("Of JSON bodies explainJsonMapping speaks");
  if (reads) return explainReading(compiled, contract, message, options);
  const reader = shipped(contract === "order" ? READER_OF_ORDERS : READER_OF_RESULTS);
  const read = readSample(reader, contract, message);
  if (read.kind === "mapped") {
    const explanation = explainWriting(compiled, contract, read.value, options);
    return { ...explanation, unmapped: read.unmapped };
  }
  return { contract, way: "write", rules: [], unmapped: [], findings: read.findings };
}

/** As {@link explainMapping}, for templates that ask expressions too. */
export function explainMappingAsync(
  compiled: CompiledTemplate,
  contract: ContractName,
  message: Message,
): Promise<MappingExplanation> {
  return runSettled((answers) => explainMapping(compiled, contract, message, { answers }));
}
