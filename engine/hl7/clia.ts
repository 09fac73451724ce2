/**
 * Whether a result report carries what CLIA asks every report to carry (42 CFR 493.1291(c)): patient and laboratory
 * identified, dates, test, specimen, result, and what became of specimens that could not be accepted. Each item is
 * looked for in the places the HL7 versions have had for it.
 */
import { segmentPath } from "./findings";
import { groupsAround, nthWithin, segmentsWithin } from "./group-path";
import { get, getIn } from "./read";
import type { Segment } from "./segment";
import { structure, versionNumber } from "./structure";
import type { Message } from "./types";

export interface CliaItem {
  /** Such as `patient-name`; see {@link CLIA_ITEMS}. */
  readonly name: string;
  readonly ok: boolean;
  /** The first place that lacks it; absent when the item is there. */
  readonly path?: string;
  readonly segmentIndex?: number;
  /** What is asked for and, when it is not there, what is missing; plain words without values. */
  readonly why: string;
}

export interface CliaReport {
  /** Share of the items that are there, from 0 to 1. */
  readonly score: number;
  readonly items: readonly CliaItem[];
}

/** One segment of a report with the segments that may speak for it. */
interface Place {
  readonly segment: Segment;
  /** First segment of this name in the nearest group around, such as the OBR of an OBX. */
  readonly near: (id: string) => Segment | undefined;
  /** All segments of this name in the same order, or in the same patient when there is no order. */
  readonly beside: (id: string) => readonly Segment[];
}

interface Requirement {
  readonly name: string;
  /** Segments it is asked of; one that is not there at all is missing. */
  readonly of: string;
  /** Path within the segment that is named when it is missing. */
  readonly at: string;
  /** Named instead where the message has such segments by its version, from v2.5. */
  readonly from25?: string;
  readonly why: string;
  readonly met: (place: Place) => boolean;
}

const valued = (segment: Segment | undefined, ...paths: string[]) =>
  segment !== undefined && paths.some((path) => getIn(segment, path) !== undefined);

const CANCELLED = new Set(["X", "D", "W"]);
const PENDING = new Set(["I", "N", "O"]);
const statusOf = ({ segment }: Place) => getIn(segment, segment.id === "OBX" ? "11" : "25") ?? "";
const isReported = (place: Place) => !CANCELLED.has(statusOf(place)) && !PENDING.has(statusOf(place));

/** From v2.7 participations (PRT) name the performing organization instead of OBX-23 and OBX-24. */
const participation = (place: Place, ...paths: string[]) => valued(place.near("PRT"), ...paths);

/** Numbers need units or an interpretation; words and codes speak for themselves. */
function isReadable(place: Place): boolean {
  const type = getIn(place.segment, "2") ?? "";
  return !isReported(place) || (type !== "NM" && type !== "SN") || valued(place.segment, "6", "8", "7");
}

function isExplained(place: Place): boolean {
  const specimens = place.beside("SPM");
  const rejected = specimens.some((spm) => valued(spm, "21"));
  const cancelled = CANCELLED.has(statusOf(place));
  if (!rejected && !cancelled) return true;
  const said =
    specimens.some((spm) => valued(spm, "21", "24", "22")) || place.beside("NTE").some((nte) => valued(nte, "3"));
  return said || valued(place.near("ORC"), "16") || place.beside("OBX").some((obx) => valued(obx, "5"));
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    name: "patient-name",
    of: "PID",
    at: "5",
    why: "The patient's name (PID-5), or a second identifier in its place.",
    met: ({ segment }) => valued(segment, "5.1", "5.2", "3[2].1"),
  },
  {
    name: "patient-id",
    of: "PID",
    at: "3",
    why: "A number that identifies the patient (PID-3).",
    met: ({ segment }) => valued(segment, "3.1", "2.1", "4.1"),
  },
  {
    name: "laboratory-name",
    of: "OBX",
    at: "23",
    why: "The name of the laboratory that performed the test (OBX-23; OBX-15 in older messages).",
    met: (place) => valued(place.segment, "23.1", "23.10", "15.2") || participation(place, "8.1"),
  },
  {
    name: "laboratory-address",
    of: "OBX",
    at: "24",
    why: "The address where the test was performed (OBX-24).",
    met: (place) => valued(place.segment, "24.1", "24.3") || participation(place, "14.1", "14.3"),
  },
  {
    name: "report-date",
    of: "OBR",
    at: "22",
    why: "When the report was made (OBR-22).",
    met: ({ segment }) => valued(segment, "22.1"),
  },
  {
    name: "test-performed",
    of: "OBR",
    at: "4",
    why: "Which test was performed (OBR-4).",
    met: ({ segment }) => valued(segment, "4.1", "4.2", "4.5"),
  },
  {
    name: "specimen-source",
    of: "OBR",
    at: "15",
    from25: "SPM-4",
    why: "What was tested: the specimen's type or source (SPM-4; OBR-15 in older messages).",
    met: (place) => valued(place.segment, "15.1") || place.beside("SPM").some((spm) => valued(spm, "4.1", "4.2", "8")),
  },
  {
    name: "result",
    of: "OBX",
    at: "5",
    why: "A value for every result that was not cancelled (OBX-5).",
    met: (place) => !isReported(place) || valued(place.segment, "5", "8"),
  },
  {
    name: "units-or-interpretation",
    of: "OBX",
    at: "6",
    why: "Units, a range or an interpretation for every number (OBX-6, OBX-7, OBX-8).",
    met: isReadable,
  },
  {
    name: "specimen-disposition",
    of: "OBR",
    at: "25",
    why: "Why a specimen was rejected or a test not done (SPM-21, SPM-24, NTE, OBX-5).",
    met: isExplained,
  },
];

