/**
 * eDOS: a compendium as HL7 v2 master file messages, after the "Laboratory Test Compendium Framework" guide (v2.5.1) and
 * HL7 v2 chapter 8. Tests go as MFN^M08, what has members as MFN^M10, prices as MFN^M04.
 *
 * How an item is written:
 * - A test without result components, or with one that is the test itself, is atomic: OM1-18 = A.
 * - A test with components is a battery (P): each component is a record of its own that cannot be ordered, before it.
 * - A panel is a superset (S); its members come before it.
 * - What ends is deactivated (MDC) with its day in MFE-3, after what replaces it (OM1-52).
 */
import type { Item, PanelItem, TestItem } from "~/db/schema/compendium";

/** Coding systems of HL7 table 0396. */
export const systems = { local: "L", loinc: "LN", cpt: "C4", ucum: "UCUM", emr: "99EMR" } as const;

/** OM1-18, HL7 table 0174. */
export const natures = { atomic: "A", battery: "P", superset: "S" } as const;

/** One item and what is to happen with it at the receiver. */
export type EdosEntry = { action: "add" | "update" | "remove"; item: Item };

/** What could not be taken from a file, by segment and field. `message` counts from 1. */
export type EdosFinding = { message: number; path: string; severity: "error" | "warning"; text: string };

/** An item as far as a file tells of it. */
export type ReadItem =
  | { kind: "test"; code: string; fields: Partial<TestItem>; message: number; path: string }
  | { kind: "panel"; code: string; fields: Partial<PanelItem>; message: number; path: string };

/** Whether the only component of a test is the test itself, so that it needs no record of its own. */
export function isAtomic({ code, name, loinc, components }: TestItem): boolean {
  const [one, ...more] = components;
  return !one || (more.length === 0 && one.code === code && one.name === name && one.loinc === loinc);
}

const answerTypes = { text: "ST", number: "NM", date: "DT", choice: "CE" } as const;

/** The data type of an answer, and back. HL7 table 0125. */
export const answerType = (answer: keyof typeof answerTypes): string => answerTypes[answer];
export const answerOf = (type: string): keyof typeof answerTypes | undefined =>
  type === "CWE"
    ? "choice"
    : (Object.keys(answerTypes) as (keyof typeof answerTypes)[]).find((key) => answerTypes[key] === type);
