/**
 * Runs a template over its samples. What comes in is read as in production. What goes out cannot be read by the template
 * itself, so the sample is read by the shipped template for the other side, written by this one, read again, and compared:
 * whatever the second reading lacks was lost in writing.
 */
import type { Order, Result } from "~/engine/contract";
import { type Message, parse } from "~/engine/hl7";
import { type CompiledTemplate, compileTemplate } from "./compile";
import { readPath } from "./contract-path";
import type { UnmappedField } from "./coverage";
import { composeOrderJson, composeResultJson, readOrderJson, readResultJson } from "./json-body";
import type { MapFinding } from "./map-finding";
import { type MapResult, readOrder, readResult, unmappable } from "./read";
import type { TemplateLookup } from "./resolve";
import { findTemplate } from "./shipped";
import type { Rule, Sample, Template } from "./template";
import { composeOrder, composeResult, type Envelope } from "./write";

export interface SampleOutcome {
  readonly name: string;
  readonly kind: Sample["kind"];
  readonly ok: boolean;
  /** Required rules of the map, and how many found their value. */
  readonly requiredTotal: number;
  readonly requiredFilled: number;
  readonly unmapped: readonly UnmappedField[];
  readonly findings: readonly MapFinding[];
}

export interface TemplateReport {
  readonly ok: boolean;
  readonly samples: readonly SampleOutcome[];
  /** Why the template cannot be used at all. */
  readonly problem?: string;
}

const READER_OF_RESULTS = "lis-generic";
const READER_OF_ORDERS = "generic-orm-2.5.1";
const SAMPLE_ENVELOPE: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "SAMPLE",
  receivingFacility: "SAMPLE",
  controlId: "SAMPLE1",
  sentAt: "2026-01-01T00:00:00Z",
  processingId: "T",
};

/** @param extraMessages further samples, such as messages a practice sent for its tests */
export function validateTemplate(
  template: Template,
  extraMessages: readonly Sample[] = [],
  lookup: TemplateLookup = findTemplate,
): TemplateReport {
  let compiled: CompiledTemplate;
  try {
    compiled = compileTemplate(template, lookup);
  } catch (error) {
    return { ok: false, samples: [], problem: error instanceof Error ? error.message : String(error) };
  }
  const samples = [...compiled.template.samples, ...extraMessages].map((sample) => runSample(compiled, sample));
  const needed = compiled.template.mode === "results-only" ? ["result"] : ["order", "result"];
  const lacking = needed.filter((kind) => !samples.some((sample) => sample.kind === kind));
  return {
    ok: lacking.length === 0 && samples.every((sample) => sample.ok),
    samples,
    ...(lacking.length > 0 && { problem: `There is no sample ${lacking.join(" and no sample ")}.` }),
  };
}

/** What a sample comes to: read by the template, or read by another, written by it and read again. */
function mapSample(compiled: CompiledTemplate, { kind, message: text }: Sample): MapResult<Order | Result> {
  const reads = (kind === "order") === (compiled.template.side === "emr");
  if (compiled.template.format === "json") return mapJsonSample(compiled, kind, text, reads);
  const parsed = parse(text);
  if (parsed.kind === "malformed") return unmappable(parsed.code, parsed.path ?? "", parsed.reason);
  const inbound = kind === "order" ? compiled.inboundOrders : compiled.inboundResults;
  return inbound ? readSample(compiled, kind, parsed.message) : thereAndBack(compiled, kind, parsed.message);
}

function mapJsonSample(
  compiled: CompiledTemplate,
  kind: Sample["kind"],
  text: string,
  reads: boolean,
): MapResult<Order | Result> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unmappable("not-json", "", "The sample is not JSON.");
  }
  const read = (by: CompiledTemplate, from: unknown): MapResult<Order | Result> =>
    kind === "order" ? readOrderJson(by, from) : readResultJson(by, from);
  if (reads) return read(compiled, body);
  const reader = compileTemplate(shippedOrFail(kind === "order" ? "generic-json" : "lis-json"));
  const first = read(reader, body);
  if (first.kind === "unmappable") return first;
  const written =
    kind === "order"
      ? composeOrderJson(compiled, first.value as Order)
      : composeResultJson(compiled, first.value as Result);
  if (written.kind === "unwritable") return { ...written, kind: "unmappable" };
  const findings = lostPaths(first.value, { ...first.value, ...written.body }).map(lostFinding);
  return { ...first, findings: [...findings, ...written.findings] };
}

