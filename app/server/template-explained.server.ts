/** What the editor shows alike of HL7 messages and JSON bodies: links, findings, missing places, tables' misses. */
import type {
  EditorFinding,
  Evaluation,
  Flow,
  Link,
  PlaceRow,
  TableMiss,
  UnmappedPlace,
} from "~/app/components/mapping/types";
import { CONTRACT_VERSION, type ContractName, type Order, type Result } from "~/engine/contract";
import {
  builtInTables,
  type CompiledTemplate,
  checkTemplateAsync,
  compileTemplate,
  composeOrder,
  composeResult,
  type Envelope,
  findTemplate,
  type MapFinding,
  type MappingExplanation,
  type Rule,
  type RuleTrace,
  type SuggestedRule,
} from "~/engine/mapping";
import { contractRows, plainPath } from "./template-places.server";

/** An explanation, whatever was read or written. */
export type Explained = Pick<MappingExplanation, "contract" | "way" | "rules" | "unmapped" | "findings" | "value">;

/** One application of a template to one message or body. */
export interface Application {
  readonly flow: Flow;
  readonly contract: ContractName;
  readonly compiled: CompiledTemplate;
  readonly explanation: Explained;
  readonly links: Link[];
  /** It is a stored message: what identifies the patient is not given. */
  readonly masked: boolean;
}

const SAMPLE_ENVELOPE: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "SAMPLE",
  receivingFacility: "SAMPLE",
  controlId: "SAMPLE1",
  sentAt: "2026-01-01T00:00:00Z",
  processingId: "T",
};

const VALUED: readonly RuleTrace["outcome"][] = ["value", "default", "constant"];

/** Each rule with what it read and filled; a required one that stayed empty is linked to the place it left empty. */
export function linksOf({ rules }: Explained): Link[] {
  return rules.flatMap(({ rule, traces }) =>
    traces
      .filter(({ outcome, valued }) => (valued && VALUED.includes(outcome)) || (rule.required && outcome === "empty"))
      .map(({ outcome, sources, target }) => ({
        rule: rule.name,
        from: outcome === "value" || outcome === "empty" ? readPlaces(rule, sources) : [],
        to: [target],
      })),
  );
}

/** Of several places the first that has a value is read; a list takes every segment of that place. */
function readPlaces(rule: Rule, sources: readonly string[]): string[] {
  const [first] = sources;
  if (first === undefined || rule.all) return [...sources];
  return sources.filter((path) => plainPath(path) === plainPath(first));
}

/** What every outcome says. `codeAt`: the code at a place of the source, empty when it must not be given. */
export function saidOf(
  application: Application,
  codeAt: (path: string) => string,
): Pick<Evaluation, "flow" | "required" | "missing" | "links" | "misses" | "findings"> {
  const { flow, explanation, links } = application;
  const required = explanation.rules.filter(({ rule }) => rule.required);
  const empty = required.map(({ traces }) => traces.find(({ outcome }) => outcome === "empty")?.target);
  const missing = empty.filter((target) => target !== undefined);
  return {
    flow,
    required: { filled: required.length - missing.length, total: required.length },
    missing: missing.map(missingRow),
    links,
    misses: missesOf(application, codeAt),
    findings: findingsOf(
      tablesNamed(application, explanation.findings),
      explanation.rules.map(({ rule }) => rule),
    ),
  };
}

const missingRow = (key: string): PlaceRow => ({
  key,
  kind: "value",
  depth: 0,
  label: key,
  name: "",
  value: "",
  masked: false,
  use: "missing",
});

/** Findings that name a table name one of the template: a rule's own pairs of codes are a table without a name. */
function tablesNamed({ compiled }: Application, findings: readonly MapFinding[]): MapFinding[] {
  const tables = { ...builtInTables, ...compiled.template.tables };
  return findings.map(({ table, ...rest }) => (table && Object.hasOwn(tables, table) ? { ...rest, table } : rest));
}

/** The codes tables lack, each once with how often; of a stored message without those that identify the patient. */
function missesOf(application: Application, codeAt: (path: string) => string): TableMiss[] {
  const { explanation } = application;
  const found = new Map<string, TableMiss>();
  for (const { table, rule = "", path } of tablesNamed(application, explanation.findings)) {
    if (!table) continue;
    const code = explanation.way === "write" ? valueWithoutCode(application, rule, path) : codeAt(path);
    const key = [table, rule, plainPath(path), code].join("\n");
    const known = found.get(key);
    if (known) known.count += 1;
    else found.set(key, { table, rule, path, code, count: 1 });
  }
  return [...found.values()];
}

