/** JSON bodies to the contract and back, by the same rules as HL7: paths on both sides, lists named by the template. */
import {
  CONTRACT_VERSION,
  type ContractCheck,
  type ContractName,
  type Order,
  orderCheck,
  type Result,
  resultCheck,
} from "~/engine/contract";
import type { CompiledMap, CompiledTemplate, JsonRule } from "./compile";
import { holds } from "./conditions";
import { type ContractPath, INDEX, readPath, writePath } from "./contract-path";
import type { UnmappedField } from "./coverage";
import type { Item, RuleEvent } from "./inbound";
import { bodyPrefix } from "./json-places";
import { isHold, type MapFinding } from "./map-finding";
import { type MapResult, unmappable } from "./read";
import { wholeStatus } from "./result-status";
import { SCOPE_PLACES } from "./scopes";
import type { Scope } from "./template";

/** As for HL7: a body whose findings are warnings, or why there is none. */
export type JsonWriteResult =
  | {
      readonly kind: "written";
      readonly body: Readonly<Record<string, unknown>>;
      readonly findings: readonly MapFinding[];
    }
  | { readonly kind: "unwritable"; readonly hold: boolean; readonly findings: readonly MapFinding[] };

type Way = "read" | "write";

/** What one rule did for one item, with exact places: `order.items[0].code`. */
export interface JsonEvent {
  readonly rule: JsonRule;
  readonly outcome: RuleEvent<JsonRule>["outcome"];
  /** Those that have a value, of all the rule reads. */
  readonly sources: readonly string[];
  readonly target: string;
}

/** What a run is asked for besides the value. */
export interface JsonOptions {
  /** Is told what every rule did. */
  readonly observe?: (event: JsonEvent) => void;
}

/** The item a scope's rules are at, on both sides. `fromPath` and `toPath` end in a point, or are empty. */
interface At {
  readonly item: unknown;
  readonly into: Item;
  readonly fromPath: string;
  readonly toPath: string;
  /** Counted from 1. */
  readonly index: number;
}

const exactPath = ({ fromRoot, keys }: ContractPath, prefix: string) => (fromRoot ? "" : prefix) + keys.join(".");

/** One run over one body; which side is the contract's is the only difference between the ways. */
class JsonRun {
  readonly findings: MapFinding[] = [];

  constructor(
    readonly map: CompiledMap<JsonRule>,
    readonly root: unknown,
    readonly way: Way,
    readonly options: JsonOptions,
  ) {}

  #source({ fromRoot, keys }: ContractPath, { item, index }: At): unknown {
    if (keys[0] === INDEX) return String(index);
    return readPath(fromRoot ? this.root : item, keys) ?? undefined;
  }

  #note(rule: JsonRule, at: At, severity: MapFinding["severity"], code: string, message: string, more?: object) {
    const [source] = rule.sources;
    const path = this.way === "read" && source ? exactPath(source, at.fromPath) : exactPath(rule.target, at.toPath);
    this.findings.push({ severity, code, path, message: `${path} ${message}`, rule: rule.rule.name, ...more });
  }

  /** Applies the rules of a scope, then those of the lists inside it. */
  apply(scope: Scope | "message", at: At): void {
    for (const rule of this.map.scopes[scope]) {
      const outcome = this.#applyRule(rule, at);
      this.options.observe?.({
        rule,
        outcome,
        sources: rule.sources
          .filter((source) => this.#source(source, at) !== undefined)
          .map((source) => exactPath(source, at.fromPath)),
        target: exactPath(rule.target, at.toPath),
      });
    }
    for (const [name, { list, parent }] of Object.entries(SCOPE_PLACES) as [Scope, (typeof SCOPE_PLACES)[Scope]][]) {
      if (parent !== scope || this.map.scopes[name].length === 0) continue;
      const body = (this.map.spec.lists?.[name] ?? list).split(".");
      const [from, to] = this.way === "read" ? [body, [list]] : [[list], body];
      const items = readPath(at.item, from);
      if (!Array.isArray(items)) continue;
      const made = items.map((item, i) => {
        const into: Item = {};
        const fromPath = `${at.fromPath}${from.join(".")}[${i}].`;
        const toPath = `${at.toPath}${to.join(".")}[${i}].`;
        this.apply(name, { item, into, fromPath, toPath, index: i + 1 });
        return into;
      });
      writePath(at.into, to, made);
    }
  }

  #applyRule(compiled: JsonRule, at: At): JsonEvent["outcome"] {
    const { rule, condition, sources, target } = compiled;
    const text = (path: ContractPath) => {
      const value = this.#source(path, at);
      return value === undefined ? undefined : String(value);
    };
    if (condition && !holds(condition, text)) return "skipped";
    if (readPath(at.into, target.keys) !== undefined) return "taken";
    const found = rule.constant === undefined ? this.#found(sources, at) : undefined;
    const read = found === undefined ? undefined : this.#changed(compiled, found, at);
    const value = rule.constant ?? read ?? rule.default;
    if (value !== undefined) writePath(at.into, target.keys, value);
    else if (rule.required) {
      const severity = this.way === "read" ? "error" : "warning";
      this.#note(compiled, at, severity, "required-missing", "is required, and it is empty.");
    }
    if (read !== undefined) return "value";
    return value === undefined ? "empty" : rule.constant === undefined ? "default" : "constant";
  }

  #found(sources: readonly ContractPath[], at: At): unknown {
    return sources.map((source) => this.#source(source, at)).find((one) => one !== undefined);
  }

  #changed(compiled: JsonRule, found: unknown, at: At): unknown {
    const { json } = compiled.transform;
    if (!json) return found;
    return json[this.way](found, ({ severity = "warning", code, message, ...more }) =>
      this.#note(compiled, at, severity, code, message, more),
    );
  }
}

