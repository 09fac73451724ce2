/** Value tables at work: codes of the messages and the contract's words for them. */
import type { Remark } from "./map-finding";
import type { MissPolicy, TableRow } from "./template";
import type { TextChange } from "./text-transforms";

/** What is known about codes, for both directions. */
export interface Lookup {
  readonly name: string;
  /** There are no rows at all. */
  readonly isEmpty?: boolean;
  value(code: string): string | undefined;
  code(value: string): string | undefined;
}

/** The template's rows come before the built-in ones of the same name, and win. Letter case is ignored where no row tells it apart. */
export function makeLookup(name: string, ...tables: readonly (readonly TableRow[] | undefined)[]): Lookup {
  const values = new Map<string, string>();
  const folded = new Map<string, string>();
  const codes = new Map<string, string>();
  for (const { code, value } of tables.flatMap((rows) => rows ?? [])) {
    if (!values.has(code)) values.set(code, value);
    if (!folded.has(code.toUpperCase())) folded.set(code.toUpperCase(), value);
    if (!codes.has(value)) codes.set(value, code);
  }
  return {
    name,
    isEmpty: values.size === 0,
    value: (code) => values.get(code) ?? folded.get(code.trim().toUpperCase()),
    code: (value) => codes.get(value),
  };
}

const REMARKS: Readonly<Record<MissPolicy, Omit<Remark, "table"> | undefined>> = {
  omit: { code: "not-in-table", message: "holds a code that is not in its table; left out." },
  keep: {
    severity: "info",
    code: "not-in-table",
    message: "holds a code that is not in its table; passed on as it is.",
  },
  default: {
    severity: "info",
    code: "not-in-table",
    message: "holds a code that is not in its table; the template's other value is used.",
  },
  hold: {
    severity: "error",
    code: "not-in-table",
    message: "holds a code that is not in its table; a person has to add it.",
    hold: true,
  },
  error: { severity: "error", code: "not-in-table", message: "holds a code that is not in its table." },
};

/** Leaves every text as it is. */
export const unchanged: TextChange = { read: (text) => text, write: (text) => text };

/** Both directions of a table with what happens to codes it lacks. */
export function tableChange(lookup: Lookup, onMiss: MissPolicy, otherwise?: string): TextChange {
  if (lookup.isEmpty && onMiss === "keep") return unchanged;
  const said = REMARKS[onMiss];
  const through = (find: (text: string) => string | undefined): TextChange["read"] => {
    return (text, remark) => {
      const found = find(text);
      if (found !== undefined) return found;
      if (said) remark({ ...said, table: lookup.name });
      return { keep: text, default: otherwise, omit: undefined, hold: undefined, error: undefined }[onMiss];
    };
  };
  return { read: through(lookup.value), write: through(lookup.code) };
}
