/**
 * What a mapping costs: parse, map and write on one message, beside a parse that reads every value of it. Our parse reads
 * nothing until asked, so parsing alone says little about what a message costs; reading all of it is one whole parse.
 */
import { get, type Message, parse } from "~/engine/hl7";
import { unescapeText } from "~/engine/hl7/escape";
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

/** Every sub-component of every field as its value; the length of all of them. */
function readEverything({ segments, delimiters, charset }: Message): number {
  const { repetition, component, subcomponent } = delimiters;
  let length = 0;
  for (const segment of segments) {
    const last = segment.lastField;
    for (let field = 1; field <= last; field++) {
      const raw = segment.field(field) ?? "";
      if (raw === "") continue;
      for (const repeated of raw.split(repetition)) {
        for (const part of repeated.split(component)) {
          for (const value of part.split(subcomponent)) length += unescapeText(value, delimiters, charset).length;
        }
      }
    }
  }
  return length;
}

const WHOLE_PARSE = "parse + every value read";
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
  { what: WHOLE_PARSE, run: () => readEverything(message()) },
  { what: "parse + map to the contract", run: () => read().tests.length },
  { what: "write from the contract", run: () => writeResult(emr, value, envelope).length },
  { what: "parse + map + write", run: () => writeResult(emr, read(), envelope).length },
];

export async function bench(): Promise<BenchResult> {
  const found = measure(CANDIDATES);
  const base = found.get(WHOLE_PARSE) ?? Number.NaN;
  const rows = CANDIDATES.map(({ what }): BenchRow => {
    const rate = found.get(what) ?? Number.NaN;
    return { what, value: rate, unit: "messages/s", ratio: rate / base, against: WHOLE_PARSE };
  });
  const fields = lis.template.results?.rules?.length ?? 0;
  const method = `One ORU^R01 of ${bytes.length} bytes and ${message().segments.length} segments, 12 of them OBX; ${fields} rules in, each tried for every item of its scope, the contract checked. Every value: all ${readEverything(message())} characters of all sub-components, escapes resolved, nothing kept. Median of ${ROUNDS} rounds.`;
  return { rows, method };
}
