/**
 * The order groups of ORM, OML and ORU messages (HL7 v2.5.1 chapters 4.4 and 7.3), found without insisting on a grammar:
 * a segment out of place is kept where a reader would look for it, and none is lost.
 *
 * - A group starts with ORC, or with OBR when the current group already has one. An OBR without its own ORC shares the
 *   last one (`orcShared`), as senders of one ORC over many OBRs mean it.
 * - NTE belongs to the segment before it.
 * - OBX after SPM describes the specimen; but where an ORU has no other OBX in the group, they are the results.
 * - PV1, IN1, GT1, NK1 and AL1 belong to the patient wherever they stand. A second PID starts another patient.
 *
 * `structure` gives the standard's groups with every segment where it stands. This gives what a mapping reads, and for
 * that moves segments to where they are meant, so it is a pass of its own.
 */
import type { Segment } from "./segment";
import type { Message } from "./types";

export interface ObservationGroup {
  readonly obx: Segment;
  readonly notes: readonly Segment[];
}

export interface SpecimenGroup {
  readonly spm: Segment;
  readonly notes: readonly Segment[];
  readonly observations: readonly ObservationGroup[];
  /** SAC */
  readonly containers: readonly Segment[];
}

/** What a message says about one patient. Shared by all of that patient's order groups. */
export interface PatientGroup {
  readonly pid?: Segment;
  readonly notes: readonly Segment[];
  /** PV1 and PV2 */
  readonly visits: readonly Segment[];
  /** IN1, IN2, IN3 in the order sent */
  readonly insurances: readonly Segment[];
  readonly guarantors: readonly Segment[];
  readonly nextOfKin: readonly Segment[];
  readonly allergies: readonly Segment[];
  /** DG1 before any order */
  readonly diagnoses: readonly Segment[];
  readonly others: readonly Segment[];
}

/** One order or one report: the segments around one OBR, or a lone ORC. */
export interface OrderGroup {
  readonly patient: PatientGroup;
  readonly orc?: Segment;
  readonly orcShared: boolean;
  readonly obr?: Segment;
  /** NTE after ORC or OBR */
  readonly notes: readonly Segment[];
  /** TQ1 and TQ2 */
  readonly timings: readonly Segment[];
  readonly observations: readonly ObservationGroup[];
  readonly diagnoses: readonly Segment[];
  readonly specimens: readonly SpecimenGroup[];
  readonly others: readonly Segment[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] };
type OpenSpecimen = Omit<Open<SpecimenGroup>, "observations"> & { observations: ObservationGroup[] };
type OpenOrder = Omit<Open<OrderGroup>, "specimens"> & { specimens: OpenSpecimen[] };

/** Where a patient's segments go, by name. */
const PATIENT_LISTS: ReadonlyMap<string, "visits" | "insurances" | "guarantors" | "nextOfKin" | "allergies"> = new Map([
  ["PV1", "visits"],
  ["PV2", "visits"],
  ["IN1", "insurances"],
  ["IN2", "insurances"],
  ["IN3", "insurances"],
  ["GT1", "guarantors"],
  ["NK1", "nextOfKin"],
  ["AL1", "allergies"],
] as const);

function newPatient(pid?: Segment): Open<PatientGroup> {
  const patient: Open<PatientGroup> = {
    notes: [],
    visits: [],
    insurances: [],
    guarantors: [],
    nextOfKin: [],
    allergies: [],
    diagnoses: [],
    others: [],
  };
  if (pid) patient.pid = pid;
  return patient;
}

function newOrder(patient: PatientGroup, orc: Segment | undefined, orcShared: boolean): OpenOrder {
  const order: OpenOrder = {
    patient,
    orcShared,
    notes: [],
    timings: [],
    observations: [],
    diagnoses: [],
    specimens: [],
    others: [],
  };
  if (orc) order.orc = orc;
  return order;
}

/** What one message holds: its patients in order, their order groups, and the segments before the first patient. */
export interface MessageGroups {
  readonly header: readonly Segment[];
  readonly patients: readonly PatientGroup[];
  readonly orders: readonly OrderGroup[];
}

/** Every segment of the message in its place. */
export function groupMessage(message: Message): MessageGroups {
  const header: Segment[] = [];
  const orders: OpenOrder[] = [];
  let patient = newPatient();
  const patients = [patient];
  let order: OpenOrder | undefined;
  let specimen: OpenSpecimen | undefined;
  let notes: Segment[] = header;

  const open = (orc: Segment | undefined, shared: boolean): OpenOrder => {
    order = newOrder(patient, orc, shared);
    orders.push(order);
    specimen = undefined;
    notes = order.notes;
    return order;
  };

  for (const segment of message.segments) {
    const { id } = segment;
    const list = PATIENT_LISTS.get(id);
    if (list) {
      patient[list].push(segment);
      notes = patient.notes;
      continue;
    }
    switch (id) {
      case "MSH":
      case "SFT":
        header.push(segment);
        break;
      case "NTE":
        notes.push(segment);
        break;
      case "PID":
        if (patient.pid) {
          patient = newPatient(segment);
          patients.push(patient);
          order = undefined;
        } else {
          patient.pid = segment;
        }
        specimen = undefined;
        notes = patient.notes;
        break;
      case "ORC":
        open(segment, false);
        break;
      case "OBR": {
        const target = order && !order.obr ? order : open(order?.orc, order?.orc !== undefined);
        target.obr = segment;
        notes = target.notes;
        break;
      }
      case "OBX": {
        const observation = { obx: segment, notes: [] as Segment[] };
        (specimen ?? order ?? open(undefined, false)).observations.push(observation);
        notes = observation.notes;
        break;
      }
      case "SPM":
        specimen = { spm: segment, notes: [], observations: [], containers: [] };
        (order ?? open(undefined, false)).specimens.push(specimen);
        notes = specimen.notes;
        break;
      case "SAC":
        (specimen?.containers ?? order?.others ?? patient.others).push(segment);
        break;
      case "TQ1":
      case "TQ2":
        (order?.timings ?? patient.others).push(segment);
        break;
      case "DG1":
        (order ?? patient).diagnoses.push(segment);
        notes = (order ?? patient).notes;
        break;
      default:
        (order ?? patient).others.push(segment);
    }
  }
  if (message.segments[0]?.field(9)?.startsWith("ORU")) orders.forEach(reclaimResults);
  return { header, patients, orders };
}

function reclaimResults(order: OpenOrder): void {
  if (order.observations.length > 0) return;
  for (const specimen of order.specimens) order.observations.push(...specimen.observations.splice(0));
}

/** The order groups of a message in the order sent. */
export function orderGroups(message: Message): readonly OrderGroup[] {
  return groupMessage(message).orders;
}
