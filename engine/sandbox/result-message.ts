import { type Analyte, catalogueTest } from "./catalogue";
import type { OrderedTest, ResultStage } from "./contract";
import { escapeText, message, segment, timestamp } from "./hl7-text";
import { type Random, randomOf } from "./random";
import { smallPdf } from "./small-pdf";

/** What the laboratory keeps of an order: enough to write any of its results again, byte for byte. */
export type AcceptedOrder = {
  placerOrderNumber: string;
  /** ORC-2 as it came, authority included. */
  placer: string;
  filler: string;
  controlId: string;
  /** MSH-3 to MSH-6 of the order. */
  parties: [string, string, string, string];
  /** The PID segment as it came. */
  pid: string;
  /** OBR-16 as it came. */
  provider: string;
  tests: OrderedTest[];
  /** Milliseconds since 1970. */
  receivedAt: number;
};

const STATUS: Record<ResultStage, string> = { preliminary: "P", final: "F", corrected: "C" };
const MEAN_SHIFT = 0.35;

/** An ORU^R01 2.5.1 for a whole order: per test ORC, OBR, its OBX segments and SPM. A pure function of its arguments. */
export function resultMessage(
  order: AcceptedOrder,
  stage: ResultStage,
  about: { controlId: string; at: number; seed: number; withPdf: boolean; test?: boolean },
): string {
  const now = timestamp(about.at);
  const collected = timestamp(order.receivedAt - 15 * 60_000);
  const received = timestamp(order.receivedAt);
  const [application, facility, ourApplication, ourFacility] = order.parties;
  const status = STATUS[stage];
  const segments = [
    segment("MSH", {
      3: ourApplication || "LIS",
      4: ourFacility || "LAB",
      5: application,
      6: facility,
      7: now,
      9: "ORU^R01^ORU_R01",
      10: about.controlId,
      11: about.test ? "T" : "P",
      12: "2.5.1",
      15: "AL",
      16: "NE",
    }),
    order.pid,
  ];
  for (const [index, test] of order.tests.entries()) {
    const random = randomOf(about.seed, order.placerOrderNumber, test.code, index);
    const { analytes, specimen } = catalogueTest(test.code, test.text);
    const candidate = Math.floor(random() * analytes.length);
    const changed = stage === "corrected" ? candidate : -1;
    const service = `${escapeText(test.code)}^${escapeText(test.text)}^L`;
    segments.push(
      segment("ORC", { 1: "RE", 2: order.placer, 3: order.filler, 5: "CM", 9: now, 12: order.provider }),
      segment("OBR", {
        1: String(index + 1),
        2: order.placer,
        3: order.filler,
        4: service,
        7: collected,
        14: received,
        16: order.provider,
        22: now,
        24: "LAB",
        25: status,
      }),
      ...analytes.map((analyte, at) => observation(analyte, test, at, { random, stage, status, changed, now })),
    );
    if (about.withPdf && index === order.tests.length - 1 && stage !== "preliminary") {
      const pdf = smallPdf(`Fictitious report for order ${order.placerOrderNumber}`).toString("base64");
      segments.push(
        segment("OBX", {
          1: String(analytes.length + 1),
          2: "ED",
          3: "11502-2^Laboratory report^LN",
          5: `^application^pdf^Base64^${pdf}`,
          11: status,
          14: now,
        }),
      );
    }
    const specimenId = `^${order.filler}-${index + 1}&LIS`;
    segments.push(segment("SPM", { 1: String(index + 1), 2: specimenId, 4: specimen, 17: collected, 18: received }));
  }
  return message(segments);
}

function observation(
  analyte: Analyte,
  test: OrderedTest,
  index: number,
  about: { random: Random; stage: ResultStage; status: string; changed: number; now: string },
): string {
  const own = `${test.code}-${index + 1}`;
  const code =
    analyte.loinc === ""
      ? `${escapeText(own)}^${escapeText(analyte.name)}^L`
      : `${analyte.loinc}^${analyte.name}^LN^${escapeText(own)}^^L`;
  const { value, type, flag, range } = measure(analyte, about.random, index === about.changed);
  // A corrected report repeats what did not change as final.
  const status = about.stage === "corrected" && index !== about.changed ? "F" : about.status;
  return segment("OBX", {
    1: String(index + 1),
    2: type,
    3: code,
    5: value,
    6: analyte.units,
    7: range,
    8: flag,
    11: status,
    14: about.now,
    23: "Sandbox Laboratory^^^^^CLIA^XX^^^99D9999999",
    24: "1 Test Tube Way^^Anytown^OH^45999",
  });
}

type Measured = { value: string; type: string; flag: string; range: string };

/** Mostly within the range, now and then outside. `corrected` gives a neighbouring value, never the same. */
function measure(analyte: Analyte, random: Random, corrected: boolean): Measured {
  const where = random();
  const spread = random();
  if (analyte.kind === "words") {
    const unusual = where > 0.85 !== corrected;
    const from = unusual ? analyte.abnormal : analyte.normal;
    const value = from[Math.floor(spread * from.length)] ?? from[0];
    return { value, type: "ST", flag: unusual ? "A" : "N", range: analyte.normal.join(" or ") };
  }
  const low = analyte.low ?? (analyte.high ?? 1) * 0.4;
  const high = analyte.high ?? low * 2.5;
  const width = high - low;
  let value = low + spread * width;
  if (where > 0.9) value = high + spread * width * MEAN_SHIFT;
  else if (where < 0.06) value = Math.max(0, low - spread * low * MEAN_SHIFT);
  if (corrected) value += Math.max(width * 0.2, 10 ** -analyte.digits);
  const shown = Number(value.toFixed(analyte.digits));
  const flag =
    analyte.high !== null && shown > analyte.high ? "H" : analyte.low !== null && shown < analyte.low ? "L" : "N";
  return { value: value.toFixed(analyte.digits), type: "NM", flag, range: rangeText(analyte) };
}

function rangeText({ low, high, digits }: { low: number | null; high: number | null; digits: number }): string {
  if (low === null) return `<=${(high ?? 0).toFixed(digits)}`;
  return high === null ? `>=${low.toFixed(digits)}` : `${low.toFixed(digits)}-${high.toFixed(digits)}`;
}
