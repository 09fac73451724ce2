/**
 * compendium: the lab's catalogue of what can be ordered and what comes back.
 * test: one orderable with its own code. panel: several tests or panels under one code, at a preferred price.
 * item: a test or a panel, whole. Tests and panels hold what is in force.
 * draft: what is being changed, item by item; nothing of it is in force.
 * release: what was published, numbered and never changed; with what each item was before and is after.
 * revision: a number that grows with every item that comes into force, so evidence can say which catalogue it was made with.
 */
import { sql } from "drizzle-orm";
import { boolean, date, index, integer, jsonb, pgTable, primaryKey, serial, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { practices, users } from "./people";

export const testStatuses = ["active", "discontinued"] as const;
export type TestStatus = (typeof testStatuses)[number];

/** What a value is normal between, for whom; the bounds are as printed, since some read "<5". Ages are years. */
export type ReferenceRange = {
  sex: "any" | "female" | "male";
  ageFrom: number | null;
  ageTo: number | null;
  low: string;
  high: string;
  text: string;
};

/** One value a test reports. The unit is UCUM. */
export type ResultComponent = {
  code: string;
  name: string;
  loinc: string;
  unit: string;
  ranges: ReferenceRange[];
};

/** What is asked when a test is ordered (AOE, ask at order entry); the answer comes as OBX. */
export type OrderQuestion = {
  code: string;
  text: string;
  answer: "text" | "number" | "date" | "choice";
  choices: string[];
  required: boolean;
};

/** A price of a named list from a day on, ISO 8601. The standard list's price of today is the item's own. */
export type ListedPrice = { list: string; cents: number; from: string };

/** A test, whole: what a draft changes and a release keeps. Days are ISO 8601 dates. */
export type TestItem = {
  code: string;
  name: string;
  shortName: string;
  synonyms: string[];
  specimen: string;
  container: string;
  volume: string;
  stability: string;
  turnaroundDays: number;
  cpt: string;
  loinc: string;
  components: ResultComponent[];
  questions: OrderQuestion[];
  listPriceCents: number;
  prices: ListedPrice[];
  status: TestStatus;
  /** From this day on it cannot be ordered; it is still active before. */
  discontinuedOn: string | null;
  replacementCode: string | null;
  /** It cannot be ordered before this day. */
  orderableFrom: string | null;
};

/** A panel, whole. Its members are tests or other panels. */
export type PanelItem = {
  code: string;
  name: string;
  shortName: string;
  members: string[];
  preferredPriceCents: number;
  /** Whether every client may order it or only the practices named. */
  scope: "all" | "practices";
  practiceIds: string[];
  /** The person of Sales who answers for it. */
  salesOwnerId: string | null;
  status: TestStatus;
  discontinuedOn: string | null;
  replacementCode: string | null;
};

export type Item = ({ kind: "test" } & TestItem) | ({ kind: "panel" } & PanelItem);
export type ItemKind = Item["kind"];

export const tests = pgTable(
  "tests",
  {
    code: text("code").primaryKey(),
    name: text("name").notNull(),
    shortName: text("short_name").notNull().default(""),
    synonyms: text("synonyms").array().notNull().default([]),
    specimen: text("specimen").notNull(),
    container: text("container").notNull(),
    volume: text("volume").notNull(),
    stability: text("stability").notNull().default(""),
    turnaroundDays: integer("turnaround_days").notNull(),
    cpt: text("cpt").notNull(),
    loinc: text("loinc").notNull(),
    components: jsonb("components").$type<ResultComponent[]>().notNull().default([]),
    questions: jsonb("questions").$type<OrderQuestion[]>().notNull().default([]),
    listPriceCents: integer("list_price_cents").notNull(),
    prices: jsonb("prices").$type<ListedPrice[]>().notNull().default([]),
    status: text("status").$type<TestStatus>().notNull(),
    discontinuedOn: date("discontinued_on"),
    replacementCode: text("replacement_code"),
    orderableFrom: date("orderable_from"),
    /** What a search looks in: code, names, synonyms, LOINC and CPT, in small letters. */
    search: text("search").generatedAlwaysAs(sql`compendium_search_text(code, name, short_name, synonyms, loinc, cpt)`),
    /** The revision that last touched this test. */
    revision: integer("revision").notNull(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [index("tests_name").on(table.name), index("tests_specimen").on(table.specimen)],
);

export const panels = pgTable("panels", {
  code: text("code").primaryKey(),
  name: text("name").notNull(),
  shortName: text("short_name").notNull().default(""),
  members: text("members").array().notNull(),
  preferredPriceCents: integer("preferred_price_cents").notNull(),
  scope: text("scope").$type<PanelItem["scope"]>().notNull().default("all"),
  practiceIds: text("practice_ids").array().notNull().default([]),
  salesOwnerId: text("sales_owner_id").references(() => users.id),
  status: text("status").$type<TestStatus>().notNull(),
  discontinuedOn: date("discontinued_on"),
  replacementCode: text("replacement_code"),
  revision: integer("revision").notNull(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

export const compendiumRevisions = pgTable(
  "compendium_revisions",
  {
    revision: serial("revision").primaryKey(),
    code: text("code").notNull(),
    change: jsonb("change").$type<Record<string, { from: unknown; to: unknown }>>().notNull(),
    changedBy: text("changed_by").references(() => users.id),
    /** The release it came with; null for changes from before there were releases. */
    release: integer("release"),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("compendium_revisions_release").on(table.release, table.code)],
);

/** The draft as a whole; there is one at a time, and its row stays when it is empty. */
export const compendiumDraft = pgTable("compendium_draft", {
  id: integer("id").primaryKey(),
  /** Grows with each change, so that what was reviewed can be told from what came after. */
  version: integer("version").notNull().default(0),
  notes: text("notes").notNull().default(""),
  /** The day it is to come into force; null: as soon as it is published. */
  effectiveOn: date("effective_on"),
  reviewAskedBy: text("review_asked_by").references(() => users.id),
  reviewAskedAt: moment("review_asked_at"),
  reviewedBy: text("reviewed_by").references(() => users.id),
  reviewedAt: moment("reviewed_at"),
  /** The version the reviewer has seen; a later one has not been reviewed. */
  reviewedVersion: integer("reviewed_version"),
  /** Everybody who has changed something of it: none of them may review it. */
  editors: text("editors").array().notNull().default([]),
});

/** One item as it is to be. */
export const draftChanges = pgTable(
  "compendium_draft_changes",
  {
    kind: text("kind").$type<ItemKind>().notNull(),
    code: text("code").notNull(),
    item: jsonb("item").$type<Item>().notNull(),
    /** The revision in force it was made from; null for a new item. */
    baseRevision: integer("base_revision"),
    /** Grows with each edit: who saves over another's edit is told. */
    version: integer("version").notNull(),
    why: text("why").notNull().default(""),
    changedBy: text("changed_by").references(() => users.id),
    changedAt: moment("changed_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.code] })],
);

export const changeActions = ["add", "change", "discontinue", "restore"] as const;
export type ChangeAction = (typeof changeActions)[number];

export const releases = pgTable("compendium_releases", {
  number: integer("number").primaryKey(),
  /** Year and month it comes into force, such as 2026.12; a second one of the month is 2026.12.2. */
  name: text("name").notNull().unique(),
  notes: text("notes").notNull(),
  effectiveOn: date("effective_on").notNull(),
  /** When its items came into force; null while it waits for its day. */
  inForceAt: moment("in_force_at"),
  publishedBy: text("published_by").references(() => users.id),
  publishedAt: moment("published_at").notNull().defaultNow(),
  reviewedBy: text("reviewed_by").references(() => users.id),
  counts: jsonb("counts").$type<Record<ChangeAction, number>>().notNull(),
  /** SHA-256 over its changes in the order of their codes, also in the audit event of its transaction. */
  sha256: text("sha256").notNull(),
});

export const releaseChanges = pgTable(
  "compendium_release_changes",
  {
    release: integer("release")
      .notNull()
      .references(() => releases.number),
    kind: text("kind").$type<ItemKind>().notNull(),
    code: text("code").notNull(),
    action: text("action").$type<ChangeAction>().notNull(),
    before: jsonb("before").$type<Item>(),
    after: jsonb("after").$type<Item>().notNull(),
    why: text("why").notNull().default(""),
    changedBy: text("changed_by").references(() => users.id),
  },
  (table) => [
    primaryKey({ columns: [table.release, table.kind, table.code] }),
    index("compendium_release_changes_code").on(table.kind, table.code, table.release),
  ],
);

/** What the columns of a file with these headings were taken for, so that the next one needs nobody. */
export const importLayouts = pgTable("import_layouts", {
  /** SHA-256 over the headings in their order. */
  headSha256: text("head_sha256").primaryKey(),
  head: text("head").array().notNull(),
  /** By position, a column of the compendium's table, or null where it was left out. */
  columns: jsonb("columns").$type<(string | null)[]>().notNull(),
  changedBy: text("changed_by").references(() => users.id),
  changedAt: moment("changed_at").notNull().defaultNow(),
});

/** Whether a lab's release needs a second person; one row. */
export const compendiumRules = pgTable("compendium_rules", {
  id: integer("id").primaryKey(),
  secondPerson: boolean("second_person").notNull().default(false),
});

/**
 * What a practice pays for an item instead of its list price, from a day up to and including another. Of two that hold on a
 * day the one that began later counts; when it is over, the one before holds again.
 */
export const practicePrices = pgTable(
  "practice_prices",
  {
    practiceId: text("practice_id")
      .notNull()
      .references(() => practices.id),
    code: text("code").notNull(),
    cents: integer("cents").notNull(),
    from: date("from_day").notNull(),
    /** Its last day; null: until another is agreed. */
    until: date("until_day"),
    setBy: text("set_by").references(() => users.id),
    setAt: moment("set_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.practiceId, table.code, table.from] })],
);

/** Every price that was ever agreed; null cents: back to the list price from that day. Never changed. */
export const practicePriceChanges = pgTable(
  "practice_price_changes",
  {
    id: serial("id").primaryKey(),
    practiceId: text("practice_id")
      .notNull()
      .references(() => practices.id),
    code: text("code").notNull(),
    cents: integer("cents"),
    from: date("from_day").notNull(),
    until: date("until_day"),
    /** What the practice would have paid on its first day; null: the list price. */
    beforeCents: integer("before_cents"),
    setBy: text("set_by").references(() => users.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("practice_price_changes_of").on(table.practiceId, table.code, table.id)],
);
