/** An order for nobody, for trying codes; and how a written one is read back. */
import type { Order } from "~/engine/contract";
import { parse, validate } from "~/engine/hl7";
import { READER_OF_ORDERS, readSample, shipped } from "./run-sample";

/** The order of the reader's own sample, whose patient is made up: with everything an order usually has. */
export function sampleOrder(): Order {
  const reader = shipped(READER_OF_ORDERS);
  const sample = reader.template.samples?.find(({ kind }) => kind === "order");
  const parsed = sample && parse(sample.message);
  const read = parsed?.kind === "message" ? readSample(reader, "order", parsed.message) : undefined;
  if (read?.kind !== "mapped") throw new Error("The shipped sample order cannot be read.");
  return read.value as Order;
}

export type ReadBack =
  | { readonly kind: "read"; readonly value: Order }
  | { readonly kind: "unreadable"; readonly reason: string };

/** An HL7 order as whoever gets it reads it: it has to parse, to be valid, and to map by the shipped template. */
export function readBackOrder(written: Uint8Array): ReadBack {
  const parsed = parse(written);
  if (parsed.kind === "malformed") return { kind: "unreadable", reason: parsed.reason };
  const wrong = validate(parsed.message).find(({ severity }) => severity === "error");
  if (wrong) return { kind: "unreadable", reason: wrong.message };
  const read = readSample(shipped(READER_OF_ORDERS), "order", parsed.message);
  return read.kind === "mapped"
    ? { kind: "read", value: read.value as Order }
    : { kind: "unreadable", reason: read.findings[0]?.message ?? "It cannot be read back." };
}
