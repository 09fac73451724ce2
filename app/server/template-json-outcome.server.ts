/** What a template did with one JSON body, as the mapping editor shows it. Stored messages are HL7, so none is masked. */
import type { Evaluation, Flow, Tree } from "~/app/components/mapping/types";
import { type CompiledTemplate, explainJsonMapping, type JsonExplanation, suggestJsonRules } from "~/engine/mapping";
import { hl7Facts, hl7Segments } from "./hl7-view.server";
import {
  type Application,
  composed,
  contractTree,
  findingsOf,
  linksOf,
  lostFindings,
  saidOf,
  unmappedPlace,
  valueAt,
  withoutStandIns,
  withStandIns,
} from "./template-explained.server";
import { bodyRows, plainPath } from "./template-places.server";

interface Seen extends Application {
  readonly body: unknown;
  readonly explanation: JsonExplanation;
}

/** Applies a template to a JSON body and explains it. */
export async function jsonOutcomeOf(compiled: CompiledTemplate, flow: Flow, body: unknown): Promise<Evaluation> {
  const contract = flow === "orders" ? "order" : "result";
  const explanation = explainJsonMapping(compiled, contract, body);
  const seen: Seen = { flow, contract, body, compiled, explanation, links: linksOf(explanation), masked: false };
  if (explanation.way === "write") return writingOutcome(seen);
  const whole = readingOutcome(seen);
  if (whole.target || whole.missing.length === 0) return whole;
  const filled = withStandIns(seen, whole.missing);
  const again = explainJsonMapping(filled, contract, body);
  return withoutStandIns(
    whole,
    readingOutcome({ ...seen, compiled: filled, explanation: again, links: linksOf(again) }),
  );
}

const codeIn =
  ({ body }: Seen) =>
  (path: string): string => {
    const code = valueAt(body, path);
    return typeof code === "string" || typeof code === "number" ? String(code) : "";
  };

function bodyTree(body: unknown, unused: ReadonlySet<string>): Tree {
  const rows = bodyRows(body, (path) => (unused.has(plainPath(path)) ? "unused" : "used"));
  const count = rows.filter(({ kind }) => kind === "value").length;
  return { title: "Body", facts: `JSON, ${count} ${count === 1 ? "value" : "values"}`, rows };
}

const show = () => false;

function readingOutcome(seen: Seen): Evaluation {
  const { explanation, compiled, contract, body } = seen;
  const { value, unmapped } = explanation;
  const suggestions = suggestJsonRules(compiled, contract, unmapped);
  const output = value && composed(compiled.template.side, contract, value);
  return {
    ...saidOf(seen, codeIn(seen)),
    source: bodyTree(body, new Set(unmapped.map(({ path }) => path))),
    target: value ? contractTree(seen, value, () => "used", show) : null,
    output: output ? { kind: "hl7", segments: hl7Segments(output, true), facts: hl7Facts(output) } : null,
    unmapped: unmapped.map((field) => unmappedPlace(field, suggestions)),
  };
}

async function writingOutcome(seen: Seen): Promise<Evaluation> {
  const { explanation, compiled, contract, body } = seen;
  const { value, written } = explanation;
  const lost = await lostFindings(compiled, contract, JSON.stringify(body));
  const isLost = (path: string) => lost.some((one) => path === one.path || path.startsWith(`${one.path}.`));
  const base = saidOf(seen, codeIn(seen));
  const tree = written && bodyTree(written, new Set());
  return {
    ...base,
    findings: [...base.findings, ...findingsOf(lost, [])],
    source: value
      ? contractTree(seen, value, (path) => (isLost(path) ? "unused" : "used"), show)
      : bodyTree(body, new Set()),
    target: tree ?? null,
    output: written && tree ? { kind: "json", value: written, facts: tree.facts } : null,
    unmapped: [],
  };
}
