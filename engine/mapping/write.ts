/** Orders and results into HL7 messages. */
import type { Order, Result } from "~/engine/contract";
import { encodeText, formatDtm, putValue, type SegmentDraft, segmentsText } from "~/engine/hl7";
import type { CompiledMap, CompiledTemplate, OutboundRule, ScopeName } from "./compile";
import { readPath } from "./contract-path";
import { runSettled } from "./expressions";
import { isHold, type MapFinding } from "./map-finding";
import { OutboundRun, type WriteOptions, type Written, type WrittenSegment, writtenSegment } from "./outbound";

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

/** Segments on their way into the message, in order. */
type Segments = WrittenSegment[];

function add(into: Segments, written: Written, id: string): void {
  const segment = writtenSegment(written, id);
  if (segment) into.push(segment);
}

/** Segments that the layout below does not place, such as an agreed Z-segment, follow the rest of their scope. */
function addOthers(into: Segments, { segments }: Written, placed: readonly string[]): void {
  for (const segment of segments) if (!placed.includes(segment.id)) into.push(segment);
}

function list(from: unknown, key: string): readonly unknown[] {
  const found = readPath(from, [key]);
  return Array.isArray(found) ? found : [];
}

/** MSH-9.3 exists from v2.3.1. */
function structure(messageType: string, version: string): string | undefined {
  return version >= "2.3.1" ? messageType.replace("^", "_") : undefined;
}

/** Characters beyond ASCII: the character set has to be announced. */
const FOREIGN = /[\u0080-\uffff]/;

/** @param body the text of everything after the header */
function headerOf(run: OutboundRun, envelope: Envelope, own: WrittenSegment | undefined, body: string): WrittenSegment {
  const { messageType, hl7Version } = run.map;
  const [type, trigger] = messageType.split("^");
  const fields = own?.fields ?? [];
  const put = (field: number, value: string | undefined, component?: number) => {
    if (value !== undefined && value !== "") putValue(fields, { field, component }, value);
  };
  put(3, envelope.sendingApplication);
  put(4, envelope.sendingFacility);
  put(5, envelope.receivingApplication);
  put(6, envelope.receivingFacility);
  put(7, formatDtm(envelope.sentAt));
  put(9, type, 1);
  put(9, trigger, 2);
  put(9, structure(messageType, hl7Version), 3);
  put(10, envelope.controlId);
  put(11, envelope.processingId);
  put(12, hl7Version);
  const header = { id: "MSH", fields };
  if (FOREIGN.test(body) || FOREIGN.test(segmentsText([header]))) put(18, "UNICODE UTF-8");
  return header;
}

function addEach(into: Segments, run: OutboundRun, scope: ScopeName, items: readonly unknown[], id: string): void {
  if (run.map.scopes[scope].length === 0) return;
  items.forEach((item, i) => {
    const written = run.apply(scope, item, i + 1);
    add(into, written, id);
    into.push(...written.notes);
  });
}

/** The segments around one test, in the order the message's grammar wants (chapters 4.4 and 7.3). */
function addTest(
  into: Segments,
  run: OutboundRun,
  test: unknown,
  index: number,
  shared: { diagnoses: Segments; specimens: Segments },
): void {
  const written = run.apply("test", test, index);
  const reports = run.map.messageType.startsWith("ORU");
  add(into, written, "ORC");
  if (!reports) add(into, written, "TQ1");
  add(into, written, "OBR");
  into.push(...written.notes);
  if (reports) add(into, written, "TQ1");
  else into.push(...shared.diagnoses);
  addEach(into, run, "observation", list(test, "observations"), "OBX");
  addEach(into, run, "answer", list(test, "answers"), "OBX");
  into.push(...shared.specimens);
  addOthers(into, written, ["ORC", "TQ1", "OBR"]);
}

function writeWith(
  map: CompiledMap<OutboundRule>,
  root: unknown,
  envelope: Envelope,
  options: WriteOptions,
): WriteResult {
  const run = new OutboundRun(map, root, options);
  const message = run.apply("message", root);
  const items = (scope: ScopeName, key: string, id: string) => {
    const segments: Segments = [];
    addEach(segments, run, scope, list(root, key), id);
    return segments.filter((segment) => segment.id === id);
  };
  const insurance = items("insurance", "insurance", "IN1");
  const diagnoses = items("diagnosis", "diagnoses", "DG1");
  const specimens = items("specimen", "specimens", "SPM");
  const body: Segments = [...message.headerNotes];
  add(body, message, "PID");
  body.push(...message.notes);
  add(body, message, "PV1");
  body.push(...insurance);
  add(body, message, "GT1");
  list(root, "tests").forEach((test, i) => {
    addTest(body, run, test, i + 1, { diagnoses, specimens: i === 0 ? specimens : [] });
  });
  addOthers(body, message, ["MSH", "PID", "PV1", "GT1"]);
  if (run.findings.some(({ severity }) => severity === "error")) {
    return { kind: "unwritable", hold: isHold(run.findings), findings: run.findings };
  }
  const text = segmentsText(body);
  const header = headerOf(run, envelope, writtenSegment(message, "MSH"), text);
  const bytes = encodeText(segmentsText([header]) + text, "utf-8");
  return { kind: "written", bytes, segments: [header, ...body], findings: run.findings };
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
