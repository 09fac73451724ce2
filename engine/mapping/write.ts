/** Orders and results into HL7 messages. */
import type { Order, Result } from "~/engine/contract";
import { buildMessage, formatDtm, type SegmentDraft } from "~/engine/hl7";
import type { CompiledMap, CompiledTemplate, OutboundRule, ScopeName } from "./compile";
import { readPath } from "./contract-path";
import { runSettled } from "./expressions";
import { isHold, type MapFinding } from "./map-finding";
import { OutboundRun, type WriteOptions, type Written } from "./outbound";

/** Who sends to whom, and under which number: MSH-3 to 7, 10 and 11. `sentAt` is ISO text. */
export interface Envelope {
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  readonly controlId: string;
  readonly sentAt: string;
  readonly processingId: "P" | "T";
}

/**
 * - `written`: the message; its findings are warnings
 * - `unwritable`: the template's tables refuse a code; `hold` when a person can add it
 */
export type WriteResult =
  | {
      readonly kind: "written";
      readonly bytes: Uint8Array;
      /** The segments written, in order. */
      readonly segments: readonly SegmentDraft[];
      readonly findings: readonly MapFinding[];
    }
  | { readonly kind: "unwritable"; readonly hold: boolean; readonly findings: readonly MapFinding[] };

function draft({ segments }: Written, id: string): SegmentDraft[] {
  const fields = segments.get(id);
  return fields ? [{ id, fields }] : [];
}

/** Segments that the layout below does not place, such as an agreed Z-segment, follow the rest of their scope. */
function others(written: Written, placed: readonly string[]): SegmentDraft[] {
  return [...written.segments.keys()].filter((id) => !placed.includes(id)).flatMap((id) => draft(written, id));
}

function list(from: unknown, key: string): readonly unknown[] {
  const found = readPath(from, [key]);
  return Array.isArray(found) ? found : [];
}

/** MSH-9.3 exists from v2.3.1. */
function structure(messageType: string, version: string): string | undefined {
  return version >= "2.3.1" ? messageType.replace("^", "_") : undefined;
}

function headerOf(run: OutboundRun, envelope: Envelope, extra: Written): SegmentDraft {
  const [type, trigger] = run.map.messageType.split("^");
  const { sendingApplication, sendingFacility, receivingApplication, receivingFacility } = envelope;
  const foreign =
    run.foreign || /[^\x20-\x7e]/.test(sendingApplication + sendingFacility + receivingApplication + receivingFacility);
  return {
    id: "MSH",
    fields: {
      "3": sendingApplication,
      "4": sendingFacility,
      "5": receivingApplication,
      "6": receivingFacility,
      "7": formatDtm(envelope.sentAt),
      "9.1": type,
      "9.2": trigger,
      "9.3": structure(run.map.messageType, run.map.hl7Version),
      "10": envelope.controlId,
      "11": envelope.processingId,
      "12": run.map.hl7Version,
      ...(foreign && { "18": "UNICODE UTF-8" }),
      ...extra.segments.get("MSH"),
    },
  };
}

function each(run: OutboundRun, scope: ScopeName, items: readonly unknown[]): Written[] {
  return items.map((item, i) => run.apply(scope, item, i + 1));
}

/** The segments around one test, in the order the message's grammar wants (chapters 4.4 and 7.3). */
function testDrafts(
  run: OutboundRun,
  test: unknown,
  index: number,
  shared: { diagnoses: readonly SegmentDraft[]; specimens: readonly SegmentDraft[] },
): SegmentDraft[] {
  const written = run.apply("test", test, index);
  const observations = [
    ...each(run, "observation", list(test, "observations")),
    ...each(run, "answer", list(test, "answers")),
  ].flatMap((one) => [...draft(one, "OBX"), ...one.notes]);
  const orc = draft(written, "ORC");
  const obr = [...draft(written, "OBR"), ...written.notes];
  const timing = draft(written, "TQ1");
  const rest = others(written, ["ORC", "TQ1", "OBR"]);
  return run.map.messageType.startsWith("ORU")
    ? [...orc, ...obr, ...timing, ...observations, ...shared.specimens, ...rest]
    : [...orc, ...timing, ...obr, ...shared.diagnoses, ...observations, ...shared.specimens, ...rest];
}

