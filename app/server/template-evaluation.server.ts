/**
 * A draft on one message: what it reads, gives, misses and leaves. Everything is worked out here; the page only shows it.
 * The one place of the editor that knows how the engine explains itself.
 */
import type {
  EditorFinding,
  EvaluateAnswer,
  Evaluation,
  Flow,
  PlaceRow,
  SamplesAnswer,
  UnmappedPlace,
} from "~/app/components/mapping/types";
import { CONTRACT_VERSION, type ContractName, type Order, type Result } from "~/engine/contract";
import { type Finding, type Message, parse } from "~/engine/hl7";
import {
  type CompiledTemplate,
  compileTemplate,
  type Envelope,
  findTemplate,
  type MapResult,
  type Rule,
  readOrder,
  readResult,
  type Template,
  templates,
  validateTemplate,
  writeOrder,
  writeResult,
} from "~/engine/mapping";
import { resolveNow } from "~/engine/templates/lookup";
import { readBody, type TemplateProblem } from "~/workflows/template/check";
import { hl7Facts, hl7Segments } from "./hl7-view.server";
import { inboundLinks, outboundLinks } from "./template-links.server";
import { contractRows, messageRows, patientSecrets, plainPath } from "./template-places.server";
import { templateScopes } from "./template-vocabulary.server";

/** A message to try the rules on; of a stored one, what identifies the patient is not given. */
export interface TriedMessage {
  readonly content: string | Uint8Array;
  readonly masked: boolean;
}

/** The shipped templates that read what this template writes, and write what it reads. */
const OTHER_SIDE = { emr: "lis-generic", lis: "generic-orm-2.5.1" } as const;
const SAMPLE_ENVELOPE: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "SAMPLE",
  receivingFacility: "SAMPLE",
  controlId: "SAMPLE1",
  sentAt: "2026-01-01T00:00:00Z",
  processingId: "T",
};
const samplesMs = 4_000;

type Ready =
  | { kind: "ready"; whole: Template; compiled: CompiledTemplate }
  | { kind: "broken"; findings: EditorFinding[] };

const broken = (message: string, about: Partial<EditorFinding> = {}): EditorFinding => ({
  key: `broken ${about.rule ?? ""} ${message}`,
  tone: "stop",
  word: "Broken",
  path: "",
  message,
  ...about,
});

/** A fault of the format in plain words. */
function problemFinding(problem: TemplateProblem): EditorFinding {
  const part = problem.place.slice(Math.max(problem.place.lastIndexOf("."), problem.place.lastIndexOf("]")) + 1);
  const message = /^Too small/.test(problem.message) ? `“${part}” is empty.` : problem.message;
  return broken(message, { rule: problem.rule, path: problem.rule ? "" : problem.place });
}

