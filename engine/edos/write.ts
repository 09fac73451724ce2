import type { Item, ResultComponent, TestItem } from "~/db/schema/compendium";
import { encodeText, formatDtm, type SegmentDraft, segmentsText } from "../hl7";
import { type EdosEntry, isAtomic, natures, systems } from "./entry";
import { type ComponentKeys, type KeyedComponent, membersFirst } from "./order";
import {
  type About,
  chargeSegments,
  componentSegments,
  dayText,
  memberSegment,
  numericSegments,
  type Producer,
  panelSegment,
  questionSegments,
  specimenSegment,
  testSegment,
} from "./segments";

export type EdosOptions = {
  /** MSH-3 and MSH-4. */
  sender: { application: string; facility: string };
  /** MSH-5 and MSH-6. */
  receiver: { application: string; facility: string };
  producer: Producer;
  /** When it is made, ISO 8601. */
  at: string;
  /** MFI-3: REP replaces the whole file, UPD brings what changed. */
  whole: boolean;
  /** Whether each record is to be answered (MFI-6 = AL). */
  answers: boolean;
  withPrices: boolean;
  /** MSH-10 of the nth message of the file, from 1. */
  controlId: (number: number) => string;
  /** The records of components, as `componentKeys` finds them for the whole compendium. */
  keys: ComponentKeys;
  /** The receiver's own codes by ours, where it has some. */
  emrCodes?: ReadonlyMap<string, string>;
  /** Names of members that are not among the entries. */
  nameOf?: (code: string) => string | undefined;
};

/** One MFE with what follows it. */
type Record_ = {
  key: string;
  name: string;
  event: string;
  from: string | null;
  segments: (sequence: number) => SegmentDraft[];
};
type Batch = { trigger: "M08" | "M10" | "M04"; records: Record_[] };

const masterFile = { M08: "OME", M10: "OMC", M04: "CDM" } as const;
const events = { add: "MAD", update: "MUP", remove: "MDC" } as const;

/**
 * A compendium file: components, tests, panels, prices, what ends, in the order a receiver can load. One message for each
 * kind, in an FHS/BHS envelope with counts (HL7 v2 chapter 2.10.3).
 * @throws RangeError when a text holds a character HL7 cannot carry
 */
export function writeEdos(
  entries: readonly EdosEntry[],
  options: EdosOptions,
): { bytes: Uint8Array; controlIds: string[]; records: number } {
  const batches = batchesOf(entries, options).filter(({ records }) => records.length > 0);
  const controlIds = batches.map((_, i) => options.controlId(i + 1));
  const { sender, receiver, at } = options;
  const parties = {
    "3": sender.application,
    "4": sender.facility,
    "5": receiver.application,
    "6": receiver.facility,
    "7": formatDtm(at),
  };
  const segments: SegmentDraft[] = [
    { id: "FHS", fields: parties },
    { id: "BHS", fields: parties },
    ...batches.flatMap((batch, i) => messageOf(batch, controlIds[i] ?? "", options)),
    { id: "BTS", fields: { "1": String(batches.length) } },
    { id: "FTS", fields: { "1": "1" } },
  ];
  const records = batches.reduce((sum, batch) => sum + batch.records.length, 0);
  return { bytes: encodeText(segmentsText(segments), "utf-8"), controlIds, records };
}

function batchesOf(entries: readonly EdosEntry[], options: EdosOptions): Batch[] {
  const ending = new Set(entries.filter(isEnding).map(({ item }) => item.code));
  const nameOf = namesIn(entries, options);
  const record = (entry: EdosEntry): Record_ => recordOf(entry, nameOf, options);
  const tests = entries.filter(({ item }) => item.kind === "test" && isAtomic(item));
  const batteries = entries.filter(({ item }) => item.kind === "test" && !isAtomic(item));
  const panels = panelsIn(entries);
  const stay = (some: readonly EdosEntry[]) => some.filter(({ item }) => !ending.has(item.code)).map(record);
  const end = (some: readonly EdosEntry[]) => some.filter(({ item }) => ending.has(item.code)).map(record);
  const later = entries.filter(({ item }) => !ending.has(item.code) && item.discontinuedOn);
  return [
    { trigger: "M08", records: [...componentRecords(batteries, options), ...stay(tests)] },
    { trigger: "M10", records: [...stay(batteries), ...stay(panels)] },
    // What ends comes after what replaces it.
    { trigger: "M08", records: end(tests) },
    { trigger: "M10", records: [...end(batteries), ...end(panels)] },
    // An end that is still to come is a second record: until then it can be ordered.
    { trigger: "M08", records: later.map(({ item }) => endRecord(item, options)) },
    { trigger: "M04", records: options.withPrices ? entries.map(priceRecord) : [] },
  ];
}

const isEnding = ({ action, item }: EdosEntry): boolean => action === "remove" || item.status === "discontinued";
const eventOf = (entry: EdosEntry): string => (isEnding(entry) ? events.remove : events[entry.action]);

function panelsIn(entries: readonly EdosEntry[]): EdosEntry[] {
  const panels = new Map(entries.filter(({ item }) => item.kind === "panel").map((entry) => [entry.item.code, entry]));
  const items = [...panels.values()].flatMap(({ item }) => (item.kind === "panel" ? [item] : []));
  return membersFirst(items).flatMap(({ code }) => panels.get(code) ?? []);
}

