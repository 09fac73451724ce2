/** What a mapping costs: parse, map and encode beside parse alone, on the same message. */
import { get, type Message, parse } from "~/engine/hl7";
import { compileTemplate, type Envelope, findTemplate, readResult, writeResult } from "~/engine/mapping";
import { READS, SAMPLE } from "./hl7-sample";
import { type BenchResult, type BenchRow, type Candidate, measure, ROUNDS } from "./measure";

const bytes = new TextEncoder().encode(SAMPLE);
const envelope: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "EMR",
  receivingFacility: "CLINIC",
  controlId: "1",
  sentAt: "2026-01-02T09:30:00-05:00",
  processingId: "P",
};

function compiled(name: string) {
  const template = findTemplate(name);
  if (!template) throw new Error(`There is no template ${name}`);
  return compileTemplate(template);
}
const lis = compiled("lis-generic");
const emr = compiled("generic-orm-2.5.1");

function message(): Message {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}

function read() {
  const mapped = readResult(lis, message());
  if (mapped.kind === "unmappable") throw new Error("The sample cannot be mapped");
  return mapped.value;
}
const value = read();

const CANDIDATES: readonly Candidate[] = [
  { what: "parse", run: () => message().segments.length },
  {
    what: "parse + 38 reads",
    run: () => {
      const parsed = message();
      let length = 0;
      for (const path of READS) length += get(parsed, path)?.length ?? 0;
      return length;
    },
  },
  { what: "parse + map to the contract", run: () => read().tests.length },
  { what: "write from the contract", run: () => writeResult(emr, value, envelope).length },
  { what: "parse + map + write", run: () => writeResult(emr, read(), envelope).length },
];

export async function bench(): Promise<BenchResult> {
  const found = measure(CANDIDATES);
  const base = found.get("parse + 38 reads") ?? Number.NaN;
  const rows = CANDIDATES.map(({ what }): BenchRow => {
    const rate = found.get(what) ?? Number.NaN;
    return { what, value: rate, unit: "messages/s", ratio: rate / base, against: "parse + 38 reads" };
  });
  const fields = lis.template.results?.rules?.length ?? 0;
  const method = `One ORU^R01 of ${bytes.length} bytes and ${message().segments.length} segments, 12 of them OBX; ${fields} rules in, each tried for every item of its scope, the contract checked. Median of ${ROUNDS} rounds.`;
  return { rows, method };
}
