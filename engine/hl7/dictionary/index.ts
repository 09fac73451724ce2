/** What the standard says about segments, fields, data types and tables, in any version of HL7 v2. */
export { type ComponentDefinition, type DataTypeDefinition, dataType, dataTypeIds } from "./data-types";
export type { Optionality } from "./rows";
export {
  type FieldDefinition,
  fieldDefinition,
  fieldType,
  type SegmentDefinition,
  segmentDefinition,
  segmentIds,
} from "./segments";
export { type TableDefinition, table, tableNumbers } from "./tables";
export { DEFAULT_VERSION, LATEST_VERSION, publishedVersion, VERSIONS, type Version } from "./versions";
