/** What a template did with one message, as the mapping editor shows it. */
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
import { encode, get, isPatientData, type Message, parsePath } from "~/engine/hl7";
import {
  builtInTables,
  type CompiledTemplate,
  checkTemplateAsync,
  compileTemplate,
  composeOrder,
  composeResult,
  type Envelope,
  explainMappingAsync,
  findTemplate,
  type MapFinding,
  type MappingExplanation,
  type Rule,
  type RuleTrace,
  type SuggestedRule,
  suggestRules,
} from "~/engine/mapping";
import { hl7Facts } from "./hl7-view.server";
import { aboutPatient, hiddenTexts, type Seen, shownSegments, taintedBy, touched } from "./template-masking.server";
import { contractRows, messageRows, patientSecrets, plainPath } from "./template-places.server";

const SAMPLE_ENVELOPE: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "SAMPLE",
  receivingFacility: "SAMPLE",
  controlId: "SAMPLE1",
  sentAt: "2026-01-01T00:00:00Z",
  processingId: "T",
};

/** Applies a template to a message and explains it. `masked`: what identifies the patient is left out everywhere. */
export async function outcomeOf(
  compiled: CompiledTemplate,
  flow: Flow,
  message: Message,
  masked: boolean,
): Promise<Evaluation> {
  const contract = flow === "orders" ? "order" : "result";
  const explanation = await explainMappingAsync(compiled, contract, message);
  const secret = masked ? patientSecrets(message) : () => false;
  const seen: Seen = { flow, contract, message, compiled, explanation, links: linksOf(explanation), masked, secret };
  if (explanation.way === "write") return writingOutcome(seen);
  const whole = readingOutcome(seen);
  const partial = whole.target || whole.missing.length === 0 ? undefined : await partialOutcome(seen, whole.missing);
  if (!partial) return whole;
  return {
    ...partial,
    output: null,
    required: whole.required,
    findings: whole.findings,
    misses: whole.misses,
    missing: [],
  };
}

const PLACEHOLDER = "not set";

/**
 * What the rest of the rules give when required places stay empty, so that one missing field does not hide all others:
 * the message is read once more with a stand-in at each empty place, which is then shown as missing.
 */
async function partialOutcome(seen: Seen, missing: readonly PlaceRow[]): Promise<Evaluation | undefined> {
  const { compiled, flow, contract, message, explanation } = seen;
  const { template } = compiled;
  const targets = new Set(missing.map(({ key }) => key));
  const empty = new Set(
    explanation.rules
      .filter(({ traces }) => traces.some(({ target }) => targets.has(target)))
      .map(({ rule }) => rule.name),
  );
  const rules = template[flow]?.rules?.map((rule) => (empty.has(rule.name) ? { ...rule, default: PLACEHOLDER } : rule));
  const filled = compileTemplate({ ...template, [flow]: { ...template[flow], rules } });
  const again = await explainMappingAsync(filled, contract, message);
  if (!again.value) return undefined;
  const outcome = readingOutcome({ ...seen, compiled: filled, explanation: again, links: linksOf(again) });
  const rows = outcome.target?.rows.map(
    (row): PlaceRow => (targets.has(row.key) ? { ...row, value: "", use: "missing" } : row),
  );
  return outcome.target && rows ? { ...outcome, target: { ...outcome.target, rows } } : undefined;
}

function readingOutcome(seen: Seen): Evaluation {
  const { explanation, compiled, contract, message, masked, secret } = seen;
  const { value } = explanation;
  const suggestions = compiled.needsAsync ? [] : suggestRules(compiled, contract, message);
  const source = messageRows(message, {
    named: explanation.rules.flatMap(({ rule }) => [rule.from ?? []].flat()),
    unused: new Set(explanation.unmapped.map(({ path }) => path)),
    reveal: !masked,
    secret,
  });
  const fieldOf = (path: string) => plainPath(path).replace(/\..*$/, "");
  const hidden = new Set(source.filter((row) => row.masked).map((row) => fieldOf(row.key)));
  const tainted = taintedBy(seen, (path) => hidden.has(fieldOf(path)));
  const hide = (path: string, text: string) =>
    masked && (aboutPatient(path) || secret(text) || tainted.some((to) => path.startsWith(to)));
  const output = value && composed(compiled.template.side, contract, value);
  return {
    ...shared(seen),
    source: { title: "Message", facts: factsOf(message), rows: source },
    target: value ? contractTree(seen, value, () => "used", hide) : null,
    output: output ? { segments: shownSegments(output, seen, hiddenTexts(seen, hide)), facts: hl7Facts(output) } : null,
    unmapped: explanation.unmapped.map((field) => unmappedPlace(field, suggestions)),
  };
}

