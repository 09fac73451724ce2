/** What is noticed about a message while it is taken apart; no field is read for it but the header's. */
import { type Segment, segmentCode } from "./segment";
import { looksLikeSegment } from "./split-segments";
import type { Finding, Form } from "./types";

const MSH = segmentCode("MSH");
/** Lines named in the finding about lines that are no segment. */
const NAMED = 5;

const REQUIRED = [
  { field: 9, severity: "error", message: "MSH-9 does not say what type of message this is." },
  { field: 10, severity: "warning", message: "MSH-10 (control id) is empty." },
  { field: 12, severity: "warning", message: "MSH-12 (version) is empty." },
] as const;

/** @param before findings already made about the same message; they come first */
export function observe(
  segments: readonly Segment[],
  { delimiters }: Form,
  before: readonly Finding[],
): readonly Finding[] {
  const findings: Finding[] = [...before];
  const note = (severity: Finding["severity"], code: string, path: string, message: string, segmentIndex?: number) =>
    findings.push({ severity, code, path, ...(segmentIndex !== undefined && { segmentIndex }), message });

  const [header] = segments;
  for (const { field, severity, message } of REQUIRED) {
    if (!header?.isValued(field)) note(severity, "required-missing", `MSH-${field}`, message, 0);
  }
  if (delimiters.subcomponent === "" || (header?.kept(2)?.length ?? 0) > 5) {
    note("warning", "unusual-delimiters", "MSH-2", "MSH-2 holds neither four nor five characters.", 0);
  }
  const separator = delimiters.field.charCodeAt(0);
  const strange: number[] = [];
  let secondHeader = -1;
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index];
    if (!segment) continue;
    const { text, start, end } = segment;
    if (segment.code === MSH && index > 0 && secondHeader < 0) secondHeader = index;
    const named = end - start >= 3 && looksLikeSegment(text, start);
    if (!named || (end - start > 3 && text.charCodeAt(start + 3) !== separator)) strange.push(index);
  }
  if (secondHeader > 0) {
    note("error", "several-messages", "MSH[2]", "More than one message; the file has to be split first.", secondHeader);
  }
  if (strange.length > 0) {
    const lines = strange.slice(0, NAMED).map((index) => index + 1);
    note(
      "warning",
      "not-a-segment",
      "",
      `Line ${lines.join(", ")} does not start with a segment name; a value may hold a line break.`,
      strange[0],
    );
  }
  const last = segments.at(-1);
  if (last && last.next === last.end) {
    note(
      "info",
      "unterminated",
      "",
      "The last segment has no line end; the message may have been cut.",
      segments.length - 1,
    );
  }
  return findings;
}
