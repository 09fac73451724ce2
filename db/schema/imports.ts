/**
 * import: a file of tests and panels that is looked at and then, all or nothing, put into the compendium's draft. A worker
 *   does both; the row says how far it is and keeps what it found.
 * import file: its bytes, for as long as somebody may still import it.
 */
import { bigint, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, moment } from "./columns";
import type { ChangeAction, Item } from "./compendium";
import { users } from "./people";

export const importStates = [
  /** its turn to be read, or being read */
  "looking",
  /** read; waits for a person to take it or leave it */
  "looked",
  /** going into the draft */
  "importing",
  "imported",
  /** it could not be read */
  "failed",
  "cancelled",
] as const;
export type ImportState = (typeof importStates)[number];

/** How far the step under way is; `total` 0 where that is not known. */
export type ImportProgress = { step: "waiting" | "reading" | "checking" | "drafting"; done: number; total: number };

/**
 * What a look at the file found; only the first changes, findings and warnings are kept, all are counted. Looks of before
 * there were warnings have none.
 */
export type ImportLook = {
  format: string;
  total: number;
  unchanged: number;
  counts: Partial<Record<ChangeAction, number>>;
  changes: { item: Item; before: Item | null; action: ChangeAction; place: string }[];
  findings: { place: string; field: string; text: string }[];
  moreFindings: number;
  warnings?: { place: string; field: string; text: string }[];
  moreWarnings?: number;
};

export const compendiumImports = pgTable(
  "compendium_imports",
  {
    id: text("id").primaryKey(),
    fileName: text("file_name").notNull(),
    /** In bytes. */
    size: integer("size").notNull(),
    sha256: text("sha256").notNull(),
    state: text("state").$type<ImportState>().notNull(),
    progress: jsonb("progress").$type<ImportProgress>().notNull(),
    /** Headings of a table and what a person took each for; null: as they were known. */
    columns: jsonb("columns").$type<{ head: string[]; match: (string | null)[] }>(),
    look: jsonb("look").$type<ImportLook>(),
    why: text("why").notNull().default(""),
    /** How many items of the draft it changed. */
    changed: integer("changed"),
    /** Why it failed or stopped, in plain words. */
    failure: text("failure"),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    finishedAt: moment("finished_at"),
    /** Counted before each try, so that a file that kills the process is counted too. */
    tries: integer("tries").notNull().default(0),
    /** The runner's lease, as a replay has one. */
    owner: text("owner"),
    epoch: bigint("epoch", { mode: "number" }).notNull().default(0),
    expiresAt: moment("expires_at"),
  },
  (table) => [
    index("compendium_imports_created").on(table.createdAt),
    index("compendium_imports_state").on(table.state, table.createdAt),
  ],
);

export const importFiles = pgTable("compendium_import_files", {
  importId: text("import_id")
    .primaryKey()
    .references(() => compendiumImports.id, { onDelete: "cascade" }),
  content: bytes("content").notNull(),
});
