import { type Message, parse } from "~/engine/hl7";

/** A message from its segments; throws when it cannot be read. */
export function message(segments: readonly string[]): Message {
  const parsed = parse(segments.map((segment) => `${segment}\r`).join(""));
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}

/** An MSH segment of this type and version, otherwise complete. */
export const header = (type: string, version = "2.5.1") =>
  `MSH|^~\\&|LIS|LAB|EMR|CLINIC|20260102101500-0500||${type}|C-1|P|${version}`;

/** A segment from the fields that matter, by number. */
export function segment(id: string, fields: Readonly<Record<number, string>>): string {
  const parts: string[] = [id];
  for (const [number, value] of Object.entries(fields)) parts[Number(number)] = value;
  return Array.from(parts, (part) => part ?? "").join("|");
}
