/**
 * Mapping templates as records.
 *
 * template: a name under which versions are published. One that comes with the product is shipped; the others are own.
 * template version: what was published under a name, for good: as written, and whole, with every base folded in as it was
 *   at that moment. A connection runs exactly one; a base that changes later changes nothing that is published.
 * template draft: the one unpublished change of a template. Its revision grows with every save, so that of two people who
 *   edit the same draft the second is told.
 * share link: a door for somebody without an account to one thing, for a limited time. The link holds a random token, the
 *   row only its SHA-256.
 *
 * Bodies are `json`, not `jsonb`: it keeps them as written, which is what the hashes cover and an export gives back.
 */
import { index, integer, json, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Template } from "~/engine/mapping";
import { moment } from "./columns";
import { connections } from "./connections";
import { users } from "./people";

/** A base as it was when the version was published, nearest first. */
export type TemplateBase = { name: string; version: string; sha256: string };

export const templateVersions = pgTable(
  "template_versions",
  {
    name: text("name").notNull(),
    /** Three numbers such as 1.4.0. */
    version: text("version").notNull(),
    title: text("title").notNull(),
    /** As written. */
    body: json("body").$type<Template>().notNull(),
    /** With everything it extends folded in: what runs. */
    resolved: json("resolved").$type<Template>().notNull(),
    bases: json("bases").$type<TemplateBase[]>().notNull(),
    /** SHA-256 of the body as JSON, its keys in the order of the template format. */
    sha256: text("sha256").notNull(),
    /** The same of the resolved template: two versions with the same one run alike. */
    resolvedSha256: text("resolved_sha256").notNull(),
    note: text("note").notNull(),
    /** Null: it came with the product. */
    publishedBy: text("published_by").references(() => users.id),
    publishedAt: moment("published_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
);

export const templateDrafts = pgTable("template_drafts", {
  name: text("name").primaryKey(),
  body: json("body").$type<Template>().notNull(),
  revision: integer("revision").notNull(),
  /** The version it started from; null for a template that has none yet. */
  basedOn: text("based_on"),
  createdAt: moment("created_at").notNull().defaultNow(),
  updatedBy: text("updated_by")
    .notNull()
    .references(() => users.id),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

export const shareLinks = pgTable(
  "share_links",
  {
    id: text("id").primaryKey(),
    tokenSha256: text("token_sha256").notNull().unique(),
    what: text("what").$type<"specification">().notNull(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    /** For whom, in the words of its maker. */
    label: text("label").notNull(),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    revokedAt: moment("revoked_at"),
    revokedBy: text("revoked_by").references(() => users.id),
    openedAt: moment("opened_at"),
  },
  (table) => [index("share_links_connection").on(table.connectionId, table.createdAt)],
);
