import { encodeText } from "./charset";
import { escapeText } from "./escape";
import { pathOrFail } from "./path";
import { segmentIndex } from "./read";
import type { Message } from "./types";

/** The bytes of a message: those received when it is unchanged, otherwise the same but for the fields that were set. */
export function encode(message: Message): Uint8Array {
  return message.source ?? encodeText(textOf(message), message.charset);
}

/** The whole text of a message, framing and line ends as received. */
export function textOf(message: Message): string {
  let text = message.lead;
  for (const segment of message.segments) text += segment.raw + segment.terminator;
  return text;
}

/** `text` with its nth part replaced; missing parts before it become empty. */
function withPart(text: string, separator: string, number: number, replacement: string): string {
  if (separator === "") {
    if (number === 1) return replacement;
    throw new RangeError("The message declares no separator for this level of a path.");
  }
  const parts = text.split(separator);
  while (parts.length < number) parts.push("");
  parts[number - 1] = replacement;
  return parts.join(separator);
}

/**
 * A message with one value changed; nothing else moves. The value is escaped, so it cannot add fields or segments; ""
 * empties the place, {@link NULL_VALUE} says explicitly null.
 * @throws TypeError for a bad path, or MSH-1 and MSH-2, which hold the delimiters
 * @throws RangeError when the segment is not there, or the character set has no such character
 */
export function set(message: Message, path: string, value: string): Message {
  const target = pathOrFail(path);
  const { field, component, subcomponent } = target;
  if (field === undefined) throw new TypeError(`"${path}" names no field`);
  const index = segmentIndex(message, target);
  const segment = message.segments[index];
  if (!segment) throw new RangeError(`The message has no ${path.split("-")[0]}`);
  if (segment.isHeader && field <= 2) throw new TypeError(`${path} holds the delimiters and cannot be set`);

  const { delimiters } = segment;
  let raw = escapeText(value, delimiters);
  encodeText(raw, message.charset);
  const whole = segment.field(field) ?? "";
  const partOf = (text: string, separator: string, number: number) =>
    (separator === "" ? [text] : text.split(separator))[number - 1] ?? "";
  const repetition = target.repetition ?? 1;
  if (component !== undefined) {
    const old = partOf(whole, delimiters.repetition, repetition);
    if (subcomponent !== undefined) {
      raw = withPart(partOf(old, delimiters.component, component), delimiters.subcomponent, subcomponent, raw);
    }
    raw = withPart(old, delimiters.component, component, raw);
  }
  raw = withPart(whole, delimiters.repetition, repetition, raw);

  const { source: _, ...rest } = message;
  return { ...rest, segments: message.segments.with(index, segment.withField(field, raw)) };
}
