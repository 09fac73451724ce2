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
import type { Item } from "./inbound";
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

/** One run over one body; which side is the contract's is the only difference between the ways. */
class JsonRun {
  readonly findings: MapFinding[] = [];

  constructor(
    readonly map: CompiledMap<JsonRule>,
    readonly root: unknown,
    readonly way: Way,
  ) {}

  #source({ fromRoot, keys }: ContractPath, item: unknown, index: number): unknown {
    if (keys[0] === INDEX) return String(index);
    return readPath(fromRoot ? this.root : item, keys) ?? undefined;
  }

  #note(rule: JsonRule, severity: MapFinding["severity"], code: string, message: string, more?: Partial<MapFinding>) {
    const path = (this.way === "read" ? rule.sources[0] : rule.target)?.text ?? rule.rule.to;
    const finding = { severity, code, path, message: `${path} ${message}`, rule: rule.rule.name, ...more };
    this.findings.push(finding);
  }

  /** Applies the rules of a scope, then those of the lists inside it. */
  apply(scope: Scope | "message", item: unknown, into: Item, index = 1): void {
    for (const rule of this.map.scopes[scope]) this.#applyRule(rule, item, into, index);
    for (const [name, { list, parent }] of Object.entries(SCOPE_PLACES) as [Scope, (typeof SCOPE_PLACES)[Scope]][]) {
      if (parent !== scope || this.map.scopes[name].length === 0) continue;
      const body = (this.map.spec.lists?.[name] ?? list).split(".");
      const [from, to] = this.way === "read" ? [body, [list]] : [[list], body];
      const items = readPath(item, from);
      if (!Array.isArray(items)) continue;
      const made = items.map((one, i) => {
        const next: Item = {};
        this.apply(name, one, next, i + 1);
        return next;
      });
      writePath(into, to, made);
    }
  }

  #applyRule(compiled: JsonRule, item: unknown, into: Item, index: number): void {
    const { rule, condition, sources, transform, target } = compiled;
    const text = (path: ContractPath) => {
      const value = this.#source(path, item, index);
      return value === undefined ? undefined : String(value);
    };
    if (condition && !holds(condition, text)) return;
    if (readPath(into, target.keys) !== undefined) return;
    const found =
      rule.constant ?? sources.map((path) => this.#source(path, item, index)).find((one) => one !== undefined);
    const json = transform.json;
    const value =
      rule.constant ??
      (found === undefined || !json
        ? found
        : json[this.way](found, ({ severity = "warning", code, message, ...more }) =>
            this.#note(compiled, severity, code, message, more),
          )) ??
      rule.default;
    if (value !== undefined) writePath(into, target.keys, value);
    else if (rule.required) {
      this.#note(
        compiled,
        this.way === "read" ? "error" : "warning",
        "required-missing",
        "is required, and it is empty.",
      );
    }
  }
}

/** Leaves of what is read that no rule's place covers, with list positions left out. */
function unmapped(map: CompiledMap<JsonRule>, way: Way, body: unknown): UnmappedField[] {
  const lists = way === "read" ? map.spec.lists : undefined;
  const read = Object.values(map.scopes)
    .flat()
    .flatMap(({ rule, sources }) =>
      sources.map(({ fromRoot, keys }) => (fromRoot ? "" : bodyPrefix(lists, rule.each ?? "message")) + keys.join(".")),
    );
  const found = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (path !== "" && read.includes(path)) return;
    if (Array.isArray(value)) for (const one of value) visit(one, path);
    else if (typeof value === "object" && value !== null) {
      for (const [key, one] of Object.entries(value)) visit(one, path ? `${path}.${key}` : key);
    } else if (value !== null && value !== undefined && value !== "" && path !== "contractVersion") found.add(path);
  };
  visit(body, "");
  return [...found].map((path) => ({ path }));
}

function readWith<T>(map: CompiledMap<JsonRule>, body: unknown, check: ContractCheck<T>): MapResult<T> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return unmappable("not-an-object", "", "The body is not a JSON object.");
  }
  const run = new JsonRun(map, body, "read");
  const value: Item = { contractVersion: CONTRACT_VERSION };
  run.apply("message", body, value);
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
export function readOrderJson(compiled: CompiledTemplate, body: unknown): MapResult<Order> {
  return readWith(mapOrFail(compiled, "order", "read"), body, orderCheck);
}

/** The result in a JSON body. @throws TypeError when the template does not read results as JSON */
export function readResultJson(compiled: CompiledTemplate, body: unknown): MapResult<Result> {
  return readWith(mapOrFail(compiled, "result", "read"), body, resultCheck);
}

function writeWith(map: CompiledMap<JsonRule>, value: unknown): JsonWriteResult {
  const run = new JsonRun(map, value, "write");
  const body: Item = {};
  run.apply("message", value, body);
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
export function composeOrderJson(compiled: CompiledTemplate, order: Order): JsonWriteResult {
  return writeWith(mapOrFail(compiled, "order", "write"), order);
}

/** The result as a JSON body. @throws TypeError when the template does not write results as JSON */
export function composeResultJson(compiled: CompiledTemplate, result: Result): JsonWriteResult {
  return writeWith(mapOrFail(compiled, "result", "write"), result);
}
