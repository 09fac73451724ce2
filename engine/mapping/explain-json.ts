/** What every rule of a template for JSON bodies did with one body; the twin of explain-mapping. */
import type { ContractName, Order, Result } from "~/engine/contract";
import type { CompiledTemplate } from "./compile";
import { contractField } from "./contract-path";
import type { UnmappedField } from "./coverage";
import { type ExplainedRule, explained, type MappingExplanation, VALUED } from "./explain-mapping";
import {
  composeOrderJson,
  composeResultJson,
  type JsonEvent,
  type JsonOptions,
  readOrderJson,
  readResultJson,
} from "./json-body";
import type { MapFinding } from "./map-finding";
import type { MapResult } from "./read";
import { JSON_READERS, shipped } from "./run-sample";
import { SCOPE_PLACES } from "./scopes";
import type { SuggestedRule } from "./suggest-rules";
import { type Rule, SCOPES, type Scope } from "./template";

/** As {@link MappingExplanation}; `written` is the body that was written. */
export interface JsonExplanation extends Omit<MappingExplanation, "written"> {
  readonly written?: Readonly<Record<string, unknown>>;
}

const specOf = ({ template }: CompiledTemplate, contract: ContractName) =>
  contract === "order" ? template.orders : template.results;

const read = (by: CompiledTemplate, contract: ContractName, body: unknown, options: JsonOptions = {}) =>
  (contract === "order" ? readOrderJson : readResultJson)(by, body, options) as MapResult<Order | Result>;

function rulesOf(
  compiled: CompiledTemplate,
  contract: ContractName,
  events: readonly JsonEvent[],
  findings: readonly MapFinding[],
): ExplainedRule[] {
  return explained(specOf(compiled, contract)?.rules ?? [], events, findings, ({ outcome, sources, target }) => ({
    outcome,
    sources,
    target,
    valued: VALUED.has(outcome),
  }));
}

/**
 * Explains what a template does with a JSON body. One that writes such bodies cannot read one: then the shipped template
 * that does reads it, and this one's writing is explained.
 * @throws TypeError when the template has no rules for this contract, or is for HL7 messages
 */
export function explainJsonMapping(compiled: CompiledTemplate, contract: ContractName, body: unknown): JsonExplanation {
  const events: JsonEvent[] = [];
  const observed: JsonOptions = { observe: (event) => void events.push(event) };
  if ((contract === "order") === (compiled.template.side === "emr")) {
    const mapped = read(compiled, contract, body, observed);
    return {
      contract,
      way: "read",
      rules: rulesOf(compiled, contract, events, mapped.findings),
      unmapped: mapped.kind === "mapped" ? mapped.unmapped : [],
      findings: mapped.findings,
      ...(mapped.kind === "mapped" && { value: mapped.value }),
    };
  }
  const first = read(shipped(JSON_READERS[contract]), contract, body);
  if (first.kind === "unmappable") return { contract, way: "write", rules: [], unmapped: [], findings: first.findings };
  const { value } = first;
  const written =
    contract === "order"
      ? composeOrderJson(compiled, value as Order, observed)
      : composeResultJson(compiled, value as Result, observed);
  return {
    contract,
    way: "write",
    rules: rulesOf(compiled, contract, events, written.findings),
    unmapped: first.unmapped,
    findings: written.findings,
    value,
    ...(written.kind === "written" && { written: written.body }),
  };
}

/** `last_name` as the contract would write it. */
const contractWord = (key: string) => key.replace(/[_-]+(.)/g, (_, letter: string) => letter.toUpperCase());

/** The innermost list a place of the body lies in, by the places the template gives its lists. */
function scopeOf(compiled: CompiledTemplate, contract: ContractName, path: string): { each?: Scope; rest: string } {
  const lists = specOf(compiled, contract)?.lists;
  const prefix = (scope: Scope): string => {
    const { list, parent } = SCOPE_PLACES[scope];
    return `${parent === "message" ? "" : prefix(parent)}${lists?.[scope] ?? list}.`;
  };
  const inside = SCOPES.filter(
    (scope) => SCOPE_PLACES[scope].contracts.includes(contract) && path.startsWith(prefix(scope)),
  ).sort((a, b) => prefix(b).length - prefix(a).length)[0];
  return inside ? { each: inside, rest: path.slice(prefix(inside).length) } : { rest: path };
}

/**
 * A suggestion for every place of a body that the template does not read: where the contract has a field of the same
 * path, a rule that fills it.
 */
export function suggestJsonRules(
  compiled: CompiledTemplate,
  contract: ContractName,
  unmapped: readonly UnmappedField[],
): SuggestedRule[] {
  const rules = specOf(compiled, contract)?.rules ?? [];
  const names = new Set(rules.map(({ name }) => name));
  return unmapped.map((field) => {
    const { each, rest } = scopeOf(compiled, contract, field.path);
    const to = rest.split(".").map(contractWord).join(".");
    const found = contractField(contract, to, each ?? "message");
    const filled = rules.some((rule) => rule.each === each && rule.to === to);
    if (!found || filled) {
      return { field, reason: "The contract has no free place of this name. Say where it goes, or leave it behind." };
    }
    const wanted = field.path.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    let name = wanted;
    for (let n = 2; names.has(name); n++) name = `${wanted}-${n}`;
    names.add(name);
    const rule: Rule = {
      name,
      ...(each && { each }),
      from: rest,
      to,
      ...(found.type !== "text" && { transform: "copy" }),
    };
    return { field, rule, reason: "The contract has a field of this name." };
  });
}
