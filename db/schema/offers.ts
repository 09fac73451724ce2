/**
 * proposal: a panel that Sales built with a practice in mind. It waits in the compendium's draft like any other change;
 *   lab ops publish it, and then it is offered to whom it was made for.
 * request offer: a panel Sales means to offer with the approval of a request.
 * ordered codes: how often each connection ordered a code, by day; counted behind the pipe, never in it.
 */
import { sql } from "drizzle-orm";
import { boolean, date, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { releases } from "./compendium";
import { connections } from "./connections";
import { practices, users } from "./people";
import { connectionRequests } from "./requests";

export const panelProposals = pgTable(
  "panel_proposals",
  {
    id: text("id").primaryKey(),
    /** Of the panel; free when it was proposed, and kept from then on. */
    code: text("code").notNull(),
    practiceId: text("practice_id")
      .notNull()
      .references(() => practices.id),
    /** The request it is for, or the connection; neither where it is for the practice as a whole. */
    requestId: text("request_id").references(() => connectionRequests.id),
    connectionId: text("connection_id").references(() => connections.id),
    /** It is offered by itself with the release that brings it. */
    offerWhenPublished: boolean("offer_when_published").notNull(),
    why: text("why").notNull(),
    proposedBy: text("proposed_by")
      .notNull()
      .references(() => users.id),
    proposedAt: moment("proposed_at").notNull().defaultNow(),
    /** The release that brought it; null while it waits, and when it was taken out of the draft. */
    release: integer("release").references(() => releases.number),
  },
  (table) => [
    index("panel_proposals_practice").on(table.practiceId, table.proposedAt),
    index("panel_proposals_request").on(table.requestId).where(sql`${table.requestId} is not null`),
    index("panel_proposals_code").on(table.code),
  ],
);

export const requestOffers = pgTable(
  "request_offers",
  {
    requestId: text("request_id")
      .notNull()
      .references(() => connectionRequests.id),
    code: text("code").notNull(),
    offeredBy: text("offered_by")
      .notNull()
      .references(() => users.id),
    offeredAt: moment("offered_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.code] })],
);

export const orderedCodes = pgTable(
  "ordered_codes",
  {
    code: text("code").notNull(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    /** At the lab. */
    day: date("day").notNull(),
    orders: integer("orders").notNull(),
    lastAt: moment("last_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.code, table.connectionId, table.day] }),
    index("ordered_codes_last").on(table.code, table.lastAt),
  ],
);

/** Up to which message orders are counted; one row. */
export const orderedCodesMark = pgTable("ordered_codes_mark", {
  id: integer("id").primaryKey(),
  receivedAt: moment("received_at").notNull(),
  messageId: text("message_id").notNull(),
});
