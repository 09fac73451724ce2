/**
 * Character set switches inside a value, `\Cxxyy\` and `\Mxxyyzz\` (HL7 v2.5.1 chapter 2.7.2): the digits are the ISO 2022
 * escape sequence that stands for a set. What follows, up to the next switch, is bytes of that set.
 */
import { BEYOND_ASCII, bytesOfCoded, textOfUnits } from "./byte-text";
import { encodeText } from "./charset";
import { singleByteTable } from "./single-byte";
import type { Charset } from "./types";

interface Shift {
  readonly charset: Charset;
  /** ISO 2022 sequences to put around the bytes for a decoder that knows no other way in. */
  readonly into?: readonly number[];
}

const BACK = [0x1b, 0x28, 0x42];
/** Sets by the digits of their sequence. */
const SHIFTS: Record<string, Shift> = {
  C2842: { charset: "ascii" },
  C284A: { charset: "ascii" },
  C2D41: { charset: "iso-8859-1" },
  C2D42: { charset: "iso-8859-2" },
  C2D43: { charset: "iso-8859-3" },
  C2D44: { charset: "iso-8859-4" },
  C2D4C: { charset: "iso-8859-5" },
  C2D47: { charset: "iso-8859-6" },
  C2D46: { charset: "iso-8859-7" },
  C2D48: { charset: "iso-8859-8" },
  C2D4D: { charset: "iso-8859-9" },
  C2849: { charset: "iso-2022-jp", into: [0x1b, 0x28, 0x49] },
  M2442: { charset: "iso-2022-jp", into: [0x1b, 0x24, 0x42] },
  M242842: { charset: "iso-2022-jp", into: [0x1b, 0x24, 0x42] },
  M242943: { charset: "euc-kr" },
};

/** Whether a code switches to a set known here; any other is kept as it stands. */
export function isShift(code: string): boolean {
  return code.length <= 7 && Object.hasOwn(SHIFTS, code.toUpperCase());
}

/** The bytes that gathered text was read from; undefined when it cannot have been bytes of a switched set. */
function bytesFor(text: string, charset: Charset): Uint8Array | undefined {
  if (!BEYOND_ASCII.test(text)) return bytesOfCoded(text);
  try {
    return encodeText(text, charset.startsWith("utf-") || charset === "ascii" ? "windows-1252" : charset);
  } catch {
    return undefined;
  }
}

function decodeShifted(bytes: Uint8Array, { charset, into }: Shift): string | undefined {
  if (charset === "ascii") return undefined;
  const table = singleByteTable(charset);
  if (table) {
    const text = textOfUnits(Uint16Array.from(bytes, (byte) => table.units[byte] ?? 0xfffd));
    return text.includes("\uFFFD") ? undefined : text;
  }
  try {
    return new TextDecoder(charset, { fatal: true }).decode(
      Uint8Array.from([...(into ?? []), ...bytes, ...(into ? BACK : [])]),
    );
  } catch {
    return undefined;
  }
}

/**
 * Text gathered after a switch.
 * @param shift the code of the switch; undefined before any
 * @returns the text itself, its switch kept in sight, when the bytes mean nothing in the set
 */
export function shiftedText(gathered: string, shift: string | undefined, charset: Charset, mark: string): string {
  const to = shift === undefined ? undefined : SHIFTS[shift.toUpperCase()];
  if (to === undefined || to.charset === "ascii") return gathered;
  const bytes = bytesFor(gathered, charset);
  return (bytes && decodeShifted(bytes, to)) ?? `${mark}${shift}${mark}${gathered}`;
}