/** Each component once, however many tests it is part of. */
function componentRecords(batteries: readonly EdosEntry[], { keys, producer }: EdosOptions): Record_[] {
  const wanted = new Map(batteries.flatMap(({ item }) => keys.get(item.code) ?? []).map((keyed) => [keyed.key, keyed]));
  return [...wanted.values()].map(({ component, key }) => ({
    key,
    name: component.name,
    event: events.add,
    from: null,
    segments: (sequence) => componentSegments(component, key, { sequence, nature: natures.atomic, producer }),
  }));
}

function namesIn(entries: readonly EdosEntry[], { nameOf }: EdosOptions): (code: string) => string {
  const names = new Map(entries.map(({ item }) => [item.code, item.name]));
  return (code) => names.get(code) ?? nameOf?.(code) ?? "";
}

function recordOf(entry: EdosEntry, nameOf: (code: string) => string, options: EdosOptions): Record_ {
  const { item } = entry;
  const about = (sequence: number, nature: string): About => ({
    sequence,
    nature,
    producer: options.producer,
    emrCode: options.emrCodes?.get(item.code),
  });
  return {
    key: item.code,
    name: item.name,
    event: eventOf(entry),
    from: isEnding(entry) ? item.discontinuedOn : item.kind === "test" ? item.orderableFrom : null,
    segments: (sequence) =>
      item.kind === "test"
        ? testSegments(item, options.keys.get(item.code) ?? [], (nature) => about(sequence, nature))
        : [
            panelSegment(item, about(sequence, natures.superset)),
            memberSegment(
              item.members.map((code) => ({ code, name: nameOf(code) })),
              sequence,
            ),
          ],
  };
}

function testSegments(
  test: TestItem,
  keyed: readonly KeyedComponent[],
  aboutOf: (nature: string) => About,
): SegmentDraft[] {
  const about = aboutOf(isAtomic(test) ? natures.atomic : natures.battery);
  const [component] = test.components;
  const rest = isAtomic(test)
    ? component
      ? itselfSegments(component, about.sequence)
      : []
    : [
        memberSegment(
          keyed.map(({ key, component: { name } }) => ({ code: key, name })),
          about.sequence,
        ),
      ];
  return [
    testSegment(test, about),
    ...questionSegments(test.questions, about.sequence),
    ...rest,
    specimenSegment(test, about.sequence),
  ];
}

/** The OM2 of a test that is its own component is there even when it is empty: it says that there is one. */
const itselfSegments = (component: ResultComponent, sequence: number): SegmentDraft[] => {
  const numeric = numericSegments(component, sequence);
  return numeric.length > 0 ? numeric : [{ id: "OM2", fields: { "1": String(sequence) } }];
};

const endRecord = (item: Item, { producer }: EdosOptions): Record_ => ({
  key: item.code,
  name: item.name,
  event: events.remove,
  from: item.discontinuedOn,
  segments: (sequence) => [
    item.kind === "test"
      ? testSegment(item, { sequence, nature: isAtomic(item) ? natures.atomic : natures.battery, producer })
      : panelSegment(item, { sequence, nature: natures.superset, producer }),
  ],
});

const priceRecord = (entry: EdosEntry): Record_ => ({
  key: entry.item.code,
  name: entry.item.name,
  event: eventOf(entry),
  from: null,
  segments: () => chargeSegments(chargeOf(entry.item)),
});

const chargeOf = (item: Item) => ({
  code: item.code,
  name: item.name,
  shortName: item.shortName,
  active: item.status === "active",
  ...(item.kind === "test"
    ? { cpt: item.cpt, cents: item.listPriceCents, prices: item.prices }
    : { cpt: "", cents: item.preferredPriceCents, prices: [] }),
});

function messageOf({ trigger, records }: Batch, controlId: string, options: EdosOptions): SegmentDraft[] {
  const { sender, receiver, at, whole, answers } = options;
  return [
    {
      id: "MSH",
      fields: {
        "3": sender.application,
        "4": sender.facility,
        "5": receiver.application,
        "6": receiver.facility,
        "7": formatDtm(at),
        "9.1": "MFN",
        "9.2": trigger,
        "9.3": `MFN_${trigger}`,
        "10": controlId,
        "11": "P",
        "12": "2.5.1",
        "15": "NE",
        "16": answers ? "AL" : "NE",
        "18": "UNICODE UTF-8",
      },
    },
    {
      id: "MFI",
      fields: { "1.1": masterFile[trigger], "1.3": "HL70175", "3": whole ? "REP" : "UPD", "6": answers ? "AL" : "NE" },
    },
    ...records.flatMap((record, i) => [entryOf(record, `${controlId}-${i + 1}`), ...record.segments(i + 1)]),
  ];
}

const entryOf = ({ key, name, event, from }: Record_, controlId: string): SegmentDraft => ({
  id: "MFE",
  fields: {
    "1": event,
    "2": controlId,
    "3": from ? dayText(from) : undefined,
    "4.1": key,
    "4.2": name,
    "4.3": systems.local,
    "5": "CE",
  },
});
