import type {
  ListedPrice,
  OrderQuestion,
  PanelItem,
  ReferenceRange,
  ResultComponent,
  TestItem,
} from "~/db/schema/compendium";
import type { SegmentDraft } from "../hl7";
import { answerType, systems } from "./entry";

/** The segments of one record after its MFE (HL7 v2 chapter 8: OM1, OM2, OM4, OM5, OMC, CDM, PRC). */

type Fields = Record<string, string>;
type Texts = Record<string, string | undefined>;

/** The laboratory that offers the items: OM1-5. */
export type Producer = { id: string; name: string };

const filled = (fields: Texts): Fields =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1])));

const coded = (field: string, code: string, text: string, system: string): Texts =>
  code || text ? { [`${field}.1`]: code, [`${field}.2`]: text, [`${field}.3`]: system } : {};

/** A day without its hyphens, as DT. */
export const dayText = (day: string): string => day.replaceAll("-", "");

/** Codes of billing, one a repetition: "87491, 87591" are two. */
export const procedureCodes = (cpt: string): string[] => {
  const codes = cpt.split(", ");
  return codes.every((code) => /^\w+$/.test(code)) ? codes : [cpt];
};

/** What every OM1 says besides its item. */
export type About = { sequence: number; nature: string; producer: Producer; emrCode?: string | undefined };

const shared = (
  item: Pick<TestItem, "code" | "name">,
  { sequence, nature, producer }: About,
  orderable: boolean,
): Texts => ({
  "1": String(sequence),
  ...coded("2", item.code, item.name, systems.local),
  "4": "Y",
  ...coded("5", producer.id, producer.name, systems.local),
  "12": orderable ? "Y" : "N",
  "18": nature,
});

/** Further codes in OM1-7: LOINC, CPT, and the code the practice's own system has for it. */
function otherCodes(loinc: string, cpt: string, emrCode?: string, reportedAs = ""): Texts {
  const codes = [
    ...(reportedAs ? [[reportedAs, systems.local]] : []),
    ...(loinc ? [[loinc, systems.loinc]] : []),
    ...(cpt ? procedureCodes(cpt).map((code) => [code, systems.cpt]) : []),
    ...(emrCode ? [[emrCode, systems.emr]] : []),
  ];
  return Object.fromEntries(
    codes.flatMap(([code, system], i) => Object.entries(coded(`7[${i + 1}]`, code ?? "", "", system ?? ""))),
  );
}

/** OM1-8 must be there in 2.5.1; an item without other names repeats its own. */
const names = (synonyms: readonly string[], name: string): Texts =>
  Object.fromEntries((synonyms.length > 0 ? synonyms : [name]).map((synonym, i) => [`8[${i + 1}]`, synonym]));

export function testSegment(test: TestItem, about: About): SegmentDraft {
  return {
    id: "OM1",
    fields: filled({
      ...shared(test, about, true),
      ...otherCodes(test.loinc, test.cpt, about.emrCode),
      ...names(test.synonyms, test.name),
      "9": test.name,
      "10": test.shortName,
      // Minutes, as the standard counts it.
      "23": String(test.turnaroundDays * 1440),
      ...coded("52", test.replacementCode ?? "", "", systems.local),
    }),
  };
}

export function panelSegment(panel: PanelItem, about: About): SegmentDraft {
  return {
    id: "OM1",
    fields: filled({
      ...shared(panel, about, true),
      ...otherCodes("", "", about.emrCode),
      ...names([], panel.name),
      "9": panel.name,
      "10": panel.shortName,
      ...coded("52", panel.replacementCode ?? "", "", systems.local),
    }),
  };
}

/** A result component: reported, never ordered. Where its key is not the code it is reported under, OM1-7 has that code. */
export function componentSegments(component: ResultComponent, key: string, about: About): SegmentDraft[] {
  return [
    {
      id: "OM1",
      fields: filled({
        ...shared({ code: key, name: component.name }, about, false),
        ...otherCodes(component.loinc, "", undefined, key === component.code ? "" : component.code),
        ...names([], component.name),
        "9": component.name,
      }),
    },
    ...numericSegments(component, about.sequence),
  ];
}

