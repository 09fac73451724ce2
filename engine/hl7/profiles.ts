/**
 * The built-in profiles. The `loi-order` and `lri-result` rules follow the HL7 v2.5.1 laboratory orders and results
 * guides as commonly implemented; those not confirmed against the guides' text are warnings.
 */
import type { Profile, Rule } from "./profile";

const unconfirmed = (guide: string) => ({ severity: "warning", because: `The ${guide} guide asks for it.` }) as const;
const lri = unconfirmed("LRI");
const loi = unconfirmed("LOI");

const required = (paths: string, more: Partial<Rule> = {}): Rule[] =>
  paths.split(" ").map((path) => ({ path, usage: "R", ...more }));
const requiredIn = (group: string, segments: string, more: Partial<Rule> = {}): Rule[] =>
  segments.split(" ").map((path) => ({ path, group, usage: "R", ...more }));

/** Someone has to be able to tell whose result or order it is. */
const PATIENT: readonly Rule[] = [
  { path: "PID", usage: "R", because: "Without it nobody knows whose message it is." },
  { path: "PID-3[1].1", usage: "R", because: "The patient needs an identifier." },
  { path: "PID-5[1].1", usage: "R", because: "The patient needs a name." },
  { path: "PID-7", usage: "R", severity: "warning", because: "Results are judged by age." },
  { path: "PID-8", usage: "R", severity: "warning", because: "Reference ranges depend on it." },
];

/** OBX-11 and OBR-25 that mean: here is something to report. */
const REPORTED = ["F", "C", "P", "A", "R", "M"];
const CANCELLED = ["X", "D", "W", "I", "N", "O"];

const base: Profile = {
  name: "base",
  description: "The standard itself: structure, required fields, repetitions, data types, closed tables.",
  checks: ["standard"],
};

const labResult: Profile = {
  name: "lab-result",
  description: "Results from the laboratory to an EMR, whatever guide they follow: what it takes to file them.",
  extends: ["base"],
  messageTypes: ["ORU^R01"],
  rules: [
    ...required("MSH-3 MSH-4 MSH-10"),
    ...PATIENT,
    { path: "OBR-3", id: "order-number", usage: "C", when: { path: "OBR-2", valued: false } },
    ...required("OBR-4.1"),
    ...required("OBR-25", { because: "Whether the report is final decides what is done with it." }),
    { path: "OBR-22", usage: "C", when: { path: "OBR-25", in: REPORTED }, severity: "warning" },
    ...required("OBX-3.1 OBX-11"),
    { path: "OBX-2", usage: "C", when: { path: "OBX-5", valued: true } },
    {
      path: "OBX-5",
      usage: "C",
      when: { not: { path: "OBX-11", in: CANCELLED } },
      severity: "warning",
      because: "A result that was not cancelled should have a value.",
    },
    {
      path: "OBX-6",
      usage: "C",
      when: { path: "OBX-2", in: ["NM", "SN"] },
      severity: "info",
      because: "A number without units can be misread.",
    },
  ],
};

const labOrder: Profile = {
  name: "lab-order",
  description: "Orders from an EMR to the laboratory: what it takes to accession them.",
  extends: ["base"],
  messageTypes: ["ORM^O01", "OML^O21"],
  rules: [
    ...required("MSH-3 MSH-4 MSH-10"),
    ...PATIENT,
    { path: "ORC", group: "ORDER", id: "order-control", usage: "R", severity: "warning" },
    { path: "ORC-1", usage: "R", because: "It says whether to place, change or cancel." },
    { path: "OBR", group: "ORDER", usage: "C", when: { path: "ORC-1", in: ["NW"] } },
    {
      path: "OBR-2.1",
      usage: "C",
      when: { path: "ORC-2", valued: false },
      because: "Results refer to the order number.",
    },
    ...required("OBR-4.1"),
    { path: "OBR-16", usage: "C", when: { path: "ORC-12", valued: false }, severity: "warning" },
    { path: "OBR-7", id: "collection", usage: "C", when: { path: "SPM", valued: true }, severity: "info" },
  ],
};

