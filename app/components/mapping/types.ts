/**
 * What the mapping editor and the server say to each other.
 *
 * - flow: the direction of a template's rules that is open, orders or results
 * - place: one row of the source or target tree, named by its path
 * - link: a rule with the places it read and the places it filled in the chosen sample
 * - edit: number of the change the editor asked about; an answer about an older one is dropped
 */
import type { Hl7Segment } from "../hl7/lines";

export type Flow = "orders" | "results";

/** A rule as it stands in the template. Only what the form edits is named; the rest is kept as it is. */
export interface RuleBody {
  name: string;
  to: string;
  from?: string | string[] | undefined;
  each?: string | undefined;
  when?: unknown;
  default?: string | undefined;
  constant?: string | undefined;
  required?: boolean | undefined;
  transform?: unknown;
  /** Takes the lists of all its places together. */
  all?: boolean | undefined;
  note?: string | undefined;
}

/** One line of a code table: the code in the messages, and the contract's word for it. */
export interface TableRowBody {
  code: string;
  value: string;
  note?: string | undefined;
}

export interface TableBody {
  title?: string | undefined;
  rows: TableRowBody[];
}

/** What is said of all rules of a direction. */
export interface MapParts {
  messageType?: string | undefined;
  hl7Version?: string | undefined;
  ignore?: string[] | undefined;
  /** JSON bodies: where the items of a scope are. */
  lists?: Record<string, string | undefined> | undefined;
}

export interface MapBody extends MapParts {
  rules?: RuleBody[] | undefined;
  remove?: string[] | undefined;
}

/** What is said of a template besides its rules. */
export interface AboutBody {
  title?: string | undefined;
  description?: string | undefined;
  side?: string | undefined;
  mode?: string | undefined;
  format?: string | undefined;
  hl7Version?: string | undefined;
  sources?: { title: string; url?: string | undefined }[] | undefined;
}

export interface SampleBody {
  name: string;
  kind: "order" | "result";
  message: string;
}

/** A template as its author wrote it; what the editor does not touch is carried along. */
export interface TemplateBody extends AboutBody {
  name: string;
  title: string;
  extends?: string | undefined;
  orders?: MapBody | undefined;
  results?: MapBody | undefined;
  tables?: Record<string, TableBody> | undefined;
  samples: SampleBody[];
  [other: string]: unknown;
}

/** Where a rule comes from: this template, its base, or this template in place of its base's. */
export type Origin = "own" | "inherited" | "override";

export interface EffectiveRule {
  rule: RuleBody;
  origin: Origin;
  /** Place in the order the rules run, from 1. */
  number: number;
}

export interface PlaceRow {
  /** Path, unique in its tree: `OBR[2]-4.1`, `tests[0].code`; of a group `OBR[2]`, `tests[0]`. */
  key: string;
  kind: "group" | "value";
  depth: number;
  label: string;
  name: string;
  /** Empty when masked. */
  value: string;
  masked: boolean;
  /** A number or a word of JSON, which stands without quotation marks. */
  bare?: boolean | undefined;
  /** `unused`: it carries something no rule reads. `missing`: it is required and not there. */
  use: "used" | "unused" | "plain" | "missing";
}

export interface Link {
  rule: string;
  from: string[];
  to: string[];
}

export interface EditorFinding {
  key: string;
  tone: "stop" | "warn";
  /** "Required", "Check", "Broken". */
  word: string;
  /** The place it is about; empty for the template as a whole. */
  path: string;
  rule?: string | undefined;
  message: string;
  /** The code table that lacks a code. */
  table?: string | undefined;
}

/** A code of the message that its table does not list. */
export interface TableMiss {
  table: string;
  rule: string;
  /** Where it was met first. */
  path: string;
  /** Empty when it is masked. */
  code: string;
  count: number;
}

/** A source field that carries data and that no rule reads. */
export interface UnmappedPlace {
  path: string;
  name: string;
  /** A rule that reads it; whole when `suggested`, else without a place to go to. */
  rule: RuleBody;
  suggested: boolean;
}

export interface Tree {
  /** "Message", "Order", "Result". */
  title: string;
  facts: string;
  rows: PlaceRow[];
}

