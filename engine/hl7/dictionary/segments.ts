/** Segments and their fields, for any version of HL7 v2. */
import { type Optionality, type Row, readBlocks, rowsIn } from "./rows";
import { CARE_SEGMENTS } from "./segments-care";
import { CONTROL_SEGMENTS } from "./segments-control";
import { FINANCE_SEGMENTS } from "./segments-finance";
import { MASTER_SEGMENTS } from "./segments-master";
import { ORDER_SEGMENTS } from "./segments-orders";
import { PATIENT_SEGMENTS } from "./segments-patient";
import { QUERY_SEGMENTS } from "./segments-query";
import { isBefore, publishedVersion, type Version } from "./versions";

/** A field of the standard, as one version has it. */
export interface FieldDefinition {
  readonly name: string;
  /** Data type, such as `CWE`; `varies` when another field or the query decides. */
  readonly type: string;
  readonly optionality: Optionality;
  readonly required: boolean;
  readonly repeats: boolean;
  /** Absent when the standard sets no limit. */
  readonly maxRepetitions?: number;
  /** Most characters; only where the standard's limit is a hard one. */
  readonly length?: number;
  /** Number of the HL7 table, such as `0085`. */
  readonly table?: string;
  /** What the field holds, in plain words. */
  readonly description: string;
  /** First version that has the field; absent when all have it. */
  readonly since?: string;
  /** First version without the field. */
  readonly withdrawn?: string;
}

/** A segment of the standard, as one version has it. */
export interface SegmentDefinition {
  readonly name: string;
  /** What the segment is for, in plain words. */
  readonly description: string;
  /** First version that has the segment; absent when all have it. */
  readonly since?: string;
  /** Index 0 is field 1. */
  readonly fields: readonly FieldDefinition[];
}

/** Types that were replaced in all fields at once: TS and CE in v2.6, IS in v2.7 (chapter 2A of each). */
const SUCCESSORS: ReadonlyMap<string, { readonly type: string; readonly since: string }> = new Map([
  ["TS", { type: "DTM", since: "2.6" }],
  ["CE", { type: "CWE", since: "2.6" }],
  ["IS", { type: "CWE", since: "2.7" }],
]);

/** What stood in a field before v2.3 brought the extended types. */
const PREDECESSORS: ReadonlyMap<string, string> = new Map([
  ["XPN", "PN"],
  ["XAD", "AD"],
  ["XTN", "TN"],
  ["XCN", "CN"],
  ["XON", "ST"],
  ["HD", "ST"],
]);

function typeIn(type: string, version: Version): string {
  const successor = SUCCESSORS.get(type);
  if (successor && !isBefore(version, successor.since)) return successor.type;
  return (isBefore(version, "2.3") && PREDECESSORS.get(type)) || type;
}

function field(row: Row, segmentSince: string | undefined, version: Version): FieldDefinition {
  const since = row.since ?? segmentSince;
  return {
    ...row,
    type: typeIn(row.type, version),
    required: row.optionality === "R",
    ...(since && { since }),
  };
}

let blocks: ReturnType<typeof readBlocks> | undefined;
/** By version, then by id. */
const definitions = new Map<Version, Map<string, SegmentDefinition>>();

/** Read on first use, so that importing the library costs nothing. */
function segmentBlocks(): ReturnType<typeof readBlocks> {
  blocks ??= readBlocks(
    CONTROL_SEGMENTS,
    PATIENT_SEGMENTS,
    ORDER_SEGMENTS,
    MASTER_SEGMENTS,
    FINANCE_SEGMENTS,
    QUERY_SEGMENTS,
    CARE_SEGMENTS,
  );
  return blocks;
}

/** Ids of every segment the dictionary knows. */
export function segmentIds(): string[] {
  return [...segmentBlocks().keys()];
}

/**
 * A segment as `version` has it; undefined when the dictionary does not know it. `version` is what MSH-12 says, 2.5.1
 * when it says nothing. A segment that is younger than the version is given as it began, because partners adopt
 * segments early (SPM in 2.3.1 messages, for one).
 */
export function segmentDefinition(id: string, version?: string): SegmentDefinition | undefined {
  const published = publishedVersion(version);
  const known = definitions.get(published)?.get(id);
  if (known) return known;
  const block = segmentBlocks().get(id);
  if (!block) return undefined;
  const { name, description, since } = block;
  const fields = rowsIn(block, published).map((row) => field(row, since, published));
  const definition = { name, description, ...(since && { since }), fields };
  const others = definitions.get(published) ?? new Map<string, SegmentDefinition>();
  definitions.set(published, others.set(id, definition));
  return definition;
}

/** Field `number` (from 1) of a segment; undefined when the version has no such field. */
export function fieldDefinition(id: string, number: number, version?: string): FieldDefinition | undefined {
  return segmentDefinition(id, version)?.fields[number - 1];
}

/** Data type of a field; undefined when the version has no such field. */
export function fieldType(id: string, number: number, version?: string): string | undefined {
  return fieldDefinition(id, number, version)?.type;
}
