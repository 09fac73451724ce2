/** Character sets of one byte for each character: a table of 256 both ways. */
import type { Charset } from "./types";

/** What windows-1252 puts at 0x80 to 0x9F; 0 keeps the control character. Platforms differ here, so it is spelled out. */
const WINDOWS_1252 =
  "20ac 0 201a 192 201e 2026 2020 2021 2c6 2030 160 2039 152 0 17d 0 0 2018 2019 201c 201d 2022 2013 2014 2dc 2122 161 203a 153 0 17e 178";

export interface SingleByteTable {
  /** UTF-16 code unit for each byte; 0xFFFD where the set has no character. */
  readonly units: Uint16Array;
  readonly byteOf: ReadonlyMap<number, number>;
  /** Whether every byte has a character, so that nothing is lost by decoding. */
  readonly complete: boolean;
}

/** Decoders to use for the parts of ISO 8859 whose usual reading is the Windows set that contains them. */
const LABELS: Record<string, string> = { "iso-8859-11": "windows-874", "iso-8859-9": "windows-1254" };
const tables = new Map<Charset, SingleByteTable | undefined>();

function unitsOf(charset: Charset): Uint16Array | undefined {
  const units = Uint16Array.from({ length: 256 }, (_, byte) => byte);
  if (charset === "windows-1252" || charset === "iso-8859-1") {
    WINDOWS_1252.split(" ").forEach((hex, i) => {
      if (hex !== "0") units[0x80 + i] = Number.parseInt(hex, 16);
    });
    return units;
  }
  if (!charset.startsWith("iso-8859-")) return undefined;
  try {
    const text = new TextDecoder(LABELS[charset] ?? charset).decode(Uint8Array.from(units));
    for (let byte = 0; byte < 256; byte++) units[byte] = text.charCodeAt(byte);
    return units;
  } catch {
    return undefined;
  }
}

/** The table of a single-byte set; undefined when it is none or the platform does not know it. */
export function singleByteTable(charset: Charset): SingleByteTable | undefined {
  if (tables.has(charset)) return tables.get(charset);
  const units = unitsOf(charset);
  const byteOf = new Map<number, number>();
  units?.forEach((unit, byte) => {
    if (unit !== 0xfffd && !byteOf.has(unit)) byteOf.set(unit, byte);
  });
  const table = units && { units, byteOf, complete: byteOf.size === 256 };
  tables.set(charset, table);
  return table;
}

/**
 * A set of the ISO 8859 family has no printable characters from 0x80 to 0x9F, though many senders put Windows ones there.
 * They are read, but not written: a strict receiver would not see them.
 */
export function isWritable(charset: Charset, byte: number, unit: number): boolean {
  return byte < 0x80 || byte > 0x9f || unit === byte || !charset.startsWith("iso-8859-");
}
