import type { CodeMapEntry } from "~/db/schema/connections";
import { columnOf, type Spreadsheet } from "../spreadsheet/read";

/** What an imported list would do to a code map. Nothing is changed while one row is wrong. */
export type CodeMapPreview =
  | { kind: "preview"; entries: CodeMapEntry[]; changes: CodeMapChange[]; unchanged: number; left: number }
  | { kind: "wrong"; problems: { line: number; message: string }[] };

export type CodeMapChange = { labCode: string; before: string; after: string };

const columns = {
  lab: ["lab code", "our code", "lab_code"],
  emr: ["emr code", "practice code", "your code", "practice sends", "code"],
  text: ["emr name", "practice name", "practice calls it", "your name"],
};

/**
 * Reads rows of lab code and practice code, as the order menu is sent out, over the code map there is. Codes the list
 * does not name stay as they are.
 */
export function previewCodeMap(
  sheet: Spreadsheet,
  offered: readonly string[],
  current: readonly CodeMapEntry[],
): CodeMapPreview {
  const [lab, emr, text] = [columnOf(sheet, columns.lab), columnOf(sheet, columns.emr), columnOf(sheet, columns.text)];
  if (lab < 0 || emr < 0) {
    const missing = lab < 0 ? "“Lab code”" : "“EMR code”";
    return { kind: "wrong", problems: [{ line: 1, message: `There is no column ${missing} in the first row.` }] };
  }
  const problems: { line: number; message: string }[] = [];
  const map = new Map(current.map((entry) => [entry.labCode, entry]));
  const lineOfLab = new Map<string, number>();
  const lineOfEmr = new Map<string, number>();
  for (const { line, cells } of sheet.rows) {
    const [labCode = "", emrCode = "", emrText = ""] = [cells[lab], cells[emr], text < 0 ? "" : cells[text]];
    const wrong = (message: string) => problems.push({ line, message });
    const before = lineOfLab.get(labCode);
    if (labCode === "") wrong("The lab code is missing.");
    else if (!offered.includes(labCode)) wrong(`${labCode} is not offered to this practice.`);
    else if (before !== undefined) wrong(`${labCode} stands in line ${before} already.`);
    else if (emrCode.length > 80 || emrText.length > 80) wrong("A code or name has more than 80 characters.");
    else if (emrCode !== "" && lineOfEmr.has(emrCode))
      wrong(`The practice's code ${emrCode} stands in line ${lineOfEmr.get(emrCode)} already.`);
    else {
      lineOfLab.set(labCode, line);
      if (emrCode !== "") lineOfEmr.set(emrCode, line);
      const known = map.get(labCode);
      const name = text < 0 ? known?.emrText : emrText;
      map.set(labCode, { labCode, emrCode, ...(name && { emrText: name }) });
    }
  }
  if (problems.length > 0) return { kind: "wrong", problems };
  const entries = offered.flatMap((code) => map.get(code) ?? []);
  const codeBefore = new Map(current.map((entry) => [entry.labCode, entry.emrCode]));
  const changes = entries.flatMap(({ labCode, emrCode }) => {
    const before = codeBefore.get(labCode) ?? "";
    return before === emrCode ? [] : [{ labCode, before, after: emrCode }];
  });
  return {
    kind: "preview",
    entries,
    changes,
    unchanged: lineOfLab.size - changes.length,
    left: entries.filter((entry) => entry.emrCode === "").length + (offered.length - entries.length),
  };
}
