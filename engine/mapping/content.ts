/** What makes two messages the same: for HL7 its segments, for JSON its content, whatever its blanks and order of keys. */
import { normalisedHashInput } from "~/engine/hl7";
import { canonicalJson, looksLikeJson, parseJson } from "~/engine/json";

/** The bytes or text to hash for telling whether two messages have the same content. */
export function contentHashInput(bytes: Uint8Array): Uint8Array | string {
  if (!looksLikeJson(bytes)) return normalisedHashInput(bytes);
  const parsed = parseJson(bytes);
  return parsed.kind === "json" ? canonicalJson(parsed.value) : normalisedHashInput(bytes);
}
