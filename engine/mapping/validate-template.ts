/**
 * Runs a template over its samples. What comes in is read as in production. What goes out cannot be read by the template
 * itself, so the sample is read by the shipped template for the other side, written by this one, read again, and compared:
 * whatever the second reading lacks was lost in writing.
 */
import type { Order, Result } from "~/engine/contract";
import { type Finding, type Message, parse } from "~/engine/hl7";
import { type CompiledTemplate, compileTemplate } from "./compile";
import { readPath } from "./contract-path";
import type { UnmappedField } from "./coverage";
import { type MapResult, readOrder, readResult } from "./read";
import type { TemplateLookup } from "./resolve";
import { findTemplate } from "./shipped";
import type { Rule, Sample, Template } from "./template";
import { type Envelope, writeOrder, writeResult } from "./write";

export interface SampleOutcome {
  readonly name: string;
  readonly kind: Sample["kind"];
  readonly ok: boolean;
  /** Required rules of the map, and how many found their value. */
  readonly requiredTotal: number;
  readonly requiredFilled: number;
  readonly unmapped: readonly UnmappedField[];
  readonly findings: readonly Finding[];
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

function runSample(compiled: CompiledTemplate, sample: Sample): SampleOutcome {
  const rules = (sample.kind === "order" ? compiled.template.orders : compiled.template.results)?.rules ?? [];
  const required = rules.filter((rule) => rule.required);
  const outcome = (
    ok: boolean,
    filled: number,
    findings: readonly Finding[],
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
  const parsed = parse(sample.message);
  if (parsed.kind === "malformed") {
    return outcome(false, 0, [
      { severity: "error", code: parsed.code, path: parsed.path ?? "", message: parsed.reason },
    ]);
  }
  const { message } = parsed;
  const inbound = sample.kind === "order" ? compiled.inboundOrders : compiled.inboundResults;
  const mapped = inbound ? readSample(compiled, sample.kind, message) : thereAndBack(compiled, sample.kind, message);
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
  const readerTemplate = findTemplate(kind === "order" ? READER_OF_ORDERS : READER_OF_RESULTS);
  if (!readerTemplate) throw new Error("A shipped template is missing");
  const reader = compileTemplate(readerTemplate);
  const first = readSample(reader, kind, message);
  if (first.kind === "unmappable") return first;
  const written =
    kind === "order"
      ? writeOrder(compiled, first.value as Order, SAMPLE_ENVELOPE)
      : writeResult(compiled, first.value as Result, SAMPLE_ENVELOPE);
  const parsed = parse(written);
  if (parsed.kind === "malformed") throw new Error("A written message could not be parsed");
  const second = readSample(reader, kind, parsed.message);
  if (second.kind === "unmappable") return second;
  const findings = lostPaths(first.value, second.value).map(
    (path): Finding => ({
      severity: "warning",
      code: "lost-in-writing",
      path: "",
      message: `${path} is not in the written message, or not as it was.`,
    }),
  );
  return { kind: "mapped", value: second.value, unmapped: [], findings };
}

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
  if (sameNumber(before, after)) return [];
  return Object.entries(before).flatMap(([key, value]) =>
    FORM.has(key) ? [] : lostPaths(value, readPath(after, [key]), path ? `${path}.${key}` : key),
  );
}

/** A number with a comparator is written as SN, the one type that has comparators. */
function sameNumber(before: object, after: unknown): boolean {
  const compared = readPath(before, ["kind"]) === "numeric" && readPath(before, ["comparator"]) !== undefined;
  return compared && readPath(after, ["number1"]) === readPath(before, ["value"]);
}