async function writingOutcome(seen: Seen): Promise<Evaluation> {
  const { explanation, compiled, contract, message, masked, secret } = seen;
  const { value, written } = explanation;
  const lost = await lostFindings(compiled, contract, message);
  const places = lost.map(({ path }) => path);
  const hide = (path: string, text: string) => masked && (aboutPatient(path) || secret(text));
  const isLost = (path: string) => places.some((one) => path === one || path.startsWith(`${one}.`));
  const tainted = masked ? taintedBy(seen, aboutPatient) : [];
  const rows = written
    ? messageRows(written, {
        named: explanation.rules.map(({ rule }) => rule.to),
        unused: new Set(),
        reveal: !masked,
        secret,
      }).map((row) => (touched(tainted, row.key) ? { ...row, value: "", masked: true } : row))
    : [];
  const sent = written && encode(written);
  const base = shared(seen);
  return {
    ...base,
    findings: [...base.findings, ...findingsOf(lost, [])],
    source: value
      ? contractTree(seen, value, (path) => (isLost(path) ? "unused" : "used"), hide)
      : {
          title: "Message",
          facts: factsOf(message),
          rows: messageRows(message, { named: [], unused: new Set(), reveal: !masked, secret }),
        },
    target: written ? { title: "Message", facts: factsOf(written), rows } : null,
    output: sent ? { segments: shownSegments(sent, seen, () => false, tainted), facts: hl7Facts(sent) } : null,
    unmapped: [],
  };
}

/** What a reader of the written message does not find again; as places of the contract. */
async function lostFindings(compiled: CompiledTemplate, kind: ContractName, message: Message): Promise<MapFinding[]> {
  const text = message.segments.map((segment) => segment.raw).join("\r");
  const { samples } = await checkTemplateAsync(
    { ...compiled.template, samples: [{ name: "open", kind, message: text }] },
    [],
    { profile: null },
  );
  return (samples[0]?.findings ?? [])
    .filter(({ code }) => code === "lost-in-writing")
    .map((finding) => ({ ...finding, path: finding.path.replace(/\.(\d+)(?=\.|$)/g, "[$1]") }));
}

const VALUED: readonly RuleTrace["outcome"][] = ["value", "default", "constant"];

/** Each rule with what it read and filled; a required one that stayed empty is linked to the place it left empty. */
function linksOf({ rules }: MappingExplanation): Link[] {
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

/** What both ways say alike. */
function shared(seen: Seen) {
  const { flow, explanation, links } = seen;
  const required = explanation.rules.filter(({ rule }) => rule.required);
  const empty = required.map(({ traces }) => traces.find(({ outcome }) => outcome === "empty")?.target);
  const missing = empty.filter((target) => target !== undefined);
  return {
    flow,
    required: { filled: required.length - missing.length, total: required.length },
    missing: missing.map(missingRow),
    links,
    misses: missesOf(seen),
    findings: findingsOf(
      tablesNamed(seen, explanation.findings),
      explanation.rules.map(({ rule }) => rule),
    ),
  };
}

/** Findings that name a table name one of the template: a rule's own pairs of codes are a table without a name. */
function tablesNamed({ compiled }: Seen, findings: readonly MapFinding[]): MapFinding[] {
  const tables = { ...builtInTables, ...compiled.template.tables };
  return findings.map(({ table, ...rest }) => (table && Object.hasOwn(tables, table) ? { ...rest, table } : rest));
}

/** The codes tables lack, each once with how often; of a stored message without those that identify the patient. */
function missesOf(seen: Seen): TableMiss[] {
  const found = new Map<string, TableMiss>();
  for (const { table, rule = "", path } of tablesNamed(seen, seen.explanation.findings)) {
    if (!table) continue;
    const code = missedCode(seen, rule, path);
    const key = [table, rule, plainPath(path), code].join("\n");
    const known = found.get(key);
    if (known) known.count += 1;
    else found.set(key, { table, rule, path, code, count: 1 });
  }
  return [...found.values()];
}

/** The code at a place of the message; what is written is missing a code for what stands in the contract. */
function missedCode({ message, explanation, masked, secret }: Seen, rule: string, path: string): string {
  const { segment = "", field = 0 } = parsePath(path) ?? {};
  if (explanation.way === "write") {
    const traces = explanation.rules.find((one) => one.rule.name === rule)?.traces ?? [];
    const place = traces.find(({ target }) => target === path)?.sources[0];
    const value = place === undefined ? undefined : valueAt(explanation.value, place);
    return masked || typeof value !== "string" ? "" : value;
  }
  const code = get(message, path) ?? "";
  return masked && (isPatientData(segment, field) || secret(code)) ? "" : code;
}

/** The value at a place such as `tests[0].code`. */
const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      value,
    );

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

function contractTree(
  { flow, contract }: Seen,
  value: Order | Result,
  use: (path: string) => PlaceRow["use"],
  hide: (path: string, text: string) => boolean,
) {
  const title = flow === "orders" ? "Order" : "Result";
  return { title, facts: `${title} ${CONTRACT_VERSION}`, rows: contractRows(value, { contract, use, hide }) };
}

const factsOf = ({ segments }: Message) => `${segments.length} ${segments.length === 1 ? "segment" : "segments"}`;

/** What the shipped template of the other side makes of the value: the message as it usually goes out. */
function composed(side: "emr" | "lis", contract: ContractName, value: Order | Result): Uint8Array | undefined {
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

function findingsOf(findings: readonly MapFinding[], rules: readonly Rule[]): EditorFinding[] {
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

function unmappedPlace(
  { path, name = "" }: { path: string; name?: string },
  suggestions: readonly SuggestedRule[],
): UnmappedPlace {
  const suggested = suggestions.find(({ field }) => field.path === path)?.rule;
  const rule = suggested ?? { name: path.toLowerCase().replace(/[^a-z0-9]+/g, "-"), from: path, to: "" };
  return { path, name, rule, suggested: suggested !== undefined };
}
