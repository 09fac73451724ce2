/** Data types and their components, for any version of HL7 v2. */
import { DATA_TYPE_ROWS } from "./data-type-rows";
import { type Optionality, readBlocks, rowsIn } from "./rows";
import { isBefore, publishedVersion, type Version } from "./versions";

export interface ComponentDefinition {
  readonly name: string;
  readonly type: string;
  readonly optionality: Optionality;
  /** Most characters; only where the standard's limit is a hard one. */
  readonly length?: number;
  /** Number of the HL7 table, such as `0203`. */
  readonly table?: string;
}

export interface DataTypeDefinition {
  readonly name: string;
  /** Index 0 is component 1; empty for a primitive type. */
  readonly components: readonly ComponentDefinition[];
}

/** Types that were replaced in all components at once, in v2.6. IS was not: HD.1 is one still. */
const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ["TS", "DTM"],
  ["CE", "CWE"],
]);

function typeIn(type: string, version: Version): string {
  return (!isBefore(version, "2.6") && SUCCESSORS.get(type)) || type;
}

let blocks: ReturnType<typeof readBlocks> | undefined;
/** By version, then by name. */
const definitions = new Map<Version, Map<string, DataTypeDefinition>>();

function typeBlocks(): ReturnType<typeof readBlocks> {
  blocks ??= readBlocks(DATA_TYPE_ROWS);
  return blocks;
}

/** Names of every data type the dictionary knows. */
export function dataTypeIds(): string[] {
  return [...typeBlocks().keys()];
}

/** A data type as `version` has it (2.5.1 when absent); undefined when the dictionary does not know it. */
export function dataType(type: string, version?: string): DataTypeDefinition | undefined {
  const published = publishedVersion(version);
  const known = definitions.get(published)?.get(type);
  if (known) return known;
  const block = typeBlocks().get(type);
  if (!block) return undefined;
  const components = rowsIn(block, published).map(({ name, type, optionality, length, table }) => ({
    name,
    type: typeIn(type, published),
    optionality,
    ...(length !== undefined && { length }),
    ...(table && { table }),
  }));
  const definition = { name: block.name, components };
  const others = definitions.get(published) ?? new Map<string, DataTypeDefinition>();
  definitions.set(published, others.set(type, definition));
  return definition;
}
