/**
 * post: one message of the conversation between a practice and the lab about a request, and later about the connection
 *   it became. An internal post is a note of the lab's people; the practice never sees it.
 * attachment: a file of a request, or of one of its posts. Its bytes are kept apart, so that lists never read them.
 * information request: what the lab asks for before it decides, item by item, and what the practice gave.
 * read mark: up to which post of a request somebody has read.
 */
import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, moment } from "./columns";
import { users } from "./people";
import { connectionRequests } from "./requests";

export const sides = ["practice", "lab"] as const;
export type PostSide = (typeof sides)[number];

export const posts = pgTable(
  "posts",
  {
    id: text("id").primaryKey(),
    /** The order of posts, and what read marks count by. */
    seq: bigint("seq", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    requestId: text("request_id")
      .notNull()
      .references(() => connectionRequests.id),
    side: text("side").$type<PostSide>().notNull(),
    internal: boolean("internal").notNull().default(false),
    /** Null for what the system itself says in the lab's name. */
    authorId: text("author_id").references(() => users.id),
    text: text("text").notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("posts_request").on(table.requestId, table.seq)],
);

export const readMarks = pgTable(
  "read_marks",
  {
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    requestId: text("request_id")
      .notNull()
      .references(() => connectionRequests.id),
    seq: bigint("seq", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.requestId] })],
);

export const attachments = pgTable(
  "attachments",
  {
    id: text("id").primaryKey(),
    requestId: text("request_id")
      .notNull()
      .references(() => connectionRequests.id),
    /** The post it came with; null for a file of the request itself. */
    postId: text("post_id").references(() => posts.id),
    /** What it answers: an information request's id and the key of its item, with a slash between. */
    forItem: text("for_item"),
    name: text("name").notNull(),
    /** Decided by its content. */
    mediaType: text("media_type").notNull(),
    /** In bytes. */
    size: integer("size").notNull(),
    sha256: text("sha256").notNull(),
    addedBy: text("added_by")
      .notNull()
      .references(() => users.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("attachments_request").on(table.requestId, table.at)],
);

export const attachmentContents = pgTable("attachment_contents", {
  attachmentId: text("attachment_id")
    .primaryKey()
    .references(() => attachments.id, { onDelete: "cascade" }),
  content: bytes("content").notNull(),
});

/** One thing the lab asked for: a field of the request's form by its name there, or a document (`document.…`). */
export type InfoItem = {
  key: string;
  label: string;
  /** What stood there when it was asked. */
  before: string;
  /** Why the practice does not have it, in its words; empty when it gives it. */
  missing: string;
  /** What stands there since the answer: the field's value, or the names of the files. */
  given: string;
};

export const infoRequests = pgTable(
  "info_requests",
  {
    id: text("id").primaryKey(),
    requestId: text("request_id")
      .notNull()
      .references(() => connectionRequests.id),
    text: text("text").notNull(),
    items: jsonb("items").$type<InfoItem[]>().notNull(),
    askedBy: text("asked_by").references(() => users.id),
    askedAt: moment("asked_at").notNull().defaultNow(),
    answer: text("answer").notNull().default(""),
    /** Null while the practice has to answer; at most one of a request is. */
    answeredAt: moment("answered_at"),
  },
  (table) => [
    index("info_requests_request").on(table.requestId, table.askedAt),
    uniqueIndex("info_requests_open").on(table.requestId).where(sql`${table.answeredAt} is null`),
  ],
);
