/** Bytes as text of the same length, one character for each byte, and back. */

/** Finds a character beyond ASCII. */
export const BEYOND_ASCII = /[\u0080-\uffff]/;

/** As many characters as one call of `String.fromCharCode` takes without running out of stack anywhere. */
const AT_ONCE = 8192;

/** Text of these UTF-16 code units, lone surrogates and all. */
export function textOfUnits(units: Uint8Array | Uint16Array): string {
  if (units.length <= AT_ONCE) return String.fromCharCode.apply(null, units as unknown as number[]);
  const pieces: string[] = [];
  for (let from = 0; from < units.length; from += AT_ONCE) {
    pieces.push(String.fromCharCode.apply(null, units.subarray(from, from + AT_ONCE) as unknown as number[]));
  }
  return pieces.join("");
}

/** The low eight bits of every character. */
export function bytesOfCoded(coded: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(coded.length);
  for (let i = 0; i < coded.length; i++) bytes[i] = coded.charCodeAt(i) & 0xff;
  return bytes;
}
