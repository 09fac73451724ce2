/** Tries a draft of the mapping editor: on one message, or on all of its samples. Nothing of it is kept. */
import type { EditorFinding, EvaluateAnswer, Flow, SampleRun, SamplesAnswer } from "~/app/components/mapping/types";
import { parse } from "~/engine/hl7";
import { type CompiledTemplate, checkTemplateAsync, compileTemplate, type Template } from "~/engine/mapping";
import { resolveNow } from "~/engine/templates/lookup";
import { readBody, type TemplateProblem } from "~/workflows/template/check";
import { jsonOutcomeOf } from "./template-json-outcome.server";
import { outcomeOf } from "./template-outcome.server";

/** A message to try the rules on; of a stored one, what identifies the patient is not given. */
export interface TriedMessage {
  readonly content: string | Uint8Array;
  readonly masked: boolean;
}

/** Samples are run for at most this long, then the rest is left out and said so. */
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
  const stopped = (...findings: EditorFinding[]): EvaluateAnswer => ({ kind: "broken", edit, findings });
  const ready = await makeReady(body);
  if (ready.kind === "broken") return stopped(...ready.findings);
  if (!tried) {
    const message = "Choose or paste a message to see what the rules do with it.";
    return stopped(broken(message, { tone: "warn", word: "No message" }));
  }
  if (ready.whole.format === "json") {
    const body = tried.masked ? undefined : jsonObject(tried.content);
    if (!body) return stopped(broken("The message is not a JSON object.", { word: "Message" }));
    return { kind: "evaluated", edit, evaluation: await jsonOutcomeOf(ready.compiled, flow, body) };
  }
  const parsed = parse(tried.content);
  if (parsed.kind === "malformed") {
    return stopped(broken(`The message is not HL7: ${parsed.reason}`, { word: "Message", path: parsed.path ?? "" }));
  }
  const evaluation = await outcomeOf(ready.compiled, flow, parsed.message, tried.masked);
  return { kind: "evaluated", edit, evaluation };
}

/** The JSON object in a text; nothing else is a body. */
function jsonObject(content: string | Uint8Array): object | undefined {
  try {
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Every sample of the draft, as publishing will run them. */
export async function runSamples(edit: number, body: unknown): Promise<SamplesAnswer> {
  const ready = await makeReady(body);
  if (ready.kind === "broken") return { kind: "broken", edit, findings: ready.findings };
  const until = Date.now() + samplesMs;
  const { samples } = ready.whole;
  const runs: SampleRun[] = [];
  for (const sample of samples) {
    if (Date.now() > until) break;
    const report = await checkTemplateAsync({ ...ready.whole, samples: [sample] }, [], { profile: null });
    for (const one of report.samples) {
      runs.push({
        name: one.name,
        kind: one.kind,
        ok: one.ok,
        required: `${one.requiredFilled} of ${one.requiredTotal}`,
        unmapped: one.unmapped.length,
        findings: one.findings.filter(({ severity }) => severity !== "info").map(({ message }) => message),
      });
    }
  }
  return { kind: "ran", edit, runs, skipped: samples.length - runs.length };
}