/** Unit and reference ranges; nothing when there is neither. */
export function numericSegments({ unit, ranges }: ResultComponent, sequence: number): SegmentDraft[] {
  if (!unit && ranges.length === 0) return [];
  const fields = { "1": String(sequence), ...coded("2", unit, "", systems.ucum), ...rangeFields(ranges) };
  return [{ id: "OM2", fields: filled(fields) }];
}

const sexes = { any: "", female: "F", male: "M" } as const;

/** OM2-6, each an RFR: range, sex, ages, and in words. A range that says nothing but who it is for keeps its place. */
function rangeFields(ranges: readonly ReferenceRange[]): Texts {
  return Object.assign(
    {},
    ...ranges.map(({ sex, ageFrom, ageTo, low, high, text }, i) => {
      const at = `6[${i + 1}]`;
      return {
        [`${at}.1.1`]: low,
        [`${at}.1.2`]: high,
        [`${at}.2`]: sexes[sex],
        [`${at}.3.1`]: ageFrom === null ? "" : String(ageFrom),
        [`${at}.3.2`]: ageTo === null ? "" : String(ageTo),
        [`${at}.7`]: text,
      };
    }),
  );
}

/** Specimen, container, volume, and how long it keeps. */
export function specimenSegment(test: TestItem, sequence: number): SegmentDraft {
  const [, quantity, unit] = /^(\d+(?:\.\d+)?) (\S.*)$/.exec(test.volume) ?? ["", "", test.volume];
  return {
    id: "OM4",
    fields: filled({
      "1": String(sequence),
      "3": test.container,
      "6.2": test.specimen,
      "9": test.stability,
      "10.1": quantity,
      "10.2.2": unit,
    }),
  };
}

/** The members of a panel, or the components of a test. */
export function memberSegment(members: readonly { code: string; name: string }[], sequence: number): SegmentDraft {
  const fields = members.map(({ code, name }, i) => coded(`2[${i + 1}]`, code, name, systems.local));
  return { id: "OM5", fields: filled(Object.assign({ "1": String(sequence) }, ...fields)) };
}

/** What is asked when the test is ordered (AOE); OMC comes from v2.8, as the guide takes it over. */
export function questionSegments(questions: readonly OrderQuestion[], sequence: number): SegmentDraft[] {
  return questions.map(({ code, text, answer, choices, required }) => ({
    id: "OMC",
    fields: filled({
      "1": String(sequence),
      ...coded("4", code, text, systems.local),
      "5.1": "ORD",
      "6.1": "OBX",
      "7": required ? "Y" : "N",
      "9": answerType(answer),
      "10": "N",
      ...Object.assign({}, ...choices.map((choice, i) => ({ [`11[${i + 1}].2`]: choice }))),
    }),
  }));
}

export type Charge = {
  code: string;
  name: string;
  shortName: string;
  cpt: string;
  active: boolean;
  cents: number;
  prices: readonly ListedPrice[];
};

/** One charge item and its prices: the standard one, then those of named lists. */
export function chargeSegments({ code, name, shortName, cpt, active, cents, prices }: Charge): SegmentDraft[] {
  const key = coded("1", code, name, systems.local);
  const price = (amount: number): Texts => ({ "5.1.1": (amount / 100).toFixed(2), "5.1.2": "USD", "5.2": "UP" });
  const procedure = cpt ? coded("7", procedureCodes(cpt)[0] ?? cpt, "", systems.cpt) : {};
  return [
    { id: "CDM", fields: filled({ ...key, "3": shortName || name, "4": name, ...procedure, "8": active ? "A" : "I" }) },
    { id: "PRC", fields: filled({ ...key, ...price(cents) }) },
    ...prices.map((listed) => ({
      id: "PRC",
      fields: filled({ ...key, "2.2": listed.list, ...price(listed.cents), "11": dayText(listed.from) }),
    })),
  ];
}
