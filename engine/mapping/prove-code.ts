/**
 * Whether a code can be ordered over a connection: an order for a made-up patient is taken the pipe's way from the
 * practice's code to the message for the laboratory, and that message is read back. Nothing is stored and nothing is sent.
 */
import type { Observation, Order, Result } from "~/engine/contract";
import { guardOrder, holdAll } from "./code-guard";
import { type CodeMap, type CodeMapEntry, translateResult } from "./code-map";
import type { CompiledTemplate } from "./compile";
import { runSettled } from "./expressions";
import { composeOrderJson, unwrittenJson } from "./json-body";
import type { Answers } from "./place";
import { readBackOrder, sampleOrder } from "./sample-order";
import { formatOf } from "./template";
import { composeOrder, type Envelope } from "./write";

/** What is asked when a test is ordered; the answers of `choice` are its `choices`. */
export interface Question {
  readonly code: string;
  readonly text: string;
  readonly answer: "text" | "number" | "date" | "choice";
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** An item of a menu. `known`: the compendium has it. `orderableFrom`: its first day, ISO 8601, while that is to come. */
export interface ItemToProve {
  readonly code: string;
  readonly name: string;
  readonly questions: readonly Question[];
  readonly known: boolean;
  readonly orderableFrom: string | null;
}

/** `reason`: why it cannot be ordered, in plain words; of a good one a remark, or empty. */
export interface CodeOutcome {
  readonly code: string;
  readonly ok: boolean;
  readonly reason: string;
}

/** What an order goes out by: the connection's code map, the laboratory's template, the practice as the laboratory knows it. */
export interface ProofSetting {
  readonly codeMap: CodeMap;
  readonly lisTemplate: CompiledTemplate;
  readonly facilityCode: string;
}

let sample: Order | undefined;
function sampleFor(): Order {
  sample ??= sampleOrder();
  return sample;
}

/** What of a connection's settings is looked up for every code. */
type Prover = ProofSetting & {
  readonly byLabCode: ReadonlyMap<string, readonly CodeMapEntry[]>;
  readonly byEmrCode: ReadonlyMap<string, readonly CodeMapEntry[]>;
};

/** Gives what tries a code of a connection, under each code the practice has for it. */
export function proverOf(setting: ProofSetting): (item: ItemToProve) => Promise<CodeOutcome> {
  const entries = setting.codeMap.filter(({ emrCode }) => emrCode);
  const prover = {
    ...setting,
    byLabCode: groupedBy(entries, "labCode"),
    byEmrCode: groupedBy(entries, "emrCode"),
  };
  return (item) => prove(prover, item);
}

function groupedBy(entries: readonly CodeMapEntry[], key: "labCode" | "emrCode"): Map<string, CodeMapEntry[]> {
  const groups = new Map<string, CodeMapEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry[key]);
    if (group) group.push(entry);
    else groups.set(entry[key], [entry]);
  }
  return groups;
}

async function prove(prover: Prover, item: ItemToProve): Promise<CodeOutcome> {
  const { code, known, orderableFrom } = item;
  if (!known) return { code, ok: false, reason: "It is not in the compendium." };
  const entries = prover.byLabCode.get(code) ?? [];
  if (entries.length === 0) return { code, ok: false, reason: "The practice has no code for it." };
  for (const { emrCode } of entries) {
    const reason = await tryOne(prover, item, emrCode);
    if (reason) return { code, ok: false, reason };
  }
  return { code, ok: true, reason: orderableFrom ? `Orderable from ${orderableFrom} on.` : "" };
}

/** What keeps the practice's code from being ordered; undefined when nothing does. */
async function tryOne(prover: Prover, { code, name, questions }: ItemToProve, emrCode: string) {
  const { byEmrCode, byLabCode, lisTemplate } = prover;
  // The whole map of a large menu, for each of its codes, would take minutes to look through.
  const codeMap = [...(byEmrCode.get(emrCode) ?? []), ...(byLabCode.get(code) ?? [])];
  const meant = byEmrCode.get(emrCode)?.at(-1)?.labCode;
  if (meant !== code) return `The practice's ${emrCode} stands for ${meant}.`;
  const required = questions.filter((question) => question.required);
  const guarded = guardOrder(orderFor(emrCode, name, required.map(answerTo)), {
    codeMap,
    // What a policy would let through is not orderable for that; and a first day to come is no fault of the map.
    policies: holdAll,
    lab: new Map([[code, { status: "active" }]]),
    offered: new Set([code]),
    replacements: new Map(),
  });
  if (guarded.kind === "held") return guarded.reason;
  const lost =
    formatOf(lisTemplate.template) === "json"
      ? lostInJson(prover, guarded.value)
      : await lostInHl7(prover, guarded.value);
  return lost ?? wayBack(codeMap, code, emrCode);
}