function shippedOrFail(name: string): Template {
  const template = findTemplate(name);
  if (!template) throw new Error("A shipped template is missing");
  return template;
}

function runSample(compiled: CompiledTemplate, sample: Sample): SampleOutcome {
  const rules = (sample.kind === "order" ? compiled.template.orders : compiled.template.results)?.rules ?? [];
  const required = rules.filter((rule) => rule.required);
  const outcome = (
    ok: boolean,
    filled: number,
    findings: readonly MapFinding[],
    unmapped: readonly UnmappedField[] = [],
  ) => ({
    name: sample.name,
    kind: sample.kind,
    ok,
    requiredTotal: required.length,
    requiredFilled: filled,
    unmapped,
    findings,
  });
  const inbound = (sample.kind === "order") === (compiled.template.side === "emr");
  const mapped = mapSample(compiled, sample);
  if (mapped.kind === "unmappable") {
    const missing = new Set(
      mapped.findings.filter((one) => one.severity === "error").map((one) => one.path.replace(/\[\d+\]/, "")),
    );
    const filled = required.filter((rule) => ![rule.from ?? []].flat().some((path) => missing.has(path)));
    return outcome(false, filled.length, mapped.findings);
  }
  const side = inbound ? (rule: Rule) => rule.to : (rule: Rule) => [rule.from ?? []].flat()[0] ?? "";
  const filled = required.filter((rule) => isFilled(mapped.value, rule, side(rule)));
  const lost = mapped.findings.some((finding) => finding.severity === "error" || finding.code === "lost-in-writing");
  return outcome(filled.length === required.length && !lost, filled.length, mapped.findings, mapped.unmapped);
}

function readSample(compiled: CompiledTemplate, kind: Sample["kind"], message: Message): MapResult<Order | Result> {
  return kind === "order" ? readOrder(compiled, message) : readResult(compiled, message);
}

function thereAndBack(compiled: CompiledTemplate, kind: Sample["kind"], message: Message): MapResult<Order | Result> {
  const reader = compileTemplate(shippedOrFail(kind === "order" ? READER_OF_ORDERS : READER_OF_RESULTS));
  const first = readSample(reader, kind, message);
  if (first.kind === "unmappable") return first;
  const written =
    kind === "order"
      ? composeOrder(compiled, first.value as Order, SAMPLE_ENVELOPE)
      : composeResult(compiled, first.value as Result, SAMPLE_ENVELOPE);
  if (written.kind === "unwritable") return { ...written, kind: "unmappable" };
  const parsed = parse(written.bytes);
  if (parsed.kind === "malformed") throw new Error("A written message could not be parsed");
  const second = readSample(reader, kind, parsed.message);
  if (second.kind === "unmappable") return second;
  const findings = lostPaths(first.value, second.value).map(lostFinding);
  return { kind: "mapped", value: second.value, unmapped: [], findings: [...findings, ...written.findings] };
}

const lostFinding = (path: string): MapFinding => ({
  severity: "warning",
  code: "lost-in-writing",
  path,
  message: `${path} is not in the written message, or not as it was.`,
});

function isFilled(value: unknown, rule: Rule, path: string): boolean {
  const keys = path.replace(/^\//, "").split(".");
  if (!rule.each || path.startsWith("/")) return readPath(value, keys) !== undefined;
  const listed = (from: unknown, key: string): unknown[] => (readPath(from, [key]) as unknown[] | undefined) ?? [];
  const tests = listed(value, "tests");
  const items = {
    test: tests,
    observation: tests.flatMap((test) => listed(test, "observations")),
    answer: tests.flatMap((test) => listed(test, "answers")),
    specimen: listed(value, "specimens"),
    diagnosis: listed(value, "diagnoses"),
    insurance: listed(value, "insurance"),
  }[rule.each];
  return items.every((item) => readPath(item, keys) !== undefined);
}

/** What may differ between two writings of the same content: how values are typed and numbered, not what they say. */
const FORM = new Set(["setId", "valueType", "system", "formatted"]);

function lostPaths(before: unknown, after: unknown, path = ""): string[] {
  if (before === undefined) return [];
  if (typeof before !== "object" || before === null) return before === after ? [] : [path];
  return Object.entries(before).flatMap(([key, value]) =>
    FORM.has(key) ? [] : lostPaths(value, readPath(after, [key]), path ? `${path}.${key}` : key),
  );
}
