/**
 * post: one message of the conversation between a practice and the lab about a request, and later about the connection
 *   it became. An internal post is a note of the lab's people; the practice never sees it.
 * attachment: a file of a request, or of one of its posts. Its bytes are kept apart, so that lists never read them.
 * read mark: up to which post of a request somebody has read.
 */
import { bigint, boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
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
    authorId: text("author_id")
      .notNull()
      .references(() => users.id),
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
