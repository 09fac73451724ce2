/** What a template did with one HL7 message, as the mapping editor shows it. */
import type { Evaluation, Flow } from "~/app/components/mapping/types";
import { encode, get, isPatientData, type Message, parsePath } from "~/engine/hl7";
import { type CompiledTemplate, explainMappingAsync, suggestRules } from "~/engine/mapping";
import { hl7Facts } from "./hl7-view.server";
import {
  composed,
  contractTree,
  findingsOf,
  linksOf,
  lostFindings,
  saidOf,
  unmappedPlace,
  withoutStandIns,
  withStandIns,
} from "./template-explained.server";
import { aboutPatient, hiddenTexts, type Seen, shownSegments, taintedBy, touched } from "./template-masking.server";
import { messageRows, patientSecrets, plainPath } from "./template-places.server";

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
  if (whole.target || whole.missing.length === 0) return whole;
  const filled = withStandIns(seen, whole.missing);
  const again = await explainMappingAsync(filled, contract, message);
  return withoutStandIns(
    whole,
    readingOutcome({ ...seen, compiled: filled, explanation: again, links: linksOf(again) }),
  );
}

/** The code at a place of the message, unless it identifies the patient of a stored one. */
const codeIn =
  ({ message, masked, secret }: Seen) =>
  (path: string): string => {
    const { segment = "", field = 0 } = parsePath(path) ?? {};
    const code = get(message, path) ?? "";
    return masked && (isPatientData(segment, field) || secret(code)) ? "" : code;
  };

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
    ...saidOf(seen, codeIn(seen)),
    source: { title: "Message", facts: factsOf(message), rows: source },
    target: value ? contractTree(seen, value, () => "used", hide) : null,
    output: output
      ? { kind: "hl7", segments: shownSegments(output, seen, hiddenTexts(seen, hide)), facts: hl7Facts(output) }
      : null,
    unmapped: explanation.unmapped.map((field) => unmappedPlace(field, suggestions)),
  };
}

async function writingOutcome(seen: Seen): Promise<Evaluation> {
  const { explanation, compiled, contract, message, masked, secret } = seen;
  const { value, written } = explanation;
  const lost = await lostFindings(compiled, contract, message.segments.map(({ raw }) => raw).join("\r"));
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
  const base = saidOf(seen, codeIn(seen));
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
    output: sent
      ? { kind: "hl7", segments: shownSegments(sent, seen, () => false, tainted), facts: hl7Facts(sent) }
      : null,
    unmapped: [],
  };
}

const factsOf = ({ segments }: Message) => `${segments.length} ${segments.length === 1 ? "segment" : "segments"}`;
