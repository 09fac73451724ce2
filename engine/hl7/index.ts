/**
 * HL7 v2: parse, read, change, write, split, acknowledge. Pure; imports nothing of ours.
 *
 * Start with {@link parse}, read with {@link get}, change with {@link set}, and {@link encode} to bytes again.
 */
export { ACK_CODES, type AckCode, type AckOptions, buildAck } from "./ack";
export { type BuildOptions, buildMessage, DEFAULT_DELIMITERS, type SegmentDraft } from "./build";
export { describe, type MessageDescription } from "./describe";
export {
  type ComponentDefinition,
  type DataTypeDefinition,
  dataType,
  dataTypeIds,
  type FieldDefinition,
  fieldDefinition,
  fieldType,
  type Optionality,
  publishedVersion,
  type SegmentDefinition,
  segmentDefinition,
  segmentIds,
  type TableDefinition,
  table,
  tableNumbers,
} from "./dictionary";
export { type DtmPrecision, formatDtm, parseDtm } from "./dtm";
export { type EscapeOptions, escapeText, unescapeText } from "./escape";
export { type ExplainedCode, type ExplainedPart, type Explanation, explain } from "./explain";
export {
  groupMessage,
  type MessageGroups,
  type ObservationGroup,
  type OrderGroup,
  orderGroups,
  type PatientGroup,
  type SpecimenGroup,
} from "./group";
export { normalisedHashInput } from "./normalise";
export { parse } from "./parse";
export { type FieldPath, formatPath, type Path, parseFieldPath, parsePath } from "./path";
export { isPatientData, maskedPaths } from "./patient-data";
export {
  countRepetitions,
  countSegments,
  get,
  getAll,
  getAllIn,
  getIn,
  getRaw,
  getRawIn,
  NULL_VALUE,
  part,
  rawAt,
  segments,
  valueAt,
} from "./read";
export type { Segment } from "./segment";
export { type BatchInfo, type FileBatch, type FileContents, type FileMessage, splitFile } from "./split-file";
export type {
  Charset,
  Delimiters,
  Finding,
  MalformedCode,
  Message,
  ParseResult,
  Severity,
} from "./types";
export { encode, set, textOf } from "./write";
