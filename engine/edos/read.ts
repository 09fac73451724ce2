import { get, getIn, type Message, type Segment } from "../hl7";
import { type EdosFinding, natures, type ReadItem } from "./entry";
import { readCharge, readComponent, readPanel, readTest } from "./read-record";
import { type FileRecord, memberCodes, type Reading, type ReadOptions, segmentOf } from "./record";

/** The triggers read, and the master file each may name in MFI-1 (HL7 table 0175). */
const triggers: Record<string, readonly string[]> = {
  M04: ["CDM"],
  M08: ["OMA", "OMB", "OME", "OMC"],
  M09: ["OMB", "OME"],
  M10: ["OMC", "OME"],
};

/**
 * The items of the compendium messages of a file, in the order they are first named; a later record of the same code adds
 * to the earlier. What cannot be read is a finding that names its segment and field, and its record is left out.
 */
export function readEdos(
  messages: readonly Message[],
  options: ReadOptions,
): { items: ReadItem[]; findings: EdosFinding[] } {
  const findings: EdosFinding[] = [];
  const reading: Reading = {
    ...options,
    items: new Map(),
    components: new Map(),
    note: (record, path, text, severity = "error") => {
      findings.push({ message: record.message, path, severity, text });
    },
  };
  messages.forEach((message, i) => {
    const stopped = unfit(message, i + 1);
    if (stopped) {
      findings.push(stopped);
      return;
    }
    const trigger = get(message, "MSH-9.2") ?? "";
    for (const record of recordsOf(message, i + 1)) readRecord(trigger, record, reading);
  });
  return { items: [...reading.items.values()], findings };
}

/** Why nothing is taken from a message, if so. */
function unfit(message: Message, number: number): EdosFinding | undefined {
  const at = (path: string, text: string): EdosFinding => ({ message: number, path, severity: "error", text });
  const [type = "", trigger = ""] = [get(message, "MSH-9.1"), get(message, "MSH-9.2")];
  const files = type === "MFN" ? triggers[trigger] : undefined;
  if (!files) return at("MSH-9", `${[type, trigger].filter(Boolean).join("^")} brings no tests, panels or prices.`);
  const file = get(message, "MFI-1.1");
  if (!file) return at("MFI-1", "It does not say which master file it brings.");
  if (!files.includes(file)) return at("MFI-1", `A message ${trigger} does not bring the master file ${file}.`);
  return message.segments.some(({ id }) => id === "MFE") ? undefined : at("MFE", "It has no records.");
}

function recordsOf(message: Message, number: number): FileRecord[] {
  const records: { message: number; number: number; mfe: Segment; after: Segment[] }[] = [];
  for (const segment of message.segments) {
    if (segment.id === "MFE") records.push({ message: number, number: records.length + 1, mfe: segment, after: [] });
    else records.at(-1)?.after.push(segment);
  }
  return records;
}

function readRecord(trigger: string, record: FileRecord, reading: Reading): void {
  const code = getIn(record.mfe, "4.1");
  const stopped = unreadable(record);
  if (stopped || !code) {
    reading.note(record, `MFE[${record.number}]-${stopped?.field ?? 4}`, stopped?.text ?? "The record has no key.");
    return;
  }
  if (trigger === "M04") {
    readCharge(record, code, reading);
    return;
  }
  const om1 = segmentOf(record, "OM1");
  if (!om1) reading.note(record, `MFE[${record.number}]`, "The record has no OM1: nothing is said of the test.");
  else if (getIn(om1, "12") === "N") readComponent(record, code, om1, reading);
  else if (getIn(om1, "18") === natures.superset || isPanel(record, reading)) readPanel(record, code, om1, reading);
  else readTest(record, code, om1, reading);
}

/** Why the event of a record is not carried out, if so. */
function unreadable({ mfe }: FileRecord): { field: number; text: string } | undefined {
  const event = getIn(mfe, "1") ?? "";
  if (event === "MDL") return { field: 1, text: "A code is discontinued (MDC), never deleted." };
  return ["MAD", "MUP", "MAC", "MDC"].includes(event)
    ? undefined
    : { field: 1, text: `The event is not known: ${event}.` };
}

/** A battery of what can be ordered by itself is a panel; one of values is a test. */
function isPanel(record: FileRecord, { components, items, catalogue }: Reading): boolean {
  const om5 = segmentOf(record, "OM5");
  const members = om5 ? memberCodes(om5) : [];
  return members.length > 0 && members.every((key) => !components.has(key) && (items.has(key) || catalogue.has(key)));
}
