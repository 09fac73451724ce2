/** Orders and results into HL7 messages. */
import type { Order, Result } from "~/engine/contract";
import { buildMessage, formatDtm, type SegmentDraft } from "~/engine/hl7";
import type { CompiledMap, CompiledTemplate, OutboundRule, ScopeName } from "./compile";
import { readPath } from "./contract-path";

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

type Fields = Record<string, string | undefined>;

/** The segments one item of a scope writes, by name, and their notes. */
interface Written {
  readonly segments: Map<string, Fields>;
  readonly notes: SegmentDraft[];
}

class OutboundRun {
  constructor(
    readonly map: CompiledMap<OutboundRule>,
    readonly root: unknown,
  ) {}

  #source(path: OutboundRule["sources"][number], item: unknown, index: number): unknown {
    if (path.keys[0] === "$index") return String(index);
    return readPath(path.fromRoot ? this.root : item, path.keys);
  }

  #applies({ condition }: OutboundRule, item: unknown, index: number): boolean {
    if (!condition) return true;
    const value = this.#source(condition.path, item, index);
    if (condition.not) return value === undefined || !condition.not.has(String(value));
    return value !== undefined && (condition.is?.has(String(value)) ?? true);
  }

  apply(scope: ScopeName, item: unknown, index = 1): Written {
    const segments = new Map<string, Fields>();
    const notes: SegmentDraft[] = [];
    for (const rule of this.map.scopes[scope]) {
      if (!this.#applies(rule, item, index)) continue;
      const { segment, withinText } = rule.target;
      const fields = segments.get(segment) ?? {};
      const put = (within: string, value: string | undefined) => {
        if (value !== undefined && value !== "" && fields[within] === undefined) {
          fields[within] = value;
          segments.set(segment, fields);
        }
      };
      if (isWritten(fields, withinText)) continue;
      if (rule.rule.constant !== undefined) {
        put(withinText, rule.rule.constant);
        continue;
      }
      const value = rule.sources
        .map((source) => this.#source(source, item, index))
        .find((found) => found !== undefined);
      if (value !== undefined) {
        rule.transform.write(value, {
          within: withinText,
          version: this.map.hl7Version,
          item,
          put,
          note: (note) => notes.push({ id: "NTE", fields: note }),
        });
      }
      if (rule.rule.default !== undefined && !isWritten(fields, withinText)) put(withinText, rule.rule.default);
    }
    return { segments, notes };
  }
}

/** Whether the field, or a part of it, already has a value. */
function isWritten(fields: Fields, within: string): boolean {
  return Object.keys(fields).some(
    (path) => path === within || path.startsWith(`${within}.`) || path.startsWith(`${within}[`),
  );
}

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
  return version.localeCompare("2.3.1") >= 0 ? messageType.replace("^", "_") : undefined;
}

function headerOf(run: OutboundRun, envelope: Envelope, extra: Written): SegmentDraft {
  const [type, trigger] = run.map.messageType.split("^");
  return {
    id: "MSH",
    fields: {
      "3": envelope.sendingApplication,
      "4": envelope.sendingFacility,
      "5": envelope.receivingApplication,
      "6": envelope.receivingFacility,
      "7": formatDtm(envelope.sentAt),
      "9.1": type,
      "9.2": trigger,
      "9.3": structure(run.map.messageType, run.map.hl7Version),
      "10": envelope.controlId,
      "11": envelope.processingId,
      "12": run.map.hl7Version,
      ...extra.segments.get("MSH"),
    },
  };
}

/** The segments around one test, in the order the message's grammar wants (chapters 4.4 and 7.3). */
function testDrafts(run: OutboundRun, test: unknown, index: number, first: boolean): SegmentDraft[] {
  const written = run.apply("test", test, index);
  const each = (scope: ScopeName, items: readonly unknown[]) => items.map((item, i) => run.apply(scope, item, i + 1));
  const observations = [
    ...each("observation", list(test, "observations")),
    ...each("answer", list(test, "answers")),
  ].flatMap((one) => [...draft(one, "OBX"), ...one.notes]);
  const diagnoses = each("diagnosis", list(run.root, "diagnoses")).flatMap((one) => draft(one, "DG1"));
  const specimens = first ? each("specimen", list(run.root, "specimens")).flatMap((one) => draft(one, "SPM")) : [];
  const orc = draft(written, "ORC");
  const obr = [...draft(written, "OBR"), ...written.notes];
  const timing = draft(written, "TQ1");
  const rest = others(written, ["ORC", "TQ1", "OBR"]);
  return run.map.messageType.startsWith("ORU")
    ? [...orc, ...obr, ...timing, ...observations, ...specimens, ...rest]
    : [...orc, ...timing, ...obr, ...diagnoses, ...observations, ...specimens, ...rest];
}

function writeWith(map: CompiledMap<OutboundRule>, root: unknown, envelope: Envelope): Uint8Array {
  const run = new OutboundRun(map, root);
  const message = run.apply("message", root);
  const insurance = list(root, "insurance").flatMap((item, i) => draft(run.apply("insurance", item, i + 1), "IN1"));
  const body = [
    ...draft(message, "PID"),
    ...message.notes,
    ...draft(message, "PV1"),
    ...insurance,
    ...draft(message, "GT1"),
    ...list(root, "tests").flatMap((test, i) => testDrafts(run, test, i + 1, i === 0)),
    ...others(message, ["MSH", "PID", "PV1", "GT1"]),
  ];
  const header = headerOf(run, envelope, message);
  const foreign = /[^\x20-\x7e\s]/.test(JSON.stringify(body));
  const declared = foreign ? { ...header, fields: { "18": "UNICODE UTF-8", ...header.fields } } : header;
  return buildMessage([declared, ...body]);
}

/**
 * The order as the laboratory system takes it. The same order and envelope always give the same bytes.
 * @throws TypeError when the template does not write orders: which one is used is decided by configuration, not by a message
 */
export function writeOrder(compiled: CompiledTemplate, order: Order, envelope: Envelope): Uint8Array {
  if (!compiled.outboundOrders) throw new TypeError(`Template ${compiled.template.name} does not write orders`);
  return writeWith(compiled.outboundOrders, order, envelope);
}

/** The result as the EMR takes it; see {@link writeOrder}. */
export function writeResult(compiled: CompiledTemplate, result: Result, envelope: Envelope): Uint8Array {
  if (!compiled.outboundResults) throw new TypeError(`Template ${compiled.template.name} does not write results`);
  return writeWith(compiled.outboundResults, result, envelope);
}
