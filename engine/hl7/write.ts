import { bytesOfKept, keptText } from "./charset";
import { escapeText } from "./escape";
import { locate } from "./locate";
import { type CompiledPath, compilePath } from "./path";
import type { Message } from "./types";

/** The bytes of a message: those received when it is unchanged, otherwise the same but for the fields that were set. */
export function encode(message: Message): Uint8Array {
  if (message.source) return message.source;
  const { charset, codec, surround } = message;
  const bytes = bytesOfKept(keptOf(message), charset, codec);
  if (!surround) return bytes;
  const { before, after } = surround;
  const whole = new Uint8Array(before.length + bytes.length + after.length);
  whole.set(before);
  whole.set(bytes, before.length);
  whole.set(after, before.length + bytes.length);
  return whole;
}

/** The whole text of a message as it is kept. Segments that lie side by side in one text are taken out together. */
function keptOf({ lead, segments }: Message): string {
  let kept = lead;
  for (let i = 0; i < segments.length; ) {
    const first = segments[i];
    if (!first) break;
    let end = first.next;
    for (i++; segments[i]?.text === first.text && segments[i]?.start === end; i++) end = segments[i]?.next ?? end;
    kept += first.text.slice(first.start, end);
  }
  return kept;
}

/** The whole text of a message, framing and line ends as received. */
export function textOf(message: Message): string {
  const { lead, segments, codec } = message;
  if (!codec) return keptOf(message);
  return codec.decode(lead) + segments.map((segment) => segment.raw + segment.terminator).join("");
}

/** `text` with its nth part replaced; missing parts before it become empty. */
function withPart(text: string, separator: string, number: number, replacement: string): string {
  if (separator === "") {
    if (number === 1) return replacement;
    throw new RangeError("The message declares no separator for this level of a path.");
  }
  let from = 0;
  for (let n = 1; n < number; n++) {
    const next = text.indexOf(separator, from);
    if (next < 0) return text + separator.repeat(number - n) + replacement;
    from = next + 1;
  }
  const end = text.indexOf(separator, from);
  return text.slice(0, from) + replacement + (end < 0 ? "" : text.slice(end));
}

/** The nth part of `text`, or "". */
function partOf(text: string, separator: string, number: number): string {
  if (separator === "") return number === 1 ? text : "";
  return text.split(separator, number)[number - 1] ?? "";
}

/**
 * A message with one value changed; nothing else moves, not a byte. The value is escaped, so it cannot add fields or
 * segments; "" empties the place, {@link NULL_VALUE} says explicitly null. What is written is in the message's character
 * set, which setting MSH-18 does not change.
 * @throws TypeError for a bad path, or MSH-1 and MSH-2, which hold the delimiters
 * @throws RangeError when the segment is not there, or the character set has no such character
 */
export function set(message: Message, path: string | CompiledPath, value: string): Message {
  const target = typeof path === "string" ? compilePath(path) : path;
  const { text, within } = target;
  if (!within) throw new TypeError(`"${text}" names no field`);
  const { field, component, subcomponent, repetition = 1 } = within;
  const index = locate(message, target);
  const segment = message.segments[index];
  if (!segment) throw new RangeError(`The message has no ${text.split("-")[0]}`);
  if (segment.isHeader && field <= 2) throw new TypeError(`${text} holds the delimiters and cannot be set`);

  const { delimiters, charset, codec } = message;
  let kept = keptText(escapeText(value, delimiters, { charset }), charset, codec);
  const whole = segment.kept(field) ?? "";
  if (component !== undefined) {
    const old = partOf(whole, delimiters.repetition, repetition);
    if (subcomponent !== undefined) {
      kept = withPart(partOf(old, delimiters.component, component), delimiters.subcomponent, subcomponent, kept);
    }
    kept = withPart(old, delimiters.component, component, kept);
  }
  kept = withPart(whole, delimiters.repetition, repetition, kept);

  const { lead, surround } = message;
  const segments = message.segments.with(index, segment.withField(field, kept));
  return {
    delimiters,
    charset,
    lead,
    segments,
    ...(codec && { codec }),
    ...(surround && { surround }),
  };
}
