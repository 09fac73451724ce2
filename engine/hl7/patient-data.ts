/**
 * Which fields identify a patient or their family, so that a viewer can hide them. The list follows the HIPAA safe
 * harbour identifiers: names, addresses, dates of birth, phones, numbers of every kind.
 */
import { formatPath } from "./path";
import type { Message } from "./types";

/** Field numbers, or "all" for a segment that is about nothing else. */
const PATIENT_FIELDS: Readonly<Record<string, "all" | readonly number[]>> = {
  PID: [2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 18, 19, 20, 21, 23, 29],
  PD1: "all",
  NK1: "all",
  GT1: "all",
  MRG: "all",
  PV1: [5, 19, 50],
  IN1: [8, 10, 11, 16, 18, 19, 36, 44, 49, 52],
  IN2: "all",
  IN3: "all",
  ACC: "all",
};

/** Whether field `fieldNumber` of `segmentId` identifies a patient. Segments outside the standard (Z…) count as if it did. */
export function isPatientData(segmentId: string, fieldNumber: number): boolean {
  if (segmentId.startsWith("Z")) return true;
  const fields = PATIENT_FIELDS[segmentId];
  return fields === "all" || (fields?.includes(fieldNumber) ?? false);
}

/** The valued fields of a message that identify a patient, as paths: `PID-3`, `NK1[2]-2`. */
export function maskedPaths(message: Message): string[] {
  const seen = new Map<string, number>();
  return message.segments.flatMap((segment) => {
    const occurrence = (seen.get(segment.id) ?? 0) + 1;
    seen.set(segment.id, occurrence);
    if (!/^[A-Z][A-Z0-9]{2}$/.test(segment.id)) return [];
    const paths: string[] = [];
    for (let field = 1; field <= segment.lastField; field++) {
      if (!isPatientData(segment.id, field) || !segment.field(field)) continue;
      paths.push(formatPath({ segment: segment.id, ...(occurrence > 1 && { occurrence }), field }));
    }
    return paths;
  });
}
