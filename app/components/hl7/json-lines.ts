/** One line of a printed JSON value. */
export interface JsonLine {
  depth: number;
  path: string;
  name: string | undefined;
  text: string;
  kind: "string" | "number" | "word" | "bracket";
  comma: boolean;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Prints any JSON value line by line; absent members are left out. */
export function jsonLines(value: unknown): JsonLine[] {
  const lines: JsonLine[] = [];
  const put = (line: JsonLine) => lines.push(line);
  const walk = (at: unknown, depth: number, path: string, name: string | undefined, comma: boolean) => {
    const leaf = (text: string, kind: JsonLine["kind"]) => put({ depth, path, name, text, kind, comma });
    if (Array.isArray(at) || isRecord(at)) {
      const list = Array.isArray(at);
      const members: [string, unknown][] = list
        ? at.map((each, index) => [`${path}[${index}]`, each])
        : Object.entries(at)
            .filter(([, each]) => each !== undefined)
            .map(([key, each]) => [key, each]);
      const [open, close] = list ? ["[", "]"] : ["{", "}"];
      if (members.length === 0) return leaf(`${open}${close}`, "bracket");
      put({ depth, path, name, text: open, kind: "bracket", comma: false });
      members.forEach(([key, each], index) => {
        const more = index < members.length - 1;
        if (list) walk(each, depth + 1, key, undefined, more);
        else walk(each, depth + 1, path ? `${path}.${key}` : key, key, more);
      });
      return put({ depth, path: "", name: undefined, text: close, kind: "bracket", comma });
    }
    if (typeof at === "string") return leaf(JSON.stringify(at), "string");
    if (typeof at === "number") return leaf(String(at), "number");
    return leaf(at === undefined ? "null" : String(at), "word");
  };
  walk(value, 0, "", undefined, false);
  return lines;
}
