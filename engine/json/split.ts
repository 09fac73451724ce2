/** Bodies of one file: the file itself, or the items of the list it is. */
export type JsonParts = {
  /** Views of the file. A file that is not a clean list of values is one part, which parsing then refuses with a place. */
  readonly parts: readonly Uint8Array[];
  /** False when it looks cut: a bracket or a text is still open. */
  readonly complete: boolean;
};

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...'"\\,[]{}'].map((one) =>
  one.charCodeAt(0),
);
const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

function trimmed(bytes: Uint8Array, from: number, to: number): Uint8Array {
  let [start, end] = [from, to];
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

const firstByte = (bytes: Uint8Array): number => {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (isBlank(bytes[at])) at++;
  return at;
};

/** Whether the text begins as an object or a list does; no HL7 message does. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const first = bytes[firstByte(bytes)];
  return first === OPEN_OBJECT || first === OPEN_LIST;
}

/**
 * Splits a file by its brackets alone, so that one body that is not JSON does not keep its neighbours from being read.
 * An empty file or list has no part.
 */
export function splitJson(bytes: Uint8Array): JsonParts {
  const first = firstByte(bytes);
  if (first >= bytes.length) return { parts: [], complete: true };
  const isList = bytes[first] === OPEN_LIST;
  const items: Uint8Array[] = [];
  let depth = 0;
  let inText = false;
  let from = first + 1;
  let end = -1;
  for (let at = first; at < bytes.length && end < 0; at++) {
    const byte = bytes[at];
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth--;
      if (depth <= 0) end = at;
    } else if (byte === COMMA && depth === 1 && isList) {
      items.push(trimmed(bytes, from, at));
      from = at + 1;
    }
  }
  const complete = !inText && depth <= 0;
  if (!isList || end < 0 || trimmed(bytes, end + 1, bytes.length).length > 0) return { parts: [bytes], complete };
  const last = trimmed(bytes, from, end);
  if (items.length === 0 && last.length === 0) return { parts: [], complete };
  const parts = [...items, last];
  return { parts: parts.every((part) => part.length > 0) ? parts : [bytes], complete };
}
