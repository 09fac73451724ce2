import type { Hl7Segment } from "~/app/components/hl7/Hl7View";
import { differingFields, explain, get, getIn, getRawIn, isPatientData, parse, segments } from "~/engine/hl7";

/** A message for the page, field by field. Masked fields do not leave the server at all. */
export function hl7Segments(bytes: Uint8Array, reveal: boolean): Hl7Segment[] {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") return rawLines(bytes, reveal);
  const version = get(parsed.message, "MSH-12.1");
  return segments(parsed.message).map((segment, i) => ({
    index: i + 1,
    id: segment.id,
    fields: Array.from({ length: segment.lastField }, (_, n) => n + 1)
      .map((number) => {
        const text = getRawIn(segment, String(number)) ?? "";
        const about = explain(`${segment.id}-${number}`, version);
        const masked = !reveal && text !== "" && isPatientData(segment.id, number);
        const code = masked || !about?.codes ? undefined : getIn(segment, `${number}.1`);
        const meaning = about?.codes?.find((one) => one.code === code)?.meaning;
        return {
          number,
          text: masked ? "" : short(text),
          masked,
          ...(about?.name && { name: about.name }),
          ...(about?.type && { type: about.type }),
          ...(about?.description && { about: about.description }),
          ...(meaning && { meaning }),
        };
      })
      // MSH-1 is the separator itself, which the view draws between the fields.
      .filter((field) => !(segment.id === "MSH" && field.number === 1)),
  }));
}

/** Facts about the bytes, for the head of the view. */
export function hl7Facts(bytes: Uint8Array): string {
  const parsed = parse(bytes);
  const size = `${new Intl.NumberFormat("en-US").format(bytes.length)} bytes`;
  return parsed.kind === "malformed" ? size : `${segments(parsed.message).length} segments, ${size}`;
}

/** Fields that differ between two messages, by path; repeated segments by their place. Masked values are left out. */
export function hl7Difference(before: Uint8Array, after: Uint8Array, reveal: boolean) {
  const [one, two] = [parse(before), parse(after)];
  if (one.kind === "malformed" || two.kind === "malformed") return [];
  const version = get(one.message, "MSH-12.1");
  return differingFields(one.message, two.message)
    .slice(0, 400)
    .map(({ path, segment, field, before: old, after: now }) => {
      const hidden = !reveal && isPatientData(segment, field);
      const show = (text: string | undefined) => (text && hidden ? "masked" : short(text ?? ""));
      return { path, name: explain(`${segment}-${field}`, version)?.name ?? "", before: show(old), after: show(now) };
    });
}

/** What is not HL7 is shown as lines, and only to somebody who asked to see it: nobody knows what is in it. */
function rawLines(bytes: Uint8Array, reveal: boolean): Hl7Segment[] {
  const lines = Buffer.from(bytes)
    .toString("latin1")
    .split(/\r\n|\r|\n/)
    .slice(0, 500);
  return lines.map((line, i) => ({
    index: i + 1,
    id: "–",
    fields: [{ number: 1, text: reveal ? short(line) : "", masked: !reveal && line !== "" }],
  }));
}

const short = (text: string) => (text.length > 4_000 ? `${text.slice(0, 4_000)}… (${text.length} characters)` : text);
