import type { SystemCode } from "~/db/schema/system-codes";
import { columnOf, type Spreadsheet } from "../spreadsheet/read";

type Merged =
  | { kind: "merged"; entries: SystemCode[]; changed: number }
  | { kind: "twice"; emrCode: string; labCodes: string[] };

/** A map with changes over it, in the order of the lab codes; an entry without an EMR code leaves it. Pure. */
export function mergeCodes(before: readonly SystemCode[], changes: readonly SystemCode[]): Merged {
  const map = new Map(before.map((entry) => [entry.labCode, entry]));
  let changed = 0;
  for (const change of changes) {
    const known = map.get(change.labCode);
    const emrText = change.emrText ?? "";
    if ((known?.emrCode ?? "") === change.emrCode && (known?.emrText ?? "") === (change.emrCode && emrText)) continue;
    changed++;
    if (change.emrCode === "") map.delete(change.labCode);
    else map.set(change.labCode, { labCode: change.labCode, emrCode: change.emrCode, ...(emrText && { emrText }) });
  }
  const byEmrCode = new Map<string, string>();
  for (const { labCode, emrCode } of map.values()) {
    const other = byEmrCode.get(emrCode);
    if (other !== undefined) return { kind: "twice", emrCode, labCodes: [other, labCode] };
    byEmrCode.set(emrCode, labCode);
  }
  const entries = [...map.values()].sort((a, b) => (a.labCode < b.labCode ? -1 : 1));
  return { kind: "merged", entries, changed };
}

/** What the lab knows of a code, for finding which one an EMR's list means. */
export type LabCode = { code: string; name: string; loinc: string };

/** A row that names no lab code, and which it may be. `by`: what they have in common. */
export type Suggestion = {
  line: number;
  emrCode: string;
  emrText: string;
  labCode: string;
  labName: string;
  by: "LOINC" | "code" | "name";
};

export type ReadCodes =
  | {
      kind: "read";
      entries: SystemCode[];
      suggestions: Suggestion[];
      unknown: { line: number; emrCode: string; emrText: string }[];
    }
  | { kind: "wrong"; problems: { line: number; column: string; message: string }[] };

const columns = {
  lab: ["lab code", "our code", "lab_code"],
  emr: ["emr code", "emr_code", "practice code", "code", "order code"],
  text: ["emr name", "emr_name", "practice name", "name", "description"],
  loinc: ["loinc", "loinc code"],
};

const most = 80;

/**
 * Reads a system's own list: rows with a lab code are entries, rows without one get a suggestion by LOINC, by the code
 * itself, or by the words of the name. One thing wrong keeps all of it out; every finding names row and column. Pure.
 */
export function readSystemCodes(sheet: Spreadsheet, known: readonly LabCode[]): ReadCodes {
  const at = {
    lab: columnOf(sheet, columns.lab),
    emr: columnOf(sheet, columns.emr),
    text: columnOf(sheet, columns.text),
    loinc: columnOf(sheet, columns.loinc),
  };
  if (at.emr < 0) {
    const message = "No column holds the EMR's codes. Call it “EMR code”.";
    return { kind: "wrong", problems: [{ line: 1, column: "EMR code", message }] };
  }
  const byCode = new Set(known.map((one) => one.code));
  const guessFor = guesser(known);
  const problems: { line: number; column: string; message: string }[] = [];
  const lines = { lab: new Map<string, number>(), emr: new Map<string, number>() };
  const read: Extract<ReadCodes, { kind: "read" }> = { kind: "read", entries: [], suggestions: [], unknown: [] };
  for (const { line, cells } of sheet.rows) {
    const cell = (column: number) => (column < 0 ? "" : (cells[column] ?? "").trim());
    const [labCode, emrCode, emrText] = [cell(at.lab).toUpperCase(), cell(at.emr), cell(at.text)];
    const wrong = (column: string, message: string) => void problems.push({ line, column, message });
    const [labLine, emrLine] = [lines.lab.get(labCode), lines.emr.get(emrCode)];
    if (emrCode.length > most) wrong("EMR code", `At most ${most} characters.`);
    else if (emrText.length > most) wrong("EMR name", `At most ${most} characters.`);
    else if (labCode && !byCode.has(labCode)) wrong("Lab code", `There is no test or panel ${labCode}.`);
    else if (labCode && labLine !== undefined) wrong("Lab code", `${labCode} stands in row ${labLine} already.`);
    else if (emrCode && emrLine !== undefined) wrong("EMR code", `${emrCode} stands in row ${emrLine} already.`);
    else if (labCode) {
      lines.lab.set(labCode, line);
      if (emrCode) lines.emr.set(emrCode, line);
      read.entries.push({ labCode, emrCode, ...(emrText && { emrText }) });
    } else if (emrCode) {
      lines.emr.set(emrCode, line);
      const guess = guessFor({ emrCode, emrText, loinc: cell(at.loinc) });
      if (guess) {
        const { meant, by } = guess;
        read.suggestions.push({ line, emrCode, emrText, labCode: meant.code, labName: meant.name, by });
      } else read.unknown.push({ line, emrCode, emrText });
    }
  }
  if (problems.length > 0) return { kind: "wrong", problems };
  return read;
}

/** What an EMR says of one of its own codes. */
export type EmrCode = { emrCode: string; emrText: string; loinc: string };

/** Which of `known` an EMR's code means, if any: by LOINC, by the code itself, or by the words of its name. Pure. */
export function guesser<Known extends LabCode>(known: readonly Known[]) {
  const byCode = new Map(known.map((one) => [one.code, one]));
  const byLoinc = new Map(known.flatMap((one) => (one.loinc ? [[one.loinc, one] as const] : [])));
  const byWords = new Map(known.map((one) => [wordsOf(one.name), one]));
  return ({ emrCode, emrText, loinc }: EmrCode): { meant: Known; by: Suggestion["by"] } | undefined => {
    const found = [
      { meant: byLoinc.get(loinc), by: "LOINC" as const },
      { meant: byCode.get(emrCode.toUpperCase()), by: "code" as const },
      { meant: byWords.get(wordsOf(emrText)), by: "name" as const },
    ].find(({ meant }) => meant !== undefined);
    return found?.meant && { meant: found.meant, by: found.by };
  };
}

/** The words of a name in one order; nothing for a name without any. */
const wordsOf = (name: string): string => {
  const words = name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
  return words.length > 0 ? words.sort().join(" ") : "\0";
};
