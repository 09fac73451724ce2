/** A template against the contract, its samples and any messages given: one report, plain data, no values. */
import { type ContractName, contractFields } from "~/engine/contract";
import { get, parse, validate } from "~/engine/hl7";
import { type CompiledTemplate, compileTemplate } from "./compile";
import { runSettled } from "./expressions";
import type { MapFinding } from "./map-finding";
import type { TemplateLookup } from "./resolve";
import { runSample, type SampleOutcome, type SampleRun } from "./run-sample";
import { SCOPE_PLACES, wholePath } from "./scopes";
import { findTemplate } from "./shipped";
import type { Sample, Template } from "./template";

/** A place and how often it was met. */
export interface Counted {
  readonly path: string;
  readonly count: number;
}

/** A code that a table lacks; which code it was is in the message, not here. */
export interface TableMiss {
  readonly table: string;
  readonly rule: string;
  readonly path: string;
  readonly count: number;
}

/** One field of the contract and whether the template fills it. */
export interface FieldCoverage {
  readonly path: string;
  readonly required: boolean;
  /** A rule fills it, or is read from it when writing. */
  readonly mapped: boolean;
  /** In how many samples it had a value. */
  readonly valued: number;
}

/** What the check found about orders, or about results. */
export interface DirectionReport {
  readonly contract: ContractName;
  readonly samples: number;
  readonly mapped: number;
  readonly required: { readonly total: number; readonly filled: number; readonly missing: readonly string[] };
  readonly fields: readonly FieldCoverage[];
  /** Source fields with a value that no rule reads, most frequent first. */
  readonly unmapped: readonly (Counted & { readonly name?: string })[];
  readonly tableMisses: readonly TableMiss[];
  /** What the contract refused: place and reason. */
  readonly violations: readonly (Counted & { readonly reason: string })[];
  /** What the profile says about messages the template wrote. */
  readonly output: readonly (Counted & { readonly severity: string; readonly reason: string })[];
}

/** The whole report; it survives JSON as it is. */
export interface CheckReport {
  readonly ok: boolean;
  readonly template: { readonly name: string; readonly version: string };
  /** Why the template cannot be used at all. */
  readonly problem?: string;
  /** Required fields filled, of all samples, in whole per cent; 100 when nothing is required. */
  readonly requiredPercent: number;
  readonly directions: readonly DirectionReport[];
  readonly samples: readonly SampleOutcome[];
}

/** How to check. */
export interface CheckOptions {
  /** Profile that written messages are validated by; the standard alone when absent, nothing when `null`. */
  readonly profile?: string | null;
  readonly lookup?: TemplateLookup;
}

const withoutOccurrences = (path: string) => path.replace(/\[\d+\]/g, "");

