/**
 * Which segments the rules of a scope may look at. A template's map numbers the segment names that its rules read, once;
 * a frame holds the segments in reach by that number, so that a rule finds its own by index.
 */
import { groupMessage, type Message, type OrderGroup, type PatientGroup, type Segment } from "~/engine/hl7";
import { NOTES_AFTER_HEADER } from "./transform";

/** The segments in reach, nearest first, by slot. */
export type Frame = readonly (readonly Segment[])[];
type OpenFrame = (readonly Segment[])[];

/** The number of each segment name within the frames of one map. */
export type Slots = Map<string, number>;

/** What the scopes are about; these slots every map has. */
const NAMES = ["NTE", NOTES_AFTER_HEADER, "ORC", "OBR", "TQ1", "DG1", "SPM", "OBX", "IN1"] as const;
type SlotName = (typeof NAMES)[number];
/** Slot of each segment that scopes are about. */
export const SLOT = Object.fromEntries(NAMES.map((name, slot) => [name, slot])) as Readonly<Record<SlotName, number>>;

/** Slots for a map whose rules are not read yet. */
export const newSlots = (): Slots => new Map(NAMES.map((name) => [name, SLOT[name]]));

/** The slot of a segment name, a new one when a rule names it for the first time. */
export function slotOf(slots: Slots, name: string): number {
  const known = slots.get(name) ?? slots.size;
  slots.set(name, known);
  return known;
}

const none: readonly Segment[] = [];

/** A message's segments by the scopes that read them. */
export interface Reaches {
  readonly patients: readonly PatientGroup[];
  /** With an OBR. */
  readonly orders: readonly OrderGroup[];
  readonly allOrders: readonly OrderGroup[];
  readonly message: Frame;
  test(order: OrderGroup): Frame;
}

function sort(segments: readonly Segment[], slots: Slots, frame: OpenFrame): void {
  for (const segment of segments) {
    const slot = slots.get(segment.id);
    if (slot === undefined) continue;
    const same = frame[slot] as Segment[];
    if (same === none) frame[slot] = [segment];
    else same.push(segment);
  }
}

const one = (segment: Segment | undefined) => (segment ? [segment] : none);
const isNote = (segment: Segment) => segment.id === "NTE";

function testFrame(message: Frame, order: OrderGroup, slots: Slots): Frame {
  const frame: OpenFrame = message.slice();
  if (order.others.length > 0) {
    for (const { id } of order.others) {
      const slot = slots.get(id);
      if (slot !== undefined) frame[slot] = none;
    }
    sort(order.others, slots, frame);
  }
  frame[SLOT.ORC] = one(order.orc);
  frame[SLOT.OBR] = one(order.obr);
  frame[SLOT.NTE] = order.notes;
  frame[SLOT.TQ1] = order.timings.filter((segment) => segment.id === "TQ1");
  frame[SLOT.DG1] = order.diagnoses;
  frame[SLOT.SPM] = order.specimens.map((specimen) => specimen.spm);
  frame[SLOT.OBX] = order.observations.map((observation) => observation.obx);
  return frame;
}

/** @param headerNotesApart the notes after the header are not counted among the patient's */
export function reachesOf(message: Message, slots: Slots, headerNotesApart: boolean): Reaches {
  const { orders, patients, header } = groupMessage(message);
  const frame: OpenFrame = new Array<readonly Segment[]>(slots.size).fill(none);
  sort(message.segments, slots, frame);
  const headerNotes = header.filter(isNote);
  const patientNotes = patients.flatMap((patient) => patient.notes);
  frame[SLOT[NOTES_AFTER_HEADER]] = headerNotes;
  frame[SLOT.NTE] = headerNotesApart ? patientNotes : [...headerNotes, ...patientNotes];
  return {
    patients,
    orders: orders.filter((order) => order.obr !== undefined),
    allOrders: orders,
    message: frame,
    test: (order) => testFrame(frame, order, slots),
  };
}

/** A frame narrowed to one segment, and its notes when it has some. */
export function within(frame: Frame, slot: number, segment: Segment, notes: readonly Segment[] = none): Frame {
  const narrow: OpenFrame = frame.slice();
  narrow[SLOT.NTE] = notes;
  narrow[slot] = [segment];
  return narrow;
}
