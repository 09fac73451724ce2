/** UTF-16 and UTF-32, recognised by their bytes: a message in them cannot say so before it is read (HL7 table 0211). */
import { textOfUnits } from "./byte-text";
import type { Charset } from "./types";

/** How the units of a text lie in its bytes. */
export interface WideForm {
  readonly charset: Charset;
  readonly width: 2 | 4;
  readonly littleEndian: boolean;
}

const UTF_16LE: WideForm = { charset: "utf-16le", width: 2, littleEndian: true };
const UTF_16BE: WideForm = { charset: "utf-16be", width: 2, littleEndian: false };
const UTF_32LE: WideForm = { charset: "utf-32le", width: 4, littleEndian: true };
const UTF_32BE: WideForm = { charset: "utf-32be", width: 4, littleEndian: false };
const FORMS = [UTF_32LE, UTF_32BE, UTF_16LE, UTF_16BE];
/** Blank lines and framing before the first letter may take this much. */
const LOOKED_AT = 64;

export function wideForm(charset: Charset): WideForm | undefined {
  return FORMS.find((form) => form.charset === charset);
}

/** The unit at `at`; undefined past the end. */
export function unitAt(bytes: Uint8Array, at: number, { width, littleEndian }: WideForm): number | undefined {
  if (at + width > bytes.length) return undefined;
  let unit = 0;
  for (let i = 0; i < width; i++) unit = unit * 256 + (bytes[littleEndian ? at + width - 1 - i : at + i] ?? 0);
  return unit;
}

/** Whether three capital letters or digits stand at the first place that is not blank, as at the start of a segment. */
function startsSegment(bytes: Uint8Array, start: number, form: WideForm): boolean {
  let at = start;
  let unit = unitAt(bytes, at, form);
  while (unit !== undefined && at < LOOKED_AT && (unit <= 0x20 || unit === 0xfeff)) {
    at += form.width;
    unit = unitAt(bytes, at, form);
  }
  for (let i = 0; i < 3; i++) {
    const letter = unitAt(bytes, at + i * form.width, form) ?? 0;
    if (!((letter >= 0x41 && letter <= 0x5a) || (i > 0 && letter >= 0x30 && letter <= 0x39))) return false;
  }
  return true;
}

const BYTE_FRAME_START = 0x0b;

/** Bytes at the start of which one is a mark or zero in every wide form. */
const TELLING = 5;

/** A quick no; fewer bytes than it takes to tell may yet be anything. */
export function mayBeWide(bytes: Uint8Array): boolean {
  if ((bytes[0] ?? 0) >= 0xfe || (bytes[1] ?? 0) >= 0xfe) return true;
  for (let at = 0; at < TELLING; at++) if ((bytes[at] ?? 0) === 0) return true;
  return false;
}

/**
 * The wide form of a text that starts with a byte order mark or with a segment name in that form, and where it starts:
 * a framing byte may stand before it. Undefined for everything else, and for too little to tell.
 */
export function recogniseWide(bytes: Uint8Array): { readonly form: WideForm; readonly start: number } | undefined {
  if (!mayBeWide(bytes)) return undefined;
  const starts = bytes[0] === BYTE_FRAME_START ? [0, 1] : [0];
  for (const start of starts) {
    for (const form of FORMS) {
      if (unitAt(bytes, start, form) === 0xfeff && (form.width === 2 || startsSegment(bytes, start, form))) {
        return { form, start };
      }
      if (startsSegment(bytes, start, form)) return { form, start };
    }
  }
  return undefined;
}

/** Text of whole units; undefined when a UTF-32 unit is no character. */
export function decodeWide(bytes: Uint8Array, form: WideForm): string | undefined {
  const count = Math.floor(bytes.length / form.width);
  const units = new Uint16Array(form.width === 4 ? count * 2 : count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    const unit = unitAt(bytes, i * form.width, form) ?? 0;
    if (form.width === 2 || unit < 0xd800 || (unit > 0xdfff && unit < 0x10000)) {
      units[length++] = unit;
      continue;
    }
    if (unit < 0x10000 || unit > 0x10ffff) return undefined;
    units[length++] = 0xd7c0 + (unit >> 10);
    units[length++] = 0xdc00 + (unit & 0x3ff);
  }
  return textOfUnits(units.subarray(0, length));
}

export function encodeWide(text: string, { width, littleEndian }: WideForm): Uint8Array {
  const units =
    width === 4
      ? Array.from(text, (character) => character.codePointAt(0) ?? 0)
      : Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const bytes = new Uint8Array(units.length * width);
  units.forEach((unit, i) => {
    for (let k = 0; k < width; k++) bytes[i * width + (littleEndian ? k : width - 1 - k)] = (unit >>> (8 * k)) & 0xff;
  });
  return bytes;
}