function writeWith(
  map: CompiledMap<OutboundRule>,
  root: unknown,
  envelope: Envelope,
  options: WriteOptions,
): WriteResult {
  const run = new OutboundRun(map, root, options);
  const message = run.apply("message", root);
  const items = (scope: ScopeName, key: string, id: string) =>
    each(run, scope, list(root, key)).flatMap((one) => draft(one, id));
  const insurance = items("insurance", "insurance", "IN1");
  const diagnoses = items("diagnosis", "diagnoses", "DG1");
  const specimens = items("specimen", "specimens", "SPM");
  const body = [
    ...message.headerNotes,
    ...draft(message, "PID"),
    ...message.notes,
    ...draft(message, "PV1"),
    ...insurance,
    ...draft(message, "GT1"),
    ...list(root, "tests").flatMap((test, i) =>
      testDrafts(run, test, i + 1, { diagnoses, specimens: i === 0 ? specimens : [] }),
    ),
    ...others(message, ["MSH", "PID", "PV1", "GT1"]),
  ];
  if (run.findings.some(({ severity }) => severity === "error")) {
    return { kind: "unwritable", hold: isHold(run.findings), findings: run.findings };
  }
  const segments = [headerOf(run, envelope, message), ...body];
  return { kind: "written", bytes: buildMessage(segments), segments, findings: run.findings };
}

function mapOrFail(compiled: CompiledTemplate, kind: "order" | "result", options: WriteOptions) {
  const { template, needsAsync, outboundOrders, outboundResults } = compiled;
  const map = kind === "order" ? outboundOrders : outboundResults;
  if (!map) throw new TypeError(`Template ${template.name} does not write ${kind}s`);
  if (needsAsync && !options.answers) {
    throw new TypeError(`Template ${template.name} asks expressions: it is applied asynchronously`);
  }
  return map;
}

/**
 * The order as the laboratory system takes it. The same order and envelope always give the same bytes.
 * @throws TypeError when the template does not write orders, or asks expressions (`needsAsync`): which one is used is
 * decided by configuration, not by a message
 */
export function composeOrder(
  compiled: CompiledTemplate,
  order: Order,
  envelope: Envelope,
  options: WriteOptions = {},
): WriteResult {
  return writeWith(mapOrFail(compiled, "order", options), order, envelope, options);
}

/** The result as the EMR takes it; see {@link composeOrder}. */
export function composeResult(
  compiled: CompiledTemplate,
  result: Result,
  envelope: Envelope,
  options: WriteOptions = {},
): WriteResult {
  return writeWith(mapOrFail(compiled, "result", options), result, envelope, options);
}

/** As {@link composeOrder}, for any template. */
export function composeOrderAsync(compiled: CompiledTemplate, order: Order, envelope: Envelope): Promise<WriteResult> {
  return runSettled((answers) => composeOrder(compiled, order, envelope, { answers }));
}

/** As {@link composeResult}, for any template. */
export function composeResultAsync(
  compiled: CompiledTemplate,
  result: Result,
  envelope: Envelope,
): Promise<WriteResult> {
  return runSettled((answers) => composeResult(compiled, result, envelope, { answers }));
}

function bytesOrFail(written: WriteResult): Uint8Array {
  if (written.kind === "written") return written.bytes;
  throw new TypeError(written.findings.map(({ message }) => message).join(" "));
}

/** The bytes of {@link composeOrder}, where no table can refuse. @throws TypeError when one does */
export function writeOrder(compiled: CompiledTemplate, order: Order, envelope: Envelope): Uint8Array {
  return bytesOrFail(composeOrder(compiled, order, envelope));
}

/** The bytes of {@link composeResult}; see {@link writeOrder}. */
export function writeResult(compiled: CompiledTemplate, result: Result, envelope: Envelope): Uint8Array {
  return bytesOrFail(composeResult(compiled, result, envelope));
}
