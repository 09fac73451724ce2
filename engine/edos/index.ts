export { type EdosEntry, type EdosFinding, isAtomic, type ReadItem } from "./entry";
export { type ComponentKeys, componentKeys, membersFirst } from "./order";
export { readEdos } from "./read";
export type { ReadOptions } from "./record";
export { type EdosOptions, writeEdos } from "./write";