async function makeReady(body: unknown): Promise<Ready> {
  const read = readBody(body);
  if (read.kind === "broken") return { kind: "broken", findings: read.problems.slice(0, 20).map(problemFinding) };
  const resolved = await resolveNow(read.body);
  if (resolved.kind === "broken") return { kind: "broken", findings: [broken(resolved.reason)] };
  try {
    return { kind: "ready", whole: resolved.whole, compiled: compileTemplate(resolved.whole) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : "The template cannot run.";
    return { kind: "broken", findings: [broken(reason, { rule: /^Rule (.+?): /.exec(reason)?.[1] })] };
  }
}

/** Tries a draft on a message; without one, only whether it can run. */
export async function evaluate(
  edit: number,
  body: unknown,
  flow: Flow,
  tried: TriedMessage | undefined,
): Promise<EvaluateAnswer> {
  const ready = await makeReady(body);
  if (ready.kind === "broken") return { kind: "broken", edit, findings: ready.findings };
  if (!tried) {
    const choose = broken("Choose or paste a message to see what the rules do with it.", {
      tone: "warn",
      word: "No message",
    });
    return { kind: "broken", edit, findings: [choose] };
  }
  const parsed = parse(tried.content);
  if (parsed.kind === "malformed") {
    const finding = broken(`The message is not HL7: ${parsed.reason}`, { word: "Message", path: parsed.path ?? "" });
    return { kind: "broken", edit, findings: [finding] };
  }
  const inbound = (ready.whole.side === "emr") === (flow === "orders");
  const outcome = inbound
    ? tryReading(ready, flow, parsed.message, tried.masked)
    : tryWriting(ready, flow, parsed.message, tried.masked);
  return Array.isArray(outcome)
    ? { kind: "broken", edit, findings: outcome }
    : { kind: "evaluated", edit, evaluation: outcome };
}

/** Every sample of the draft, as publishing will run them; stops after a few seconds. */
export async function runSamples(edit: number, body: unknown): Promise<SamplesAnswer> {
  const ready = await makeReady(body);
  if (ready.kind === "broken") return { kind: "broken", edit, findings: ready.findings };
  const until = Date.now() + samplesMs;
  const { samples } = ready.whole;
  const runs = samples.flatMap((sample) => {
    if (Date.now() > until) return [];
    return validateTemplate({ ...ready.whole, samples: [sample] }).samples.map((one) => ({
      name: one.name,
      kind: one.kind,
      ok: one.ok,
      required: `${one.requiredFilled} of ${one.requiredTotal}`,
      unmapped: one.unmapped.length,
      findings: one.findings.filter(({ severity }) => severity !== "info").map(({ message }) => message),
    }));
  });
  return { kind: "ran", edit, runs, skipped: samples.length - runs.length };
}

const contractOf = (flow: Flow): ContractName => (flow === "orders" ? "order" : "result");
const titleOf = (flow: Flow) => (flow === "orders" ? "Order" : "Result");
const rulesOf = (whole: Template, flow: Flow): readonly Rule[] => whole[flow]?.rules ?? [];
const sourcesOf = (rule: Rule): string[] => [rule.from ?? []].flat();

function read(compiled: CompiledTemplate, flow: Flow, message: Message): MapResult<Order | Result> {
  const options = { trace: true };
  return flow === "orders" ? readOrder(compiled, message, options) : readResult(compiled, message, options);
}

function write(compiled: CompiledTemplate, flow: Flow, value: Order | Result): Uint8Array {
  return flow === "orders"
    ? writeOrder(compiled, value as Order, SAMPLE_ENVELOPE)
    : writeResult(compiled, value as Result, SAMPLE_ENVELOPE);
}

function otherSide(side: Template["side"]): CompiledTemplate {
  const found = findTemplate(OTHER_SIDE[side]);
  if (!found) throw new Error(`The shipped template ${OTHER_SIDE[side]} is missing`);
  return compileTemplate(found);
}

function tryReading(
  { whole, compiled }: Ready & { kind: "ready" },
  flow: Flow,
  message: Message,
  masked: boolean,
): Evaluation {
  const rules = rulesOf(whole, flow);
  const mapped = read(compiled, flow, message);
  const value = mapped.kind === "mapped" ? mapped.value : undefined;
  const unmapped = mapped.kind === "mapped" ? mapped.unmapped : [];
  const secret = masked ? patientSecrets(message) : () => false;
  const bare = value ? contractRows(value, { contract: contractOf(flow), use: () => "used", hide: () => false }) : [];
  const links = inboundLinks(message, (mapped.kind === "mapped" && mapped.trace) || [], rules, hasIn(bare));
  const source = messageRows(message, {
    named: rules.flatMap((rule) => sourcesOf(rule)),
    unused: new Set(unmapped.map(({ path }) => path)),
    reveal: !masked,
  });
  const hidden = new Set(source.filter((row) => row.masked).map((row) => plainPath(row.key).replace(/\..*$/, "")));
  const fromPatient = links.filter((link) =>
    link.from.some((path) => hidden.has(plainPath(path).replace(/\..*$/, ""))),
  );
  const hide = (path: string, text: string) =>
    masked &&
    (aboutPatient(path) || secret(text) || fromPatient.some((link) => link.to.some((to) => path.startsWith(to))));
  const target = value ? contractRows(value, { contract: contractOf(flow), use: () => "used", hide }) : null;
  const stopped = requiredMissing(rules, mapped.findings);
  const output = value && write(otherSide(whole.side), flow, value);
  return {
    flow,
    source: { title: "Message", facts: factsOf(message), rows: source },
    target: target && { title: titleOf(flow), facts: `${titleOf(flow)} ${CONTRACT_VERSION}`, rows: target },
    missing: stopped.map(missingRow),
    output: output ? { segments: maskedSegments(output, masked, secret), facts: hl7Facts(output) } : null,
    required: requiredOf(rules, stopped.length),
    links,
    findings: findingsOf(mapped.findings, rules, sourcesOf),
    unmapped: unmapped.map((place) => suggested(place, flow, rules)),
  };
}

function tryWriting(
  { whole, compiled }: Ready & { kind: "ready" },
  flow: Flow,
  message: Message,
  masked: boolean,
): Evaluation | EditorFinding[] {
  const rules = rulesOf(whole, flow);
  const first = read(otherSide(whole.side), flow, message);
  if (first.kind === "unmappable")
    return findingsOf(first.findings, [], () => []).map((one) => ({ ...one, word: "Message" }));
  const written = write(compiled, flow, first.value);
  const parsed = parse(written);
  if (parsed.kind === "malformed") return [broken("What the rules write is not a message.")];
  const secret = masked ? patientSecrets(message) : () => false;
  const hide = (path: string, text: string) => masked && (aboutPatient(path) || secret(text));
  const bare = contractRows(first.value, { contract: contractOf(flow), use: () => "used", hide: () => false });
  const links = outboundLinks(parsed.message, rules, hasIn(bare));
  const linked = links.flatMap((link) => link.from);
  const carried = (path: string) =>
    path === "contractVersion" ||
    linked.some((from) => path === from || path.startsWith(`${from}.`) || path.startsWith(`${from}[`));
  const source = contractRows(first.value, {
    contract: contractOf(flow),
    use: (path) => (carried(path) ? "used" : "unused"),
    hide,
  });
  const lost = validateTemplate({
    ...whole,
    samples: [{ name: "open", kind: contractOf(flow), message: textOf(message) }],
  }).samples[0];
  const required = rules.filter((rule) => rule.required && !links.some((link) => link.rule === rule.name));
  return {
    flow,
    source: { title: titleOf(flow), facts: `${titleOf(flow)} ${CONTRACT_VERSION}`, rows: source },
    target: {
      title: "Message",
      facts: factsOf(parsed.message),
      rows: messageRows(parsed.message, {
        named: rules.map((rule) => rule.to),
        unused: new Set(),
        reveal: !masked,
        secret,
      }),
    },
    missing: [],
    output: { segments: maskedSegments(written, masked, secret), facts: hl7Facts(written) },
    required: requiredOf(rules, required.length),
    links,
    findings: findingsOf(lost?.findings ?? [], rules, (rule) => [rule.to]),
    unmapped: unreadPlaces(source),
  };
}

const hasIn = (rows: readonly PlaceRow[]) => (path: string) =>
  rows.some(({ key }) => key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`));

const aboutPatient = (path: string) => /^(patient|guarantor|insurance)\b/.test(path);
const textOf = (message: Message) => message.segments.map((segment) => segment.raw).join("\r");
const factsOf = (message: Message) =>
  `${message.segments.length} ${message.segments.length === 1 ? "segment" : "segments"}`;

function maskedSegments(bytes: Uint8Array, masked: boolean, secret: (text: string) => boolean) {
  const all = hl7Segments(bytes, !masked);
  if (!masked) return all;
  return all.map((segment) => ({
    ...segment,
    fields: segment.fields.map((field) => (secret(field.text) ? { ...field, text: "", masked: true } : field)),
  }));
}

/** Required rules whose place an error is about. */
function requiredMissing(rules: readonly Rule[], findings: readonly Finding[]): Rule[] {
  const faults = new Set(findings.filter(({ severity }) => severity === "error").map(({ path }) => plainPath(path)));
  return rules.filter((rule) => rule.required && sourcesOf(rule).some((path) => faults.has(path)));
}

const requiredOf = (rules: readonly Rule[], missing: number) => {
  const total = rules.filter((rule) => rule.required).length;
  return { filled: total - missing, total };
};

/** A rule that starts at a contract path, in the scope the path is in. */
function ruleReading(path: string) {
  const scope = [...templateScopes].reverse().find(({ prefix }) => path.startsWith(prefix));
  const from = scope ? path.slice(scope.prefix.length) : path;
  const name = from.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return { name, from, to: "", ...(scope?.value && { each: scope.value }) };
}

const scopePrefixes: Record<string, string> = {
  test: "tests[0].",
  observation: "tests[0].observations[0].",
  answer: "tests[0].answers[0].",
  specimen: "specimens[0].",
  diagnosis: "diagnoses[0].",
  insurance: "insurance[0].",
};

function missingRow(rule: Rule): PlaceRow {
  const key = `${scopePrefixes[rule.each ?? ""] ?? ""}${rule.to}`;
  return { key, kind: "value", depth: 0, label: key, name: "", value: "", masked: false, use: "missing" };
}

const findingWords: Record<string, string> = { "required-missing": "Required", "lost-in-writing": "Lost" };

function findingsOf(
  findings: readonly Finding[],
  rules: readonly Rule[],
  places: (rule: Rule) => string[],
): EditorFinding[] {
  return findings
    .filter(({ severity }) => severity !== "info")
    .map((finding, i): EditorFinding => {
      const path = plainPath(finding.path);
      const rule = rules.find((one) => path !== "" && places(one).includes(path));
      return {
        key: `${i} ${finding.code} ${finding.path}`,
        tone: finding.severity === "error" ? "stop" : "warn",
        word: findingWords[finding.code] ?? (finding.severity === "error" ? "Wrong" : "Check"),
        path: finding.path,
        rule: rule?.name,
        message: finding.message,
      };
    });
}

/** A rule of a shipped template that reads the place; it is only proposed, with the name it has there. */
function suggested(place: { path: string; name?: string }, flow: Flow, rules: readonly Rule[]): UnmappedPlace {
  const taken = new Set(rules.map(({ name }) => name));
  const known = templates
    .flatMap((template) => template[flow]?.rules ?? [])
    .find((rule) => !taken.has(rule.name) && sourcesOf(rule).includes(place.path));
  const rule = known ?? { name: place.path.toLowerCase().replace(/[^a-z0-9]+/g, "-"), from: place.path, to: "" };
  return { path: place.path, name: place.name ?? "", rule, suggested: known !== undefined };
}

function unreadPlaces(source: readonly PlaceRow[]): UnmappedPlace[] {
  const places = new Map<string, UnmappedPlace>();
  for (const row of source) {
    if (row.use !== "unused") continue;
    const path = row.key.replace(/\[\d+\]/g, "[]");
    if (!places.has(path)) places.set(path, { path, name: row.name, rule: ruleReading(path), suggested: false });
  }
  return [...places.values()].slice(0, 60);
}
