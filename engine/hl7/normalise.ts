import type { Message } from "./types";
import { encode } from "./write";

const CR = 0x0d;

function isLineEnd(byte: number): boolean {
  return byte === CR || byte === 0x0a || byte === 0x1c;
}

/**
 * The bytes to hash for telling whether two messages are the same: line ends become CR, and the byte order mark, MLLP
 * bytes and blank lines go. Everything else counts, blanks inside fields too.
 */
export function normalisedHashInput(input: Message | Uint8Array): Uint8Array {
  const bytes = input instanceof Uint8Array ? input : encode(input);
  const output = new Uint8Array(bytes.length + 1);
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let length = 0;
  while (from < bytes.length) {
    let end = from;
    while (end < bytes.length && !isLineEnd(bytes[end] ?? 0)) end++;
    let start = from;
    while (start < end && (bytes[start] ?? 0) <= 0x20) start++;
    if (start < end) {
      output.set(bytes.subarray(start, end), length);
      length += end - start;
      output[length++] = CR;
    }
    from = end + 1;
  }
  return output.subarray(0, length);
}
