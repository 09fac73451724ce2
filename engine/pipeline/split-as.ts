import { splitFile } from "~/engine/hl7";
import { splitJson } from "~/engine/json";
import type { BodyFormat } from "~/engine/mapping";

/** The messages of a file. */
export type SplitFile = {
  messages: Buffer[];
  /** False when the file looks cut off, and may still be growing. */
  complete: boolean;
  /** It says itself that something is missing: a batch without its trailer, or with another count. */
  cut: boolean;
};

/** Splits a file as its format has it: HL7 messages one after the other or in a batch, one JSON body or a list of them. */
export function splitAs(format: BodyFormat, bytes: Buffer): SplitFile {
  if (format === "json") {
    const { parts, complete } = splitJson(bytes);
    return { messages: parts.map((part) => Buffer.from(part)), complete, cut: false };
  }
  const { messages, batch, complete, problems } = splitFile(bytes);
  const miscounted = problems.some(({ code }) => code === "batch-count");
  return {
    messages: messages.map((part) => Buffer.from(part.bytes)),
    complete,
    cut: batch !== undefined && (!complete || miscounted),
  };
}
