import type { OrderRequest } from "./contract";
import { escapeText, message, segment, timestamp } from "./hl7-text";
import { madeUpPatient, madeUpProvider, type Patient } from "./made-up-people";
import { pick, type Random } from "./random";

const DIAGNOSES = [
  "E11.9^Type 2 diabetes mellitus without complications^I10",
  "I10^Essential (primary) hypertension^I10",
  "Z00.00^General adult medical examination^I10",
  "E78.5^Hyperlipidemia, unspecified^I10",
] as const;

/** What is known of an order beside what is asked in it. `control`: whether it is placed or cancelled. */
export type AboutOrder = {
  account: string;
  placerOrderNumber: string;
  controlId: string;
  control?: "new" | "cancel";
  /** Milliseconds since 1970. */
  at: number;
  random: Random;
};

/** An ORM^O01 with one ORC/OBR pair per test, as an EMR would write it. */
export function orderMessage(order: OrderRequest, about: AboutOrder): string {
  const { random } = about;
  const scenario = order.scenario ?? "plain";
  const version = order.hl7Version ?? "2.5.1";
  const patient = shaped(madeUpPatient(random), scenario);
  const doctor = madeUpProvider(random);
  const provider = `${doctor.npi}^${doctor.family}^${doctor.given}^^^^MD${version === "2.3" ? "" : "^^NPI^L^^^NPI"}`;
  const now = timestamp(about.at);
  const facility = about.account.replace(/^emr-/, "").toUpperCase();
  const placer = `${about.placerOrderNumber}^${facility}`;
  const charset = scenario === "unicode" ? "UNICODE UTF-8" : "";
  const type = version === "2.3" ? "ORM^O01" : "ORM^O01^ORM_O01";
  const priority = scenario === "stat" ? "S" : "R";
  const identifier = version === "2.3" ? `${patient.id}^^^${facility}` : `${patient.id}^^^${facility}^MR`;
  const pairs = order.tests.flatMap((test, index) => {
    const service = scenario === "missing-test-code" ? "" : `${escapeText(test.code)}^${escapeText(test.text)}^L`;
    const quantityTiming = `1^^^^^${priority}`;
    return [
      segment("ORC", {
        1: about.control === "cancel" ? "CA" : "NW",
        2: placer,
        7: quantityTiming,
        9: now,
        12: provider,
      }),
      segment("OBR", {
        1: String(index + 1),
        2: placer,
        4: service,
        5: priority,
        7: timestamp(about.at - 15 * 60_000),
        ...(order.addOn && { 11: "A" }),
        16: provider,
        27: quantityTiming,
      }),
      segment("DG1", { 1: "1", 3: pick(random, DIAGNOSES), 6: "F" }),
    ];
  });
  const comment = segment("NTE", { 1: "1", 2: "P", 3: escapeText("Fasting | 12h ^ water ~ only & \\") });
  return message([
    segment("MSH", {
      3: "EMR",
      4: facility,
      5: "GATEHOUSE",
      6: "LAB",
      7: now,
      9: type,
      10: about.controlId,
      11: order.test ? "T" : "P",
      12: version,
      15: "AL",
      16: "NE",
      18: charset,
    }),
    segment("PID", {
      1: "1",
      3: identifier,
      5: `${escapeText(patient.family)}^${escapeText(patient.given)}`,
      7: patient.born,
      8: patient.sex,
      11: `${escapeText(patient.street)}^^${patient.city}^${patient.state}^${patient.zip}^USA`,
      13: patient.phone,
    }),
    ...(scenario === "delimiters" ? [comment] : []),
    segment("PV1", { 1: "1", 2: "O", 7: provider }),
    segment("IN1", { 1: "1", 2: "FICT^Fictional Health Plan", 3: "999", 4: "Fictional Health Plan" }),
    ...pairs,
  ]);
}

function shaped(patient: Patient, scenario: OrderRequest["scenario"]): Patient {
  if (scenario === "delimiters")
    return { ...patient, family: "Test|Pipe^Caret~Tilde&Amp\\Slash", street: "1 A&B Street" };
  if (scenario === "unicode") return { ...patient, family: "Testpatientová-Ñoño", given: "Zoë 試験" };
  return patient;
}
