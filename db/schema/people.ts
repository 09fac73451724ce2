/**
 * People and the practices they act for.
 *
 * practice: a clinic outside the lab; owns its connection requests and connections.
 * user: a person with one or more roles; a provider is bound to one practice. A practice admin is a provider who also
 *   looks after the practice's own people.
 * session: one signed-in browser; the cookie holds a random token, the row only its SHA-256.
 */
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

export const roles = [
  "provider",
  "practice-admin",
  "sales",
  "engineer",
  "program-manager",
  "lab-ops",
  "admin",
] as const;
export type Role = (typeof roles)[number];

export type PostalAddress = { line: string; city: string; state: string; postalCode: string };

export const practices = pgTable("practices", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  npi: text("npi").notNull(),
  labAccountNumber: text("lab_account_number"),
  address: jsonb("address").$type<PostalAddress>(),
  timeZone: text("time_zone").notNull(),
  specialty: text("specialty"),
  sites: text("sites"),
  createdAt: moment("created_at").notNull().defaultNow(),
});

export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull().unique(),
    name: text("name").notNull(),
    passwordHash: text("password_hash"),
    roles: text("roles").array().$type<Role[]>().notNull(),
    practiceId: text("practice_id").references(() => practices.id),
    timeZone: text("time_zone").notNull(),
    disabledAt: moment("disabled_at"),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [index("users_practice").on(table.practiceId)],
);

export const sessions = pgTable(
  "sessions",
  {
    tokenSha256: text("token_sha256").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    /** Moves forward with use; the session ends when it stands still for the idle limit. */
    seenAt: moment("seen_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    address: text("address"),
  },
  (table) => [index("sessions_user").on(table.userId), index("sessions_expiry").on(table.expiresAt)],
);

/** Failed sign-ins per account or address, so that guessing gets slow. */
export const signInFailures = pgTable("sign_in_failures", {
  key: text("key").primaryKey(),
  failures: integer("failures").notNull(),
  blockedUntil: moment("blocked_until").notNull(),
});