/** Adds up equal things; most frequent first, then as they came. */
function counted<T extends object>(items: readonly T[]): (T & { count: number })[] {
  const found = new Map<string, T & { count: number }>();
  for (const item of items) {
    const key = JSON.stringify(item);
    const known = found.get(key);
    if (known) known.count++;
    else found.set(key, { ...item, count: 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/** Every place of a value that says something, list positions left out. */
function valuedPaths(value: unknown, path: string, into: Set<string>): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    if (value.length > 0) into.add(path);
    for (const one of value) valuedPaths(one, `${path}[]`, into);
    return;
  }
  if (path !== "" && !path.endsWith("[]")) into.add(path);
  if (typeof value !== "object") return;
  for (const [key, one] of Object.entries(value)) valuedPaths(one, path === "" ? key : `${path}.${key}`, into);
}

function mappedPaths(compiled: CompiledTemplate, contract: ContractName): ReadonlySet<string> {
  const { orders, results, side } = compiled.template;
  const reads = (contract === "order") === (side === "emr");
  const rules = (contract === "order" ? orders : results)?.rules ?? [];
  const paths = new Set(["contractVersion", ...(contract === "result" ? ["status"] : [])]);
  for (const rule of rules) {
    for (const path of reads ? [rule.to] : [rule.from ?? []].flat()) paths.add(wholePath(path, rule.each ?? "message"));
  }
  for (const { list } of Object.values(SCOPE_PLACES)) paths.add(list);
  return paths;
}

/** A field is mapped when a rule has it, something around it, or something inside it. */
function isMapped(path: string, mapped: ReadonlySet<string>): boolean {
  if (mapped.has(path)) return true;
  for (const one of mapped) {
    if (
      path.startsWith(`${one}.`) ||
      path.startsWith(`${one}[]`) ||
      one.startsWith(`${path}.`) ||
      one.startsWith(`${path}[]`)
    ) {
      return true;
    }
  }
  return false;
}

function direction(
  compiled: CompiledTemplate,
  contract: ContractName,
  ran: readonly SampleRun[],
  profile: string | null,
): DirectionReport {
  const mapped = mappedPaths(compiled, contract);
  const valued = ran.map(({ value }) => {
    const paths = new Set<string>();
    valuedPaths(value, "", paths);
    return paths;
  });
  const outcomes = ran.map(({ outcome }) => outcome);
  const findings: readonly MapFinding[] = outcomes.flatMap((outcome) => outcome.findings);
  const misses = findings.flatMap(({ table, rule, path }) =>
    table ? [{ table, rule: rule ?? "", path: withoutOccurrences(path) }] : [],
  );
  const violations = findings
    .filter(({ severity, table }) => severity === "error" && !table)
    .map(({ path, message }) => ({ path: withoutOccurrences(path), reason: message }));
  const output = profile === null ? [] : ran.flatMap(({ written }) => (written ? outputOf(written, profile) : []));
  return {
    contract,
    samples: ran.length,
    mapped: ran.filter(({ value }) => value !== undefined).length,
    required: {
      total: outcomes.reduce((sum, one) => sum + one.requiredTotal, 0),
      filled: outcomes.reduce((sum, one) => sum + one.requiredFilled, 0),
      missing: [...new Set(outcomes.flatMap((one) => one.requiredMissing))],
    },
    fields: contractFields(contract).map(({ path, required }) => ({
      path,
      required,
      mapped: isMapped(path, mapped),
      valued: valued.filter((paths) => paths.has(path)).length,
    })),
    unmapped: counted(outcomes.flatMap((one) => one.unmapped)),
    tableMisses: counted(misses),
    violations: counted(violations),
    output: counted(output),
  };
}

/** Errors and warnings of the validation. The envelope of a sample is made up, so MSH is not looked at. */
function outputOf(bytes: Uint8Array, profile: string) {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") return [{ path: "", severity: "error", reason: parsed.reason }];
  return validate(parsed.message, profile)
    .filter(({ severity, path }) => severity !== "info" && !path.startsWith("MSH"))
    .map(({ path, severity, message }) => ({
      path: withoutOccurrences(path),
      severity,
      reason: message.replace(/\[\d+\]/g, ""),
    }));
}

/** The kind of a message that comes without being told: JSON by the fields it has, HL7 by MSH-9. */
export function sampleOf(name: string, message: string): Sample {
  const parsed = parse(message);
  const type = parsed.kind === "message" ? (get(parsed.message, "MSH-9.1") ?? "") : "";
  const isResult = type === "" ? /"observations"\s*:/.test(message) : ["ORU", "OUL"].includes(type);
  return { name, kind: isResult ? "result" : "order", message };
}

function unusable({ name, version }: Template, error: unknown): CheckReport {
  const problem = error instanceof Error ? error.message : String(error);
  return { ok: false, template: { name, version }, problem, requiredPercent: 0, directions: [], samples: [] };
}

function reportOf(compiled: CompiledTemplate, ran: readonly SampleRun[], profile: string | null): CheckReport {
  const { name, version, mode } = compiled.template;
  const kinds: readonly ContractName[] = mode === "results-only" ? ["result"] : ["order", "result"];
  const directions = kinds.map((kind) =>
    direction(
      compiled,
      kind,
      ran.filter(({ outcome }) => outcome.kind === kind),
      profile,
    ),
  );
  const total = directions.reduce((sum, one) => sum + one.required.total, 0);
  const filled = directions.reduce((sum, one) => sum + one.required.filled, 0);
  const lacking = directions.filter((one) => one.samples === 0).map((one) => one.contract);
  return {
    ok:
      lacking.length === 0 &&
      ran.every(({ outcome }) => outcome.ok) &&
      directions.every(({ output }) => output.every(({ severity }) => severity !== "error")),
    template: { name, version },
    ...(lacking.length > 0 && { problem: `There is no sample ${lacking.join(" and no sample ")}.` }),
    requiredPercent: total === 0 ? 100 : Math.floor((filled / total) * 100),
    directions,
    samples: ran.map(({ outcome }) => outcome),
  };
}

/**
 * Everything worth knowing before a template is used: which fields it fills, what it leaves behind, which codes its
 * tables lack, what the contract refuses, and what is wrong with the messages it writes.
 * @param samples further samples, such as messages a practice sent for its tests
 */
export function checkTemplate(
  template: Template,
  samples: readonly Sample[] = [],
  { profile = "base", lookup = findTemplate }: CheckOptions = {},
): CheckReport {
  let compiled: CompiledTemplate;
  try {
    compiled = compileTemplate(template, lookup);
    if (compiled.needsAsync) throw new TypeError("It asks expressions; checkTemplateAsync can check it.");
  } catch (error) {
    return unusable(template, error);
  }
  const ran = [...compiled.template.samples, ...samples].map((sample) => runSample(compiled, sample));
  return reportOf(compiled, ran, profile);
}

/** As {@link checkTemplate}, for any template. */
export async function checkTemplateAsync(
  template: Template,
  samples: readonly Sample[] = [],
  { profile = "base", lookup = findTemplate }: CheckOptions = {},
): Promise<CheckReport> {
  let compiled: CompiledTemplate;
  try {
    compiled = compileTemplate(template, lookup);
  } catch (error) {
    return unusable(template, error);
  }
  const ran: SampleRun[] = [];
  for (const sample of [...compiled.template.samples, ...samples]) {
    ran.push(await runSettled((answers) => runSample(compiled, sample, { answers })));
  }
  return reportOf(compiled, ran, profile);
}