/** An order for the sample's made-up patient, of one test. */
function orderFor(emrCode: string, name: string, answers: Observation[]): Order {
  const order = sampleFor();
  const { comments: _, ...first } = order.tests[0] ?? { code: {} };
  return { ...order, tests: [{ ...first, code: { code: emrCode, text: name, system: "L" }, answers }] };
}

const answers: Record<Question["answer"], (question: Question) => Observation["value"]> = {
  text: () => ({ kind: "text", text: "Sample answer" }),
  number: () => ({ kind: "numeric", value: "1" }),
  date: () => ({ kind: "dateTime", value: "2026-01-01" }),
  choice: ({ choices: [first = "Y"] }) => ({ kind: "text", text: first }),
};

const answerTo = (question: Question): Observation => ({
  code: { code: question.code, text: question.text, system: "L" },
  value: answers[question.answer](question),
});

/** What the laboratory would not read as it was meant in the HL7 message it gets. */
async function lostInHl7({ lisTemplate, facilityCode }: Prover, order: Order): Promise<string | undefined> {
  const envelope: Envelope = {
    sendingApplication: "GATEHOUSE",
    sendingFacility: facilityCode,
    receivingApplication: "LIS",
    receivingFacility: "LAB",
    controlId: "PROOF",
    sentAt: "2026-01-01T00:00:00Z",
    processingId: "T",
  };
  const write = (answers?: Answers) => composeOrder(lisTemplate, order, envelope, { ...(answers && { answers }) });
  const written = lisTemplate.needsAsync ? await runSettled(write) : write();
  if (written.kind === "unwritable") return firstOf(written.findings);
  const back = readBackOrder(written.bytes);
  if (back.kind === "unreadable") return `The lab's message is not valid: ${back.reason}`;
  const code = codeOf(order);
  const [test] = back.value.tests;
  if (test?.code.code !== code) return `The lab's message says ${test?.code.code ?? "no code"} and not ${code}.`;
  const carried = new Set((test?.answers ?? []).map((answer) => answer.code.code));
  const lost = order.tests[0]?.answers?.find((answer) => !carried.has(answer.code.code));
  return lost && noPlace(lost);
}

/** The same of a JSON body: nothing of the code or of an answer may be left unwritten. */
function lostInJson({ lisTemplate }: Prover, order: Order): string | undefined {
  const written = composeOrderJson(lisTemplate, order);
  if (written.kind === "unwritable") return firstOf(written.findings);
  const left = unwrittenJson(lisTemplate, "order", order).map(({ path }) => path);
  const said = JSON.stringify(written.body).includes(JSON.stringify(codeOf(order)));
  if (!said || left.some((path) => /^tests\b.*\.code\.code$/.test(path))) {
    return `The lab's message does not say ${codeOf(order)}.`;
  }
  const lost = left.some((path) => path.includes("answers")) ? order.tests[0]?.answers?.[0] : undefined;
  return lost && noPlace(lost);
}

const codeOf = (order: Order) => order.tests[0]?.code.code;
const firstOf = (findings: readonly { message: string }[]) =>
  findings[0]?.message ?? "The lab's message could not be written.";
const noPlace = ({ code }: Observation) => `The answer to ${code.code} has no place in the lab's message.`;

/** Its result has to go back under the code it was ordered by. */
function wayBack(codeMap: CodeMap, code: string, emrCode: string): string | undefined {
  const result: Result = {
    contractVersion: "1.0",
    status: "final",
    patient: sampleFor().patient,
    tests: [{ code: { code, alternate: { code: emrCode } }, observations: [] }],
  };
  const [test] = translateResult(result, codeMap).value.tests;
  return test?.code.code === emrCode ? undefined : `Its result would go back as ${test?.code.code ?? "nothing"}.`;
}
