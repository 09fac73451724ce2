/**
 * HL7 v2: parse, read, change, write, split, acknowledge. Pure; imports nothing of ours.
 *
 * Start with {@link parse}, read with {@link get}, change with {@link set}, and {@link encode} to bytes again.
 */
export { type AckOptions, buildAck, buildReply, type ReplyOptions } from "./ack";
export {
  ACK_CODES,
  type AckCode,
  type AckKind,
  type AckMode,
  ackCodeFor,
  acknowledgmentMode,
  acknowledgmentsDue,
  type ReplyType,
  replyTypeFor,
} from "./ack-codes";
export { type BuildOptions, buildMessage, encodeText, type SegmentDraft, segmentsText } from "./build";
export { CLIA_ITEMS, type CliaItem, type CliaReport, cliaReport } from "./clia";
export { DEFAULT_DELIMITERS } from "./delimiters";
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
export { differingFields, type FieldDifference } from "./difference";
export { type DtmPrecision, formatDtm, parseDtm } from "./dtm";
export { type EscapeOptions, escapeText, unescapeText } from "./escape";
export { type ExplainedCode, type ExplainedPart, type Explanation, explain } from "./explain";
export type { BatchInfo, FileBatch, FilePart, SplitOptions } from "./file-scanner";
export { FINDINGS, type FindingCode } from "./findings";
export { structureNames } from "./grammar";
export {
  groupMessage,
  type MessageGroups,
  type ObservationGroup,
  type OrderGroup,
  orderGroups,
  type PatientGroup,
  type SpecimenGroup,
} from "./group";
export { findInGroups } from "./group-path";
export { normalisedHashInput } from "./normalise";
export { type ParseOptions, parse } from "./parse";
export {
  type CompiledPath,
  compilePath,
  type FieldPath,
  formatPath,
  type GroupStep,
  type Path,
  parseFieldPath,
  parsePath,
} from "./path";
export { isPatientData, maskedPaths } from "./patient-data";
export type {
  Condition,
  Profile,
  ProfileCheck,
  ProfileResult,
  ReadProfile,
  ReadRule,
  Rule,
  Usage,
} from "./profile";
export { BUILT_IN_PROFILES } from "./profiles";
export {
  countRepetitions,
  countSegments,
  each,
  get,
  getAll,
  getAllIn,
  getIn,
  getRaw,
  getRawIn,
  NULL_VALUE,
  type PlacedValue,
  part,
  rawAt,
  segments,
  valueAt,
} from "./read";
export { builtInProfile, readProfile } from "./read-profile";
export type { Segment } from "./segment";
export { hasValue, putValue, someText, type Value, type Values } from "./segment-values";
export { type FileContents, type FileMessage, splitFile } from "./split-file";
export { splitStream } from "./split-stream";
export { type GroupNode, type MessageStructure, type SegmentNode, type StructureNode, structure } from "./structure";
export type {
  ByteCodec,
  Charset,
  Delimiters,
  Finding,
  Form,
  MalformedCode,
  Message,
  ParseResult,
  Severity,
  Surround,
} from "./types";
export { validate } from "./validate";
export { encode, set, textOf } from "./write";
