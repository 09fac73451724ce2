import type { CodeMapEntry } from "~/db/schema/connections";
import { columnOf, type Spreadsheet } from "../spreadsheet/read";

/** What the lab would do with an order for a code of the practice's own list. */
export type CheckedCode = {
  line: number;
  code: string;
  name: string;
  /** How often the practice orders it, when the list says. */
  count: number | null;
  verdict: "ready" | "not-mapped" | "discontinued" | "unknown";
  /** What it is at the lab, or what it could be. */
  labCode: string | null;
  labName: string | null;
};

export type CodeCheck =
  | { kind: "checked"; codes: CheckedCode[] }
  | { kind: "wrong"; problems: { line: number; message: string }[] };

/** What the lab knows of a code. */
export type KnownCode = {
  code: string;
  name: string;
  loinc: string | null;
  status: "active" | "discontinued";
  offered: boolean;
};

const columns = {
  code: ["code", "test code", "order code", "your code", "emr code", "practice code"],
  name: ["name", "test", "test name", "description", "order name"],
  loinc: ["loinc", "loinc code"],
  count: ["count", "orders", "volume", "orders a month", "quantity"],
};

/**
 * Holds a practice's list of codes against its code maps and the lab's compendium: which orders would arrive, which
 * would be held, and what they could have meant (same LOINC, same code, or the closest name).
 */
export function checkCodes(sheet: Spreadsheet, maps: readonly CodeMapEntry[], known: readonly KnownCode[]): CodeCheck {
  const at = {
    code: columnOf(sheet, columns.code),
    name: columnOf(sheet, columns.name),
    loinc: columnOf(sheet, columns.loinc),
    count: columnOf(sheet, columns.count),
  };
  if (at.code < 0)
    return { kind: "wrong", problems: [{ line: 1, message: "There is no column “Code” in the first row." }] };
  const byCode = new Map(known.map((one) => [one.code, one]));
  const byLoinc = new Map(known.flatMap((one) => (one.loinc && one.status === "active" ? [[one.loinc, one]] : [])));
  const mapped = new Map(maps.map((entry) => [entry.emrCode, entry.labCode]));
  const words = known.filter((one) => one.status === "active").map((one) => ({ one, words: wordsOf(one.name) }));
  const codes = sheet.rows.flatMap(({ line, cells }): CheckedCode[] => {
    const cell = (column: number) => (column < 0 ? "" : (cells[column] ?? ""));
    const [code, name] = [cell(at.code), cell(at.name)];
    if (code === "") return [];
    const count = /^\d{1,9}$/.test(cell(at.count)) ? Number(cell(at.count)) : null;
    const lab = byCode.get(mapped.get(code) ?? "");
    if (lab) {
      const verdict = lab.status === "discontinued" ? "discontinued" : "ready";
      return [{ line, code, name, count, verdict, labCode: lab.code, labName: lab.name }];
    }
    const guess = byLoinc.get(cell(at.loinc)) ?? byCode.get(code) ?? closest(name, words);
    const verdict = guess === undefined ? "unknown" : guess.status === "discontinued" ? "discontinued" : "not-mapped";
    return [{ line, code, name, count, verdict, labCode: guess?.code ?? null, labName: guess?.name ?? null }];
  });
  if (codes.length === 0)
    return { kind: "wrong", problems: [{ line: 2, message: "No row has anything in the column “Code”." }] };
  return { kind: "checked", codes };
}

const wordsOf = (name: string) =>
  new Set(
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 1),
  );

/** The name that shares most words, at least half of all words in both. */
function closest(name: string, candidates: readonly { one: KnownCode; words: Set<string> }[]): KnownCode | undefined {
  const wanted = wordsOf(name);
  if (wanted.size === 0) return undefined;
  let best: { one: KnownCode; share: number } | undefined;
  for (const { one, words } of candidates) {
    let shared = 0;
    for (const word of wanted) if (words.has(word)) shared++;
    const share = shared / (wanted.size + words.size - shared);
    if (share >= 0.5 && share > (best?.share ?? 0)) best = { one, share };
  }
  return best?.one;
}