/** Names of the items of a {@link CliaReport}, in order. */
export const CLIA_ITEMS: readonly string[] = REQUIREMENTS.map(({ name }) => name);

function placeOf(message: Message, index: number): Place {
  const around = groupsAround(message, index);
  const chain: { readonly from: number; readonly to: number }[] = [];
  for (let one = around; one; one = one.parent) chain.push(one.group);
  const order = namedAround(around) ?? chain.at(-1) ?? { from: index, to: index };
  const { segments } = message;
  return {
    segment: segments[index] as Segment,
    near: (id) => {
      for (const range of chain) {
        const found = nthWithin(message, range, id);
        if (found !== undefined) return segments[found];
      }
      return undefined;
    },
    beside: (id) => segmentsWithin(message, order, id).map((one) => segments[one] as Segment),
  };
}

function namedAround(around: ReturnType<typeof groupsAround>) {
  for (let one = around; one; one = one.parent) if (one.group.name === "ORDER_OBSERVATION") return one.group;
  return undefined;
}

/** OBX that describe a specimen, a patient or a device are no results of their own. */
function isResult(message: Message, index: number): boolean {
  const name = groupsAround(message, index)?.group.name;
  return name === undefined || !/^(SPECIMEN|PATIENT|DEVICE)/.test(name) || name === "PATIENT_RESULT";
}

function checkItem(requirement: Requirement, message: Message): CliaItem {
  const { name, of, at, from25, why, met } = requirement;
  const { root } = structure(message);
  let found = segmentsWithin(message, root, of);
  if (of === "OBX") {
    const results = found.filter((index) => isResult(message, index));
    // Where every OBX stands behind SPM, they are meant as results.
    if (results.length > 0) found = results;
  }
  if (found.length === 0) return { name, ok: of === "OBX" && cancelled(message), path: of, why };
  const missing = found.find((index) => !met(placeOf(message, index)));
  if (missing === undefined) return { name, ok: true, why };
  const newer = from25 !== undefined && versionNumber(get(message, "MSH-12.1")) >= 2.5;
  const path = newer ? from25 : `${segmentPath(message, missing)}-${at}`;
  return { name, ok: false, path, segmentIndex: missing, why };
}

/** A report of nothing but cancelled orders has no results to describe. */
function cancelled(message: Message): boolean {
  const orders = segmentsWithin(message, structure(message).root, "OBR").map(
    (index) => message.segments[index] as Segment,
  );
  return orders.length > 0 && orders.every((obr) => CANCELLED.has(getIn(obr, "25") ?? ""));
}

/** How complete a result report (ORU) is; an item counts only when it is there for every order or result it concerns. */
export function cliaReport(message: Message): CliaReport {
  const items = REQUIREMENTS.map((requirement) => {
    const { path, ...item } = checkItem(requirement, message);
    return item.ok || path === undefined ? item : { ...item, path };
  });
  return { score: items.filter(({ ok }) => ok).length / items.length, items };
}
