/** Tables of codes and what the codes mean. */
import { TABLE_ROWS } from "./table-rows";

export interface TableDefinition {
  readonly name: string;
  /** HL7 defines every code, so that another one is a mistake. Else the codes are suggestions. */
  readonly closed: boolean;
  /** Code to meaning, over all versions; empty when only the name is known. */
  readonly codes: ReadonlyMap<string, string>;
}

const HEAD = /^(\d{4}) (open|closed) (.+)$/;

let blocks: Map<string, string> | undefined;
const definitions = new Map<string, TableDefinition>();

/** A code may itself be `#`, so a block starts only where a table number follows. */
function tableBlocks(): Map<string, string> {
  blocks ??= new Map(
    TABLE_ROWS.split(/\n# (?=\d{4} (?:open|closed) )/)
      .slice(1)
      .map((text) => [text.slice(0, 4), text]),
  );
  return blocks;
}

function definition(text: string): TableDefinition {
  const [head = "", ...lines] = text.split("\n");
  const [, , kind, name = ""] = HEAD.exec(head) ?? [];
  const codes = new Map<string, string>();
  for (const entry of lines.flatMap((line) => line.split("; "))) {
    const equals = entry.indexOf(" = ");
    if (equals > 0) codes.set(entry.slice(0, equals), entry.slice(equals + 3));
  }
  return { name, closed: kind === "closed", codes };
}

/** Numbers of every table the dictionary knows. */
export function tableNumbers(): string[] {
  return [...tableBlocks().keys()];
}

/** A table by its four digits, such as `0085`; undefined when the dictionary does not know it. */
export function table(number: string): TableDefinition | undefined {
  const known = definitions.get(number);
  if (known) return known;
  const text = tableBlocks().get(number);
  if (text === undefined) return undefined;
  const fresh = definition(text);
  definitions.set(number, fresh);
  return fresh;
}