export interface Evaluation {
  flow: Flow;
  source: Tree;
  /** Null when the sample could not be mapped; the findings say why. */
  target: Tree | null;
  /** Rows for required places that stayed empty. */
  missing: PlaceRow[];
  /** What goes out. */
  output:
    | { kind: "hl7"; segments: Hl7Segment[]; facts: string }
    | { kind: "json"; value: unknown; facts: string }
    | null;
  required: { filled: number; total: number };
  links: Link[];
  findings: EditorFinding[];
  unmapped: UnmappedPlace[];
  misses: TableMiss[];
}

export type EvaluateAnswer =
  | { kind: "evaluated"; edit: number; evaluation: Evaluation }
  /** The template cannot run, or the sample cannot be read: what was seen last stays. */
  | { kind: "broken"; edit: number; findings: EditorFinding[] };

export interface SampleRun {
  name: string;
  kind: string;
  ok: boolean;
  required: string;
  unmapped: number;
  findings: string[];
}

export type SamplesAnswer =
  | { kind: "ran"; edit: number; runs: SampleRun[]; skipped: number }
  | { kind: "broken"; edit: number; findings: EditorFinding[] };

/** The message the rules are tried on. */
export type SampleChoice =
  | { kind: "sample"; index: number }
  | { kind: "message"; id: string }
  | { kind: "pasted"; text: string };

/** A stored message of a connection that runs the template. */
export interface StoredMessage {
  id: string;
  flow: Flow;
  /** When it came. */
  at: string;
  label: string;
}

export interface TransformOption {
  name: string;
  type: string;
  description: string;
  default?: string | undefined;
  choices?: string[] | undefined;
}

export interface TransformChoice {
  name: string;
  title: string;
  description: string;
  /** It gives a list. */
  list: boolean;
  /** It gives the value a shape, so it has to be the first of several. */
  shape: boolean;
  /** The table it looks codes up in. */
  table?: string | undefined;
  options: TransformOption[];
}

/** A code table that every template has. */
export interface BuiltInTable {
  name: string;
  title: string;
  rows: TableRowBody[];
}

/** A path the editor can complete, with what it means. */
export interface PathChoice {
  path: string;
  name: string;
  /** Of an HL7 field: its data type, for its components. */
  type?: string | undefined;
}

/** What can be said in a rule. */
export interface Vocabulary {
  transforms: TransformChoice[];
  /** Lists a rule is applied to once per item; `prefix` is where they are in the contract: `tests[].`. */
  scopes: { value: string; label: string; prefix: string }[];
  hl7Paths: Record<Flow, PathChoice[]>;
  /** Names of the components of each data type. */
  hl7Types: Record<string, string[]>;
  contractPaths: Record<Flow, PathChoice[]>;
  tables: BuiltInTable[];
}

/** What an imported list would make of a table's rows; nothing is taken while one row is wrong. */
export type TableImport =
  | {
      kind: "preview";
      /** The table's rows afterwards. */
      rows: TableRowBody[];
      added: TableRowBody[];
      changed: { code: string; before: TableRowBody; after: TableRowBody }[];
      removed: TableRowBody[];
      unchanged: number;
      reordered: boolean;
    }
  | { kind: "wrong"; problems: { line: number; message: string }[] };

export type SaveAnswer =
  | { kind: "saved"; revision: number; at: string }
  | { kind: "conflict"; by: string; at: string; revision: number; body: TemplateBody }
  | { kind: "invalid"; message: string }
  | { kind: "gone" };

/** A template as a whole, with all it builds on: the base, or the version published last. */
export interface RuleSet {
  /** "Generic ORM 2.5.1" or "1.2.0". */
  label: string;
  orders: RuleBody[];
  results: RuleBody[];
  tables: Record<string, TableBody>;
  samples: SampleBody[];
  maps: Record<Flow, MapParts>;
  about: AboutBody;
}

export interface MappingEditorProps {
  name: string;
  title: string;
  /** Version the draft is to become, or "draft". */
  draftLabel: string;
  /** Version published last, and how many connections run it. */
  runs: string;
  body: TemplateBody;
  revision: number;
  savedAt: string;
  side: "emr" | "lis";
  format: "hl7" | "json";
  base: RuleSet | null;
  published: RuleSet | null;
  messages: StoredMessage[];
  vocabulary: Vocabulary;
  evaluateHref: string;
  draftHref: string;
  /** A table's address is its name behind this: read for its CSV, posted to for the preview of an import. */
  tablesHref: string;
  pageHref: string;
  canPublish: boolean;
  nonce: string;
  errors?: Record<string, string>;
}