const lriResult: Profile = {
  name: "lri-result",
  description: "US laboratory results interface (ORU^R01, HL7 v2.5.1), written after the LRI guide.",
  extends: ["lab-result"],
  messageTypes: ["ORU^R01"],
  versions: ["2.5.1"],
  rules: [
    ...required("MSH-4 MSH-6 MSH-15 MSH-16 MSH-21", lri),
    { path: "MSH-9.3", id: "structure", fixed: "ORU_R01", usage: "R", ...lri },
    { path: "MSH-7", id: "sent", pattern: "\\d{14}(\\.\\d{1,4})?[+-]\\d{4}", ...lri },
    ...required("PID-1 PID-3.4 PID-3.5", lri),
    ...requiredIn("ORDER_OBSERVATION", "ORC", lri),
    { path: "ORC-1", id: "control", fixed: "RE", usage: "R", ...lri },
    ...required("ORC-3 ORC-12 OBR-1 OBR-3 OBR-7 OBR-16 OBR-22", lri),
    ...required("OBX-1 OBX-14 OBX-23 OBX-24", lri),
    ...required("SPM-1 SPM-4 SPM-17", lri),
  ],
};

const loiOrder: Profile = {
  name: "loi-order",
  description: "US laboratory orders interface (OML^O21, or ORM^O01 before it), written after the LOI guide.",
  extends: ["lab-order"],
  messageTypes: ["OML^O21", "ORM^O01"],
  rules: [
    ...required("MSH-4 MSH-6 MSH-15 MSH-16", loi),
    { path: "MSH-21", usage: "C", when: { path: "MSH-9.1", in: ["OML"] }, ...loi },
    ...required("PID-1 PID-3.4 PID-3.5", loi),
    ...required("ORC-2 ORC-9 ORC-12 OBR-1 OBR-2 OBR-7 OBR-16", loi),
    ...required("DG1-3", loi),
    { path: "IN1", id: "insurance", usage: "C", when: { path: "PV1-20.1", in: ["T"] }, ...loi },
    { path: "GT1", id: "guarantor", usage: "C", when: { path: "PV1-20.1", in: ["T", "P"] }, ...loi },
  ],
};

const cliaReport: Profile = {
  name: "clia-report",
  description: "A result report with everything CLIA asks of one (42 CFR 493.1291(c)).",
  extends: ["base"],
  messageTypes: ["ORU^R01"],
  checks: ["clia"],
};

const edos = {
  because: "The receiver files the record by it.",
} as const;

const compendium: Profile = {
  name: "edos",
  description: "Tests, panels and prices as master files (MFN, HL7 v2.5.1), written after the eDOS guide.",
  extends: ["base"],
  messageTypes: ["MFN^M04", "MFN^M08", "MFN^M10"],
  versions: ["2.5.1"],
  rules: [
    ...required("MSH-3 MSH-4 MSH-7 MSH-10 MFI-1 MFI-3 MFI-6"),
    ...required("MFE-1 MFE-2 MFE-4.1", edos),
    // The guide knows no deleting: orders of old refer to the code.
    { path: "MFE-1", id: "event", codes: ["MAD", "MUP", "MDC", "MAC"] },
    ...required("OM1-2.1 OM1-2.2 OM1-2.3 OM1-12 OM1-18", edos),
    { path: "OM1-18", id: "nature", codes: ["A", "P", "S"] },
    { path: "OM5-2.1", usage: "R", because: "A panel without members is none." },
    { path: "OMC-4.1", usage: "R", because: "The answer refers to the question." },
    { path: "OMC-9", id: "answer", codes: ["ST", "NM", "DT", "CE"], usage: "R" },
    { path: "CDM-1.1", id: "charge", usage: "R", ...edos },
    { path: "PRC-5.1.1", usage: "R", pattern: "\\d+\\.\\d{2}", because: "A price has two decimals." },
    { path: "PRC-5.1.2", fixed: "USD", usage: "R" },
  ],
  // The guide takes OMC, OM1-52 and repeating codes over from later versions.
  severities: { "not-repeatable": "info" },
};

/** In the order they are offered. */
export const BUILT_IN_PROFILES: readonly Profile[] = [
  base,
  labOrder,
  labResult,
  loiOrder,
  lriResult,
  cliaReport,
  compendium,
];
