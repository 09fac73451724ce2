/**
 * Runs a template over one sample. What comes in is read as in production. What goes out cannot be read by the template
 * itself, so the sample is read by the shipped template for the other side, written by this one, read again, and compared:
 * whatever the second reading lacks was lost in writing.
 */
import type { Order, Result } from "~/engine/contract";
import { type Message, parse } from "~/engine/hl7";
import { parseJson } from "~/engine/json";
import { type CompiledTemplate, compileTemplate } from "./compile";
import { readPath } from "./contract-path";
import type { UnmappedField } from "./coverage";
import { composeOrderJson, composeResultJson, readOrderJson, readResultJson, unwrittenJson } from "./json-body";
import type { MapFinding } from "./map-finding";
import type { Answers } from "./place";
import { type MapResult, readOrder, readResult, unmappable } from "./read";
import { SCOPE_PLACES } from "./scopes";
import { findTemplate } from "./shipped";
import type { Rule, Sample } from "./template";
import { composeOrder, composeResult, type Envelope } from "./write";

/** What a sample says about a template. */
export interface SampleOutcome {
  readonly name: string;
  readonly kind: Sample["kind"];
  readonly ok: boolean;
  /** Required rules of the map, and how many found their value. */
  readonly requiredTotal: number;
  readonly requiredFilled: number;
  /** Names of the required rules that did not. */
  readonly requiredMissing: readonly string[];
  readonly unmapped: readonly UnmappedField[];
  readonly findings: readonly MapFinding[];
}

/** The shipped templates that read what another writes. */
export const READER_OF_RESULTS = "lis-generic";
export const READER_OF_ORDERS = "generic-orm-2.5.1";
/** As these, for JSON bodies. */
export const JSON_READERS: Readonly<Record<Sample["kind"], string>> = { order: "generic-json", result: "lis-json" };
/** Who sends samples to whom. */
export const SAMPLE_ENVELOPE: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "SAMPLE",
  receivingFacility: "SAMPLE",
  controlId: "SAMPLE1",
  sentAt: "2026-01-01T00:00:00Z",
  processingId: "T",
};

/** What a sample came to. */
export interface SampleRun {
  readonly outcome: SampleOutcome;
  /** The order or result read, or read again after writing. */
  readonly value: Order | Result | undefined;
  /** The HL7 message the template wrote. */
  readonly written: Uint8Array | undefined;
}

type Options = { readonly answers?: Answers };
type Mapped = MapResult<Order | Result> & { readonly written?: Uint8Array };

/** What a sample comes to: read by the template, or read by another, written by it and read again. */
function mapSample(compiled: CompiledTemplate, { kind, message: text }: Sample, options: Options): Mapped {
  const reads = (kind === "order") === (compiled.template.side === "emr");
  if (compiled.template.format === "json") return mapJsonSample(compiled, kind, text, reads);
  const parsed = parse(text);
  if (parsed.kind === "malformed") return unmappable(parsed.code, parsed.path ?? "", parsed.reason);
  return reads
    ? readSample(compiled, kind, parsed.message, options)
    : thereAndBack(compiled, kind, parsed.message, options);
}

function mapJsonSample(
  compiled: CompiledTemplate,
  kind: Sample["kind"],
  text: string,
  reads: boolean,
): MapResult<Order | Result> {
  const parsed = parseJson(new TextEncoder().encode(text));
  if (parsed.kind === "malformed") {
    return unmappable("not-json", "", `Line ${parsed.line}, column ${parsed.column}: ${parsed.reason}`);
  }
  const body = parsed.value;
  const read = (by: CompiledTemplate, from: unknown): MapResult<Order | Result> =>
    kind === "order" ? readOrderJson(by, from) : readResultJson(by, from);
  if (reads) return read(compiled, body);
  const reader = shipped(JSON_READERS[kind]);
  const first = read(reader, body);
  if (first.kind === "unmappable") return first;
  const written =
    kind === "order"
      ? composeOrderJson(compiled, first.value as Order)
      : composeResultJson(compiled, first.value as Result);
  if (written.kind === "unwritable") return { ...written, kind: "unmappable" };
  const findings = unwrittenJson(compiled, kind, first.value).map(({ path }) => lostFinding(path));
  return { ...first, findings: [...findings, ...written.findings] };
}

