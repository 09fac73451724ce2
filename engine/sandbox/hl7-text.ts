/**
 * The simulators' own few lines of HL7. Deliberately not the product's parser: a simulator that shares it would share
 * its mistakes. Standard delimiters only.
 */

/** Fields by their HL7 number, `fields[0]` is the segment name; for MSH, `fields[1]` is the separator itself. */
export type Segment = readonly string[];

const ESCAPES: Record<string, string> = {
  "\\": "\\E\\",
  "|": "\\F\\",
  "^": "\\S\\",
  "~": "\\R\\",
  "&": "\\T\\",
  "\r": "\\X0D\\",
  "\n": "\\X0A\\",
};

export const escapeText = (text: string): string => text.replace(/[\\|^~&\r\n]/g, (char) => ESCAPES[char] ?? char);

/** A segment from its fields by HL7 number; numbers left out are empty. MSH-1 and MSH-2 are filled in. */
export function segment(name: string, fields: Record<number, string>): string {
  const given = Object.entries(name === "MSH" ? { 2: "^~\\&", ...fields } : fields);
  const cells: string[] = [name];
  for (const [number, value] of given) cells[Number(number) - (name === "MSH" ? 1 : 0)] = value;
  return Array.from(cells, (cell) => cell ?? "")
    .join("|")
    .replace(/\|+$/, "");
}

export const message = (segments: string[]): string => `${segments.join("\r")}\r`;

/** The messages of a file, each as its segments. Envelope segments are skipped. */
export function messagesOf(text: string): Segment[][] {
  const messages: Segment[][] = [];
  for (const line of text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/)) {
    if (line === "" || /^(FHS|BHS|BTS|FTS)/.test(line)) continue;
    const fields = line.split("|");
    if (fields[0] === "MSH") messages.push([["MSH", "|", ...fields.slice(1)]]);
    else messages.at(-1)?.push(fields);
  }
  return messages;
}

/** A component, both counted from 1; empty when absent. */
export const component = (of: Segment | undefined, field: number, number = 1): string =>
  of?.[field]?.split("~")[0]?.split("^")[number - 1] ?? "";

/** `20240131235959+0000`, from milliseconds since 1970. */
export const timestamp = (ms: number): string =>
  `${new Date(ms).toISOString().replace(/[-:T]/g, "").slice(0, 14)}+0000`;

/** A name that sorts by time: `20240131235959123`. */
export const sortableTime = (ms: number): string => new Date(ms).toISOString().replace(/[-:TZ.]/g, "");
