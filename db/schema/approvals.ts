/**
 * saved view: filters of the approval queue that a person keeps under a name.
 * message template: words for a decision that Sales keeps; {practice} and {emr} stand for those of the request.
 */
import { pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { users } from "./people";

export const savedViews = pgTable(
  "saved_views",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    /** The query of the queue's address, without `?`. */
    query: text("query").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("saved_views_name").on(table.userId, table.name)],
);

export const templateUses = ["approve", "reject", "ask"] as const;
export type TemplateUse = (typeof templateUses)[number];

export const messageTemplates = pgTable("message_templates", {
  id: text("id").primaryKey(),
  use: text("use").$type<TemplateUse>().notNull(),
  name: text("name").notNull(),
  text: text("text").notNull(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});
