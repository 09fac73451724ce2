import type { View } from "../data/ViewTabs";

/** One line of a difference: a field with what it was and what it is to be, in words. */
export interface FieldLine {
  field: string;
  label: string;
  from: string;
  to: string;
}

/** What the draft does to an item. */
export type ChangeKind = "add" | "change" | "discontinue" | "restore";

/** What is in the draft, and whom it reaches. */
export interface DraftSummary {
  /** The name it will be published under. */
  name: string;
  counts: Record<ChangeKind, number>;
  total: number;
  connections: number;
  /** "on Tue 1 Dec", or as soon as it is published. */
  when: string;
  /** Such as "2 practices still order VITD"; nothing ends unnoticed. */
  stillOrdered: string | null;
  version: number;
}

/** The frame of every page of the compendium. */
export interface CompendiumFrame {
  lead: string;
  /** What is loaded of LOINC: "LOINC 2.80". */
  loinc: string;
  views: (View & { key: string })[];
  draft: DraftSummary | null;
  canEdit: boolean;
  nonce: string;
}

/** A field of a grid's row: as it will be, with what it was where the draft changes it. */
export interface Cell {
  now: string;
  was?: string;
  /** As it is typed. */
  typed: string;
  /** What a code stands for. */
  name?: string;
  /** What is to be said of it, such as that LOINC has given a code up. */
  warning?: string;
}

export type GridField =
  | "name"
  | "shortName"
  | "specimen"
  | "container"
  | "volume"
  | "stability"
  | "turnaroundDays"
  | "cpt"
  | "loinc"
  | "listPriceCents";

/** One test of the grid. */
export interface TestRow {
  code: string;
  href: string;
  change: ChangeKind | null;
  cells: Record<GridField, Cell>;
  status: "active" | "discontinued";
  /** The day it ends, in words. */
  endsOn: string | null;
  replacement: string | null;
  offeredTo: number;
  /** Of the draft's change that is shown; 0 where there is none. */
  version: number;
}

/** An item as it was before an edit, for undoing it; null: as it is in force. */
export interface UndoEntry {
  code: string;
  item: unknown;
  version: number;
}

/** What somebody else made of an item meanwhile, against what was to be saved. */
export interface Conflict {
  code: string;
  by: string;
  at: string;
  version: number;
  /** The newest release by then. */
  release: number;
  lines: { field: string; label: string; theirs: string; mine: string }[];
}

/** What an edit in the grid came to. */
export type GridResult =
  | { kind: "done"; words: string; undo: UndoEntry[] }
  | { kind: "wrong"; message: string; problems: { code: string; message: string }[] }
  | { kind: "conflict"; conflicts: Conflict[] };

/** One item in a difference. */
export interface ItemChange {
  kind: "test" | "panel";
  code: string;
  name: string;
  action: ChangeKind;
  lines: FieldLine[];
  href: string;
  why: string;
  by: string | null;
  at: string | null;
  /** Of the draft's change; absent in releases. */
  version?: number;
}

/** A LOINC term as people tell it from others. */
export interface LoincLine {
  code: string;
  name: string;
  /** Component, system, property and method. */
  parts: string;
  /** An example, UCUM. */
  unit: string;
  /** Why it should not be used; null where it may. */
  warning: string | null;
}

/** Terms that fit what was typed, in the table that is loaded. */
export interface LoincFound {
  search: string;
  found: LoincLine[];
  /** Whether the table is a release of LOINC: a code it lacks is then none of LOINC's. */
  whole: boolean;
  version: string;
}

/** What became of a file of LOINC's. */
export type LoincLoaded =
  | { kind: "done"; what: "terms" | "replacements"; version: string; count: number }
  | { kind: "wrong"; place: string; field: string; text: string }
  | { kind: "unreadable"; reason: string };
