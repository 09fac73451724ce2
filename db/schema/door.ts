/**
 * The ways in for people who are not known yet, and a way to look in for people who never sign in.
 *
 * invitation: a link in one mail that proves the address and opens an account, once. `by` the lab (with what Sales knew of
 *   the practice), by a practice's admin (a colleague), by an EMR vendor's contact through a share link, or by the person
 *   who asked for it on the sign-up page.
 * status link: anybody who has it sees how far one request is; no names of patients, no contents of messages.
 * Both hold 256 random bits; the tables keep their SHA-256.
 */
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { practices, users } from "./people";
import { connectionRequests } from "./requests";
import { shareLinks } from "./templates";

export const invitationSources = ["lab", "practice", "vendor", "self"] as const;
export type InvitationSource = (typeof invitationSources)[number];

/** What was known of the practice when the invitation was made; any of it may be empty. */
export type InvitedPractice = { name: string; npi: string; emrSystemId: string };

export const invitations = pgTable(
  "invitations",
  {
    id: text("id").primaryKey(),
    tokenSha256: text("token_sha256").notNull().unique(),
    source: text("source").$type<InvitationSource>().notNull(),
    email: text("email").notNull(),
    practice: jsonb("practice").$type<InvitedPractice>().notNull(),
    /** The practice the person joins; null when the account starts one. */
    practiceId: text("practice_id").references(() => practices.id),
    createdBy: text("created_by").references(() => users.id),
    /** The share link through which a vendor's contact sent it. */
    viaLink: text("via_link").references(() => shareLinks.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    sentAt: moment("sent_at").notNull().defaultNow(),
    timesSent: integer("times_sent").notNull().default(1),
    expiresAt: moment("expires_at").notNull(),
    openedAt: moment("opened_at"),
    withdrawnAt: moment("withdrawn_at"),
    usedAt: moment("used_at"),
    usedBy: text("used_by").references(() => users.id),
  },
  (table) => [
    index("invitations_created").on(table.createdAt),
    index("invitations_practice").on(table.practiceId, table.createdAt),
    index("invitations_email").on(table.email, table.createdAt),
  ],
);

export const statusLinks = pgTable(
  "status_links",
  {
    id: text("id").primaryKey(),
    tokenSha256: text("token_sha256").notNull().unique(),
    requestId: text("request_id")
      .notNull()
      .references(() => connectionRequests.id),
    /** For whom, in the words of its maker. */
    label: text("label").notNull(),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    revokedAt: moment("revoked_at"),
    openedAt: moment("opened_at"),
  },
  (table) => [index("status_links_request").on(table.requestId, table.createdAt)],
);
