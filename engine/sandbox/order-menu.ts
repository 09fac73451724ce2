import type { MenuEntry } from "./contract";

/** Reads `emr_code,lab_code,name` with a header line, columns in any order, RFC 4180 quoting. Bad rows are left out. */
export function menuOf(csv: string): MenuEntry[] {
  const [header, ...rows] = rowsOf(csv.replace(/^\ufeff/, ""));
  const column = (name: string) => (header ?? []).findIndex((cell) => cell.trim().toLowerCase() === name);
  const [emr, lab, name] = [column("emr_code"), column("lab_code"), column("name")];
  return rows.flatMap((row) => {
    const emrCode = row[emr]?.trim() ?? "";
    const labCode = row[lab]?.trim() ?? "";
    return emrCode === "" ? [] : [{ emrCode, labCode, name: row[name]?.trim() || emrCode }];
  });
}

function rowsOf(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endRow = () => {
    row.push(cell);
    if (row.some((value) => value !== "")) rows.push(row);
    row = [];
    cell = "";
  };
  for (let at = 0; at < csv.length; at++) {
    const char = csv.charAt(at);
    if (quoted && char === '"' && csv.charAt(at + 1) === '"') {
      cell += '"';
      at++;
    } else if (char === '"') quoted = !quoted;
    else if (quoted) cell += char;
    else if (char === ",") {
      row.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") endRow();
    else cell += char;
  }
  endRow();
  return rows;
}
