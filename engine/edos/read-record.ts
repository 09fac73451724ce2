import type {
  ListedPrice,
  OrderQuestion,
  PanelItem,
  ReferenceRange,
  ResultComponent,
  TestItem,
} from "~/db/schema/compendium";
import { getIn, type Segment } from "../hl7";
import { answerOf, type ReadItem, systems } from "./entry";
import { type FileRecord, memberCodes, type Reading, segmentOf } from "./record";

/** One record to what it says of an item (HL7 v2 chapter 8). */

/** Files of others name LOINC and CPT in more than one way. */
const isLoinc = (system: string | undefined) => /^(LN|LOINC)$/i.test(system ?? "");
const isCpt = (system: string | undefined) => /^(C4|CPT|CPT-?4)$/i.test(system ?? "");

/** The repetitions of a field as read, until there is none. */
function each<Read>(field: number, read: (at: string) => Read | undefined): Read[] {
  const found: Read[] = [];
  for (let i = 1; ; i++) {
    const one = read(`${field}[${i}]`);
    if (one === undefined) return found;
    found.push(one);
  }
}

type Code = { code: string; text: string; system: string | undefined };
const codes = (segment: Segment, field: number): Code[] =>
  each(field, (at) => {
    const [code, text, system] = [1, 2, 3].map((part) => getIn(segment, `${at}.${part}`));
    return code || text ? { code: code ?? "", text: text ?? "", system } : undefined;
  });

const texts = (segment: Segment, field: number): string[] => each(field, (at) => getIn(segment, at));

