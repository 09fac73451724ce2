/** Hexadecimal data in escape sequences, `\Xdd..\`: bytes in the message's character set (HL7 v2.5.1 chapter 2.7.7). */
import { decodeAsBytes, decodeUtf8 } from "./charset";
import { maskMultiByte, multiByteCodec } from "./multi-byte";
import { singleByteTable } from "./single-byte";
import type { Charset } from "./types";

const HEX = /^X(?:[0-9a-fA-F]{2})+$/;

/** The bytes of a code such as `X0D0A`; undefined when it is not one. */
export function hexBytes(code: string): Uint8Array | undefined {
  if (code.charCodeAt(0) !== 0x58 || !HEX.test(code)) return undefined;
  const bytes = new Uint8Array((code.length - 1) / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(code.slice(2 * i + 1, 2 * i + 3), 16);
  return bytes;
}

/** Text in a single-byte set; bytes without a character stay what they are as code points. */
function inSingleByte(bytes: Uint8Array, charset: Charset): string | undefined {
  const table = singleByteTable(charset);
  if (!table) return undefined;
  return Array.from(bytes, (byte) => {
    const unit = table.units[byte] ?? 0xfffd;
    return String.fromCharCode(unit === 0xfffd ? byte : unit);
  }).join("");
}

function inMultiByte(bytes: Uint8Array, charset: Charset): string | undefined {
  const text = multiByteCodec(charset)?.decode(maskMultiByte(bytes, charset));
  return text?.includes("\uFFFD") ? undefined : text;
}

/**
 * Text of hexadecimal data. In a Unicode message the bytes are UTF-8, whatever the width of its characters. Bytes that
 * are no text in the message's set are read as windows-1252, so that every byte says something.
 */
export function textOfHexBytes(data: readonly number[], charset: Charset): string {
  const bytes = Uint8Array.from(data);
  const unicode = charset.startsWith("utf-") || charset === "ascii";
  const text = unicode ? decodeUtf8(bytes) : (inSingleByte(bytes, charset) ?? inMultiByte(bytes, charset));
  return text ?? inSingleByte(bytes, "windows-1252") ?? decodeAsBytes(bytes);
}
