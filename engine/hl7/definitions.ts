/** What the standard says about segments, fields, data types and tables, as validation asks for it. */
import { fieldType, segmentDefinitions } from "./explain";

export type Optionality = "R" | "C" | "O" | "B" | "W" | "X";
export interface FieldDefinition {
  readonly name: string;
  readonly type: string;
  readonly optionality: Optionality;
  readonly required: boolean;
  readonly repeats: boolean;
  readonly maxRepetitions?: number;
  readonly length?: number;
  readonly table?: string;
  readonly since?: string;
  readonly withdrawn?: string;
}
export interface SegmentDefinition {
  readonly name: string;
  readonly fields: readonly FieldDefinition[];
}
export interface ComponentDefinition {
  readonly name: string;
  readonly type: string;
  readonly optionality: Optionality;
  readonly length?: number;
  readonly table?: string;
}
export interface DataTypeDefinition {
  readonly name: string;
  readonly components: readonly ComponentDefinition[];
}
export interface TableDefinition {
  readonly name: string;
  readonly closed: boolean;
  readonly codes: ReadonlyMap<string, string>;
}
export function segmentDefinition(id: string, _version?: string): SegmentDefinition | undefined {
  const found = segmentDefinitions.get(id);
  return (
    found && { name: found.name, fields: found.fields.map((f) => ({ ...f, optionality: f.required ? "R" : "O" })) }
  );
}
export function dataType(_type: string, _version?: string): DataTypeDefinition | undefined {
  return undefined;
}
export function table(_number: string): TableDefinition | undefined {
  return undefined;
}
export { fieldType };
