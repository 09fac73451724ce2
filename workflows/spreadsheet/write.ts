import { stringify } from "csv-stringify/sync";

/**
 * Rows as CSV (RFC 4180, CR LF). A cell that a spreadsheet would take for a formula is guarded by a quote, which
 * `readSpreadsheet` takes off again.
 */
export const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, record_delimiter: "\r\n" },
  );