/** What is written lacks a code for what stands in the contract. */
function valueWithoutCode({ explanation, masked }: Application, rule: string, path: string): string {
  const traces = explanation.rules.find((one) => one.rule.name === rule)?.traces ?? [];
  const place = traces.find(({ target }) => target === path)?.sources[0];
  const value = place === undefined ? undefined : valueAt(explanation.value, place);
  return masked || typeof value !== "string" ? "" : value;
}

/** The value at a place such as `tests[0].code`. */
export const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      value,
    );

/** The contract record as rows. */
export function contractTree(
  { flow, contract }: Application,
  value: Order | Result,
  use: (path: string) => PlaceRow["use"],
  hide: (path: string, text: string) => boolean,
) {
  const title = flow === "orders" ? "Order" : "Result";
  return { title, facts: `${title} ${CONTRACT_VERSION}`, rows: contractRows(value, { contract, use, hide }) };
}

/** What a reader of the written message does not find again; as places of the contract. */
export async function lostFindings(
  compiled: CompiledTemplate,
  kind: ContractName,
  message: string,
): Promise<MapFinding[]> {
  const { samples } = await checkTemplateAsync(
    { ...compiled.template, samples: [{ name: "open", kind, message }] },
    [],
    { profile: null },
  );
  return (samples[0]?.findings ?? [])
    .filter(({ code }) => code === "lost-in-writing")
    .map((finding) => ({ ...finding, path: finding.path.replace(/\.(\d+)(?=\.|$)/g, "[$1]") }));
}

const PLACEHOLDER = "not set";

/** The template with a stand-in wherever a required place stayed empty, so that one does not hide all others. */
export function withStandIns({ compiled, flow, explanation }: Application, missing: readonly PlaceRow[]) {
  const { template } = compiled;
  const targets = new Set(missing.map(({ key }) => key));
  const empty = new Set(
    explanation.rules
      .filter(({ traces }) => traces.some(({ target }) => targets.has(target)))
      .map(({ rule }) => rule.name),
  );
  const rules = template[flow]?.rules?.map((rule) => (empty.has(rule.name) ? { ...rule, default: PLACEHOLDER } : rule));
  return compileTemplate({ ...template, [flow]: { ...template[flow], rules } });
}

/** What the other rules gave, with the stand-ins shown as missing; what is found stays what `whole` found. */
export function withoutStandIns(whole: Evaluation, filled: Evaluation): Evaluation {
  const targets = new Set(whole.missing.map(({ key }) => key));
  const rows = filled.target?.rows.map(
    (row): PlaceRow => (targets.has(row.key) ? { ...row, value: "", use: "missing" } : row),
  );
  if (!filled.target || !rows) return whole;
  const { required, findings, misses } = whole;
  return { ...filled, target: { ...filled.target, rows }, output: null, required, findings, misses, missing: [] };
}

/** What the shipped template of the other side makes of the value: the message as it usually goes out. */
export function composed(side: "emr" | "lis", contract: ContractName, value: Order | Result): Uint8Array | undefined {
  const found = findTemplate(side === "emr" ? "lis-generic" : "generic-orm-2.5.1");
  if (!found) return undefined;
  const other = compileTemplate(found);
  const result =
    contract === "order"
      ? composeOrder(other, value as Order, SAMPLE_ENVELOPE)
      : composeResult(other, value as Result, SAMPLE_ENVELOPE);
  return result.kind === "written" ? result.bytes : undefined;
}

const findingWords: Record<string, string> = {
  "required-missing": "Required",
  "segment-missing": "Required",
  "lost-in-writing": "Lost",
  "not-in-table": "No entry",
};

/** Findings in the editor's words; what is only for the record is left out. */
export function findingsOf(findings: readonly MapFinding[], rules: readonly Rule[]): EditorFinding[] {
  return findings
    .filter(({ severity }) => severity !== "info")
    .map((finding, i) => {
      const plain = plainPath(finding.path);
      const reader = rules.find((rule) => plain !== "" && [rule.from ?? []].flat().includes(plain));
      const stops = finding.severity === "error";
      return {
        key: `${i} ${finding.code} ${finding.path}`,
        tone: stops ? "stop" : "warn",
        word: findingWords[finding.code] ?? (finding.hold ? "Held" : stops ? "Wrong" : "Check"),
        path: finding.path,
        rule: finding.rule ?? reader?.name,
        message: finding.message,
        ...(finding.table && { table: finding.table }),
      };
    });
}

/** A place no rule reads, with a rule to begin from. */
export function unmappedPlace(
  { path, name = "" }: { path: string; name?: string },
  suggestions: readonly SuggestedRule[],
): UnmappedPlace {
  const suggested = suggestions.find(({ field }) => field.path === path)?.rule;
  const rule = suggested ?? { name: path.toLowerCase().replace(/[^a-z0-9]+/g, "-"), from: path, to: "" };
  return { path, name, rule, suggested: suggested !== undefined };
}
