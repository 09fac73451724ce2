import fc from "fast-check";
import { expect, test } from "vitest";
import type { Order, Result } from "~/engine/contract";
import { parse } from "~/engine/hl7";
import {
  compileTemplate,
  composeOrderJson,
  composeResultJson,
  type Envelope,
  findTemplate,
  type MapResult,
  readOrder,
  readOrderJson,
  readResult,
  readResultJson,
  writeOrder,
  writeResult,
} from "~/engine/mapping";
import { anyOrder, anyResult } from "./support/contracts";

const compiled = (name: string) => {
  const template = findTemplate(name);
  if (!template) throw new Error(name);
  return compileTemplate(template);
};
const envelope: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "EMR",
  receivingFacility: "CLINIC",
  controlId: "1",
  sentAt: "2026-01-01T00:00:00Z",
  processingId: "T",
};
const message = (bytes: Uint8Array) => {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
};
function mappedValue<T>(mapped: MapResult<T>): T {
  if (mapped.kind === "mapped") return mapped.value;
  throw new Error(mapped.findings.map((finding) => `${finding.path} ${finding.message}`).join("\n"));
}
const SEED = { seed: 20261121, numRuns: 50 };

test.each([
  ["lis-generic", "generic-orm-2.5.1"],
  ["lis-oml-2.5.1", "generic-oml-2.5.1"],
])("an order written by %s and read by %s keeps every field", (writer, reader) => {
  const [lis, emr] = [compiled(writer), compiled(reader)];
  fc.assert(
    fc.property(anyOrder, (order: Order) => {
      expect(mappedValue(readOrder(emr, message(writeOrder(lis, order, envelope))))).toEqual(order);
    }),
    SEED,
  );
});

test.each([
  ["generic-orm-2.5.1", "lis-generic"],
  ["results-only-lri-2.5.1", "lis-generic"],
])("a result written by %s and read by %s keeps every field", (writer, reader) => {
  const [emr, lis] = [compiled(writer), compiled(reader)];
  fc.assert(
    fc.property(anyResult, (result: Result) => {
      const read = readResult(lis, message(writeResult(emr, result, envelope)));
      expect(mappedValue(read)).toEqual(result);
      expect(read.kind === "mapped" && read.unmapped).toEqual([]);
    }),
    SEED,
  );
});

test("orders and results as JSON keep every field", () => {
  const [emr, lis] = [compiled("generic-json"), compiled("lis-json")];
  fc.assert(
    fc.property(anyOrder, anyResult, (order, result) => {
      const sent = composeOrderJson(lis, order);
      if (sent.kind === "unwritable") throw new Error("unwritable");
      const body: unknown = JSON.parse(JSON.stringify(sent.body));
      expect(mappedValue(readOrderJson(emr, body))).toEqual(order);
      const answer = composeResultJson(emr, result);
      if (answer.kind === "unwritable") throw new Error("unwritable");
      expect(mappedValue(readResultJson(lis, JSON.parse(JSON.stringify(answer.body))))).toEqual(result);
    }),
    { ...SEED, numRuns: 30 },
  );
});