const atRoot = (item: unknown, into: Item): At => ({ item, into, fromPath: "", toPath: "", index: 1 });

/** Leaves of what is read that no rule's place covers and that are not left behind, with list positions left out. */
function unmapped(map: CompiledMap<JsonRule>, way: Way, body: unknown): UnmappedField[] {
  const lists = way === "read" ? map.spec.lists : undefined;
  const read = Object.values(map.scopes)
    .flat()
    .flatMap(({ rule, sources }) =>
      sources.map(({ fromRoot, keys }) => (fromRoot ? "" : bodyPrefix(lists, rule.each ?? "message")) + keys.join(".")),
    );
  const known = new Set([...read, ...(map.spec.ignore ?? [])]);
  const found = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (path !== "" && known.has(path)) return;
    if (Array.isArray(value)) for (const one of value) visit(one, path);
    else if (typeof value === "object" && value !== null) {
      for (const [key, one] of Object.entries(value)) visit(one, path ? `${path}.${key}` : key);
    } else if (value !== null && value !== undefined && value !== "" && path !== "contractVersion") found.add(path);
  };
  visit(body, "");
  return [...found].map((path) => ({ path }));
}

function readWith<T>(
  map: CompiledMap<JsonRule>,
  body: unknown,
  check: ContractCheck<T>,
  options: JsonOptions,
): MapResult<T> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return unmappable("not-an-object", "", "The body is not a JSON object.");
  }
  const run = new JsonRun(map, body, "read", options);
  const value: Item = { contractVersion: CONTRACT_VERSION };
  run.apply("message", atRoot(body, value));
  if (map.contract === "result") {
    for (const test of (value.tests ?? []) as Item[]) test.observations ??= [];
    value.status ??= Array.isArray(value.tests) ? wholeStatus(value.tests as Item[]) : undefined;
  }
  const checked = check.safeParse(value);
  if (!checked.success) {
    for (const { path, message } of checked.error.issues) {
      const at = path.map(String).join(".");
      const reason = /^(has|is) /.test(message) ? message : "is missing or not as the contract wants it";
      run.findings.push({ severity: "error", code: "contract-breach", path: at, message: `${at} ${reason}.` });
    }
  }
  if (!checked.success || run.findings.some(({ severity }) => severity === "error")) {
    return { kind: "unmappable", hold: isHold(run.findings), findings: run.findings };
  }
  return { kind: "mapped", value: checked.data, unmapped: unmapped(map, "read", body), findings: run.findings };
}

function mapOrFail({ template, jsonOrders, jsonResults }: CompiledTemplate, contract: ContractName, way: Way) {
  const map = contract === "order" ? jsonOrders : jsonResults;
  const reads = (contract === "order") === (template.side === "emr");
  if (!map || reads !== (way === "read")) {
    throw new TypeError(`Template ${template.name} does not ${way} ${contract}s as JSON`);
  }
  return map;
}

/** The order in a JSON body. @throws TypeError when the template does not read orders as JSON */
export function readOrderJson(compiled: CompiledTemplate, body: unknown, options: JsonOptions = {}): MapResult<Order> {
  return readWith(mapOrFail(compiled, "order", "read"), body, orderCheck, options);
}

/** The result in a JSON body. @throws TypeError when the template does not read results as JSON */
export function readResultJson(
  compiled: CompiledTemplate,
  body: unknown,
  options: JsonOptions = {},
): MapResult<Result> {
  return readWith(mapOrFail(compiled, "result", "read"), body, resultCheck, options);
}

function writeWith(map: CompiledMap<JsonRule>, value: unknown, options: JsonOptions): JsonWriteResult {
  const run = new JsonRun(map, value, "write", options);
  const body: Item = {};
  run.apply("message", atRoot(value, body));
  const { findings } = run;
  if (findings.some(({ severity }) => severity === "error"))
    return { kind: "unwritable", hold: isHold(findings), findings };
  return { kind: "written", body, findings };
}

/** Places of an order or result with a value that the template, which writes it as JSON, leaves behind. */
export function unwrittenJson(compiled: CompiledTemplate, contract: ContractName, value: unknown): UnmappedField[] {
  return unmapped(mapOrFail(compiled, contract, "write"), "write", value);
}

/** The order as a JSON body. @throws TypeError when the template does not write orders as JSON */
export function composeOrderJson(compiled: CompiledTemplate, order: Order, options: JsonOptions = {}): JsonWriteResult {
  return writeWith(mapOrFail(compiled, "order", "write"), order, options);
}

/** The result as a JSON body. @throws TypeError when the template does not write results as JSON */
export function composeResultJson(
  compiled: CompiledTemplate,
  result: Result,
  options: JsonOptions = {},
): JsonWriteResult {
  return writeWith(mapOrFail(compiled, "result", "write"), result, options);
}