/** A day of HL7 (YYYYMMDD and more) as ISO 8601. */
const dayOf = (text: string): string | undefined =>
  /^\d{8}/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}` : undefined;

/** The whole of a record's path, such as MFE[2].OM1-7. */
const pathIn = (record: FileRecord, path: string) => `MFE[${record.number}].${path}`;

/** MFE-3 as a day; one that is none is told and left out. */
function fromDay(record: FileRecord, reading: Reading): string | null {
  const text = getIn(record.mfe, "3");
  if (!text) return null;
  const day = dayOf(text);
  if (!day) reading.note(record, `MFE[${record.number}]-3`, `The day cannot be read: ${text}.`, "warning");
  return day ?? null;
}

/** What the event does to an item: there, ended, or there until its day. */
function standing(
  record: FileRecord,
  reading: Reading,
): Pick<TestItem, "discontinuedOn"> & Partial<Pick<TestItem, "status">> {
  if (getIn(record.mfe, "1") !== "MDC") return { status: "active", discontinuedOn: null };
  const day = fromDay(record, reading);
  return day !== null && day > reading.today
    ? { discontinuedOn: day }
    : { status: "discontinued", discontinuedOn: day };
}

/** Name and code of OM1-2; the key of the record is what counts where they differ. */
function nameOf(record: FileRecord, key: string, om1: Segment, reading: Reading): string {
  const [code, name, system] = [1, 2, 3].map((part) => getIn(om1, `2.${part}`));
  if (code && code !== key && !isLoinc(system)) {
    reading.note(
      record,
      pathIn(record, "OM1-2"),
      `Its code ${code} is not the key ${key}; the key is taken.`,
      "warning",
    );
  }
  return name ?? getIn(om1, "9") ?? "";
}

function keep(reading: Reading, item: ReadItem): void {
  const before = reading.items.get(item.code);
  const same = before?.kind === item.kind ? before : undefined;
  const fields = { ...same?.fields, ...item.fields };
  reading.items.set(item.code, { ...(same ?? item), fields } as ReadItem);
}

export function readComponent(record: FileRecord, key: string, om1: Segment, reading: Reading): void {
  const others = codes(om1, 7);
  const code = others.find(({ system }) => system === systems.local)?.code ?? key;
  reading.components.set(key, {
    code,
    name: nameOf(record, key, om1, reading),
    loinc: others.find(({ system }) => isLoinc(system))?.code ?? "",
    ...numeric(segmentOf(record, "OM2")),
  });
}

const numeric = (om2: Segment | undefined): Pick<ResultComponent, "unit" | "ranges"> => ({
  unit: (om2 && (getIn(om2, "2.1") ?? getIn(om2, "2.2"))) ?? "",
  ranges: om2 ? each(6, (at) => rangeAt(om2, at)) : [],
});

const sexes = new Map<string, ReferenceRange["sex"]>([
  ["F", "female"],
  ["M", "male"],
]);

function rangeAt(om2: Segment, at: string): ReferenceRange | undefined {
  if (getIn(om2, at) === undefined) return undefined;
  const text = (path: string) => getIn(om2, `${at}.${path}`) ?? "";
  const age = (path: string) => (/^\d+$/.test(text(path)) ? Number(text(path)) : null);
  return {
    sex: sexes.get(text("2")) ?? "any",
    ageFrom: age("3.1"),
    ageTo: age("3.2"),
    low: text("1.1"),
    high: text("1.2"),
    text: text("7"),
  };
}

export function readTest(record: FileRecord, code: string, om1: Segment, reading: Reading): void {
  const name = nameOf(record, code, om1, reading);
  const others = codes(om1, 7);
  const loinc =
    others.find(({ system }) => isLoinc(system))?.code ?? (isLoinc(getIn(om1, "2.3")) ? getIn(om1, "2.1") : "");
  const synonyms = texts(om1, 8);
  const om4 = segmentOf(record, "OM4");
  const event = getIn(record.mfe, "1");
  const fields: Partial<TestItem> = {
    name,
    shortName: getIn(om1, "10") ?? "",
    synonyms: synonyms.length === 1 && synonyms[0] === name ? [] : synonyms,
    cpt: others
      .filter(({ system }) => isCpt(system))
      .map((one) => one.code)
      .join(", "),
    loinc: loinc ?? "",
    replacementCode: getIn(om1, "52.1") ?? null,
    ...turnaround(record, om1, reading),
    ...(om4 && specimen(om4)),
    ...standing(record, reading),
    ...(event !== "MDC" && { orderableFrom: fromDay(record, reading) }),
  };
  // An end to come says nothing of what the test is made of: that came with the record before it.
  if (event !== "MDC" || om4) {
    fields.components = componentsOf(record, { code, name, loinc: loinc ?? "" }, reading);
    fields.questions = record.after.filter(({ id }) => id === "OMC").map((omc) => question(omc));
  }
  keep(reading, { kind: "test", code, fields, message: record.message, path: `MFE[${record.number}]` });
}

function turnaround(record: FileRecord, om1: Segment, reading: Reading): { turnaroundDays?: number } {
  const text = getIn(om1, "23");
  if (!text) return {};
  if (!/^\d+$/.test(text)) {
    reading.note(record, pathIn(record, "OM1-23"), `The turnaround is not a number of minutes: ${text}.`);
    return {};
  }
  return { turnaroundDays: Math.ceil(Number(text) / 1440) };
}

const specimen = (om4: Segment): Partial<TestItem> => ({
  container: getIn(om4, "3") ?? "",
  specimen: getIn(om4, "6.2") ?? getIn(om4, "6.1") ?? "",
  stability: getIn(om4, "9") ?? "",
  volume: [getIn(om4, "10.1"), getIn(om4, "10.2.2") ?? getIn(om4, "10.2.1")].filter(Boolean).join(" "),
});

/** The components a battery names, or the test itself where its record says what its values are. */
function componentsOf(
  record: FileRecord,
  itself: { code: string; name: string; loinc: string },
  reading: Reading,
): ResultComponent[] {
  const om5 = segmentOf(record, "OM5");
  const om2 = segmentOf(record, "OM2");
  if (!om5) return om2 ? [{ ...itself, ...numeric(om2) }] : [];
  return memberCodes(om5).flatMap((key, i) => {
    const known = reading.components.get(key) ?? asComponent(key, reading);
    if (known) return [known];
    reading.note(record, pathIn(record, `OM5-2[${i + 1}]`), `The member ${key} was not defined before.`);
    return [];
  });
}

/** A test of the compendium as a value of another one. */
function asComponent(key: string, { items, catalogue }: Reading): ResultComponent | undefined {
  const read = items.get(key);
  const test = read?.kind === "test" ? read.fields : catalogue.get(key);
  if (!test || ("kind" in test && test.kind === "panel")) return undefined;
  const { components } = test as Partial<TestItem>;
  return (
    components?.[0] ?? {
      code: key,
      name: test.name ?? "",
      loinc: (test as Partial<TestItem>).loinc ?? "",
      unit: "",
      ranges: [],
    }
  );
}

function question(omc: Segment): OrderQuestion {
  const choices = codes(omc, 11).map(({ code, text }) => text || code);
  return {
    code: getIn(omc, "4.1") ?? "",
    text: getIn(omc, "4.2") ?? "",
    answer: answerOf(getIn(omc, "9") ?? "") ?? (choices.length > 0 ? "choice" : "text"),
    choices,
    required: getIn(omc, "7") === "Y",
  };
}

export function readPanel(record: FileRecord, code: string, om1: Segment, reading: Reading): void {
  const om5 = segmentOf(record, "OM5");
  const fields: Partial<PanelItem> = {
    name: nameOf(record, code, om1, reading),
    shortName: getIn(om1, "10") ?? "",
    replacementCode: getIn(om1, "52.1") ?? null,
    ...(om5 && { members: memberCodes(om5) }),
    ...standing(record, reading),
  };
  keep(reading, { kind: "panel", code, fields, message: record.message, path: `MFE[${record.number}]` });
}

/** CDM and PRC: the standard price, and those of named lists. */
export function readCharge(record: FileRecord, code: string, reading: Reading): void {
  const there = reading.items.get(code) ?? reading.catalogue.get(code);
  if (!there) {
    reading.note(record, `MFE[${record.number}]-4`, `There is no test or panel ${code} to price.`);
    return;
  }
  const rows = record.after.filter(({ id }) => id === "PRC").map((prc, i) => priceOf(record, prc, i + 1, reading));
  if (rows.some((row) => row === undefined)) return;
  const found = rows.filter((row) => row !== undefined);
  const listed = found.filter((row): row is ListedPrice => row.list !== undefined && row.from !== undefined);
  const cents = found.find((row) => row.list === undefined)?.cents;
  const place = { code, message: record.message, path: `MFE[${record.number}]` };
  if (there.kind === "panel") {
    keep(reading, { kind: "panel", fields: cents === undefined ? {} : { preferredPriceCents: cents }, ...place });
  } else {
    keep(reading, {
      kind: "test",
      fields: { ...(cents !== undefined && { listPriceCents: cents }), prices: listed },
      ...place,
    });
  }
}

type ReadPrice = { list?: string; cents: number; from?: string };

function priceOf(record: FileRecord, prc: Segment, number: number, reading: Reading): ReadPrice | undefined {
  const at = (field: string) => pathIn(record, `PRC[${number}]-${field}`);
  const amount = getIn(prc, "5.1.1") ?? "";
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(amount)) {
    reading.note(record, at("5"), `The price must read like 12.60: ${amount || "nothing"}.`);
    return undefined;
  }
  const currency = getIn(prc, "5.1.2");
  if (currency && currency !== "USD") reading.note(record, at("5.1.2"), `Prices are in USD, not ${currency}.`);
  const cents = Math.round(Number(amount) * 100);
  const list = getIn(prc, "2.2") ?? getIn(prc, "2.1");
  const from = dayOf(getIn(prc, "11") ?? "") ?? (list ? reading.today : undefined);
  // A price of the standard list from a day to come waits for that day.
  if (!list && from !== undefined && from > reading.today) return { list: "standard", cents, from };
  return list && from ? { list, cents, from } : { cents };
}