const compiledShipped = new Map<string, CompiledTemplate>();

/** A shipped template, compiled once. */
export function shipped(name: string): CompiledTemplate {
  const known = compiledShipped.get(name);
  if (known) return known;
  const template = findTemplate(name);
  if (!template) throw new Error(`The shipped template ${name} is missing`);
  const compiled = compileTemplate(template);
  compiledShipped.set(name, compiled);
  return compiled;
}

/** @param options the answers to a template's expressions */
export function runSample(compiled: CompiledTemplate, sample: Sample, options: Options = {}): SampleRun {
  const rules = (sample.kind === "order" ? compiled.template.orders : compiled.template.results)?.rules ?? [];
  const required = rules.filter((rule) => rule.required);
  const reads = (sample.kind === "order") === (compiled.template.side === "emr");
  const mapped = mapSample(compiled, sample, options);
  const errors = mapped.findings.filter(({ severity }) => severity === "error");
  const stopped = new Set(errors.map(({ path }) => path.replace(/\[\d+\]/, "")));
  const stoppedRules = new Set(errors.map(({ rule }) => rule));
  const isFull = (rule: Rule) =>
    mapped.kind === "mapped"
      ? isFilled(mapped.value, rule, reads ? rule.to : ([rule.from ?? []].flat()[0] ?? ""))
      : !stoppedRules.has(rule.name) && ![rule.from ?? []].flat().some((path) => stopped.has(path));
  const missing = required.filter((rule) => !isFull(rule)).map(({ name }) => name);
  const lost = mapped.findings.some(({ code }) => code === "lost-in-writing");
  return {
    outcome: {
      name: sample.name,
      kind: sample.kind,
      ok: mapped.kind === "mapped" && missing.length === 0 && errors.length === 0 && !lost,
      requiredTotal: required.length,
      requiredFilled: required.length - missing.length,
      requiredMissing: missing,
      unmapped: mapped.kind === "mapped" ? mapped.unmapped : [],
      findings: mapped.findings,
    },
    value: mapped.kind === "mapped" ? mapped.value : undefined,
    written: mapped.written,
  };
}

/** Reads an order or a result. */
export function readSample(
  compiled: CompiledTemplate,
  kind: Sample["kind"],
  message: Message,
  options: Options = {},
): MapResult<Order | Result> {
  return kind === "order" ? readOrder(compiled, message, options) : readResult(compiled, message, options);
}

function thereAndBack(compiled: CompiledTemplate, kind: Sample["kind"], message: Message, options: Options): Mapped {
  const reader = shipped(kind === "order" ? READER_OF_ORDERS : READER_OF_RESULTS);
  const first = readSample(reader, kind, message);
  if (first.kind === "unmappable") return first;
  const written =
    kind === "order"
      ? composeOrder(compiled, first.value as Order, SAMPLE_ENVELOPE, options)
      : composeResult(compiled, first.value as Result, SAMPLE_ENVELOPE, options);
  if (written.kind === "unwritable") return { ...written, kind: "unmappable" };
  const parsed = parse(written.bytes);
  if (parsed.kind === "malformed") throw new Error("A written message could not be parsed");
  const second = readSample(reader, kind, parsed.message);
  if (second.kind === "unmappable") return second;
  const findings = lostPaths(first.value, second.value).map(lostFinding);
  return {
    kind: "mapped",
    value: second.value,
    unmapped: [],
    findings: [...findings, ...written.findings],
    written: written.bytes,
  };
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
  return itemsOf(value, rule.each).every((item) => readPath(item, keys) !== undefined);
}

/** Every item of a scope in an order or result. */
function itemsOf(value: unknown, scope: NonNullable<Rule["each"]>): readonly unknown[] {
  const { list, parent } = SCOPE_PLACES[scope];
  const parents = parent === "message" ? [value] : itemsOf(value, parent);
  return parents.flatMap((one) => (readPath(one, [list]) as unknown[] | undefined) ?? []);
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
