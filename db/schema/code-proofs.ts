/**
 * code proof: every code of a practice's menu tried over its connection with one configuration, without a message; what
 *   came of each is kept, sealed, and never changed. `codes` where only some were tried, because only they had changed.
 * code standing: what the newest proof of a configuration said of a code. It is what pages and the gate look at.
 */
import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { deflatedJson, moment } from "./columns";
import { connections } from "./connections";
import { users } from "./people";

/** `replaced`: another was asked for before this one had begun, or its configuration is of no use any more. */
export const codeProofStates = ["waiting", "running", "done", "replaced"] as const;
export type CodeProofState = (typeof codeProofStates)[number];

export const codeProofs = pgTable(
  "code_proofs",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    configurationVersion: integer("configuration_version").notNull(),
    /** Null: the whole menu. */
    codes: text("codes").array(),
    state: text("state").$type<CodeProofState>().notNull(),
    /** Why it was asked for, in a few words. */
    why: text("why").notNull(),
    askedBy: text("asked_by").references(() => users.id),
    askedAt: moment("asked_at").notNull().defaultNow(),
    /** Whoever runs it has it until then; later it is taken over by another. */
    claimedUntil: moment("claimed_until"),
    /** The compendium it was made with. */
    compendiumRevision: integer("compendium_revision"),
    total: integer("total").notNull().default(0),
    proven: integer("proven").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    finishedAt: moment("finished_at"),
    /** What came of each code, in the order of the codes; null while it runs. */
    outcomes: deflatedJson("outcomes"),
    /** SHA-256 over the whole record, also in the audit event of its transaction. */
    sha256: text("sha256"),
  },
  (table) => [
    index("code_proofs_connection").on(table.connectionId, table.askedAt),
    index("code_proofs_open").on(table.askedAt).where(sql`${table.state} in ('waiting', 'running')`),
  ],
);

export const codeStandings = pgTable(
  "code_standings",
  {
    connectionId: text("connection_id").notNull(),
    configurationVersion: integer("configuration_version").notNull(),
    code: text("code").notNull(),
    ok: boolean("ok").notNull(),
    reason: text("reason").notNull(),
    /** The revision of the compendium it was tried with. */
    revision: integer("revision").notNull(),
    proofId: text("proof_id").notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.configurationVersion, table.code] }),
    index("code_standings_code").on(table.code, table.connectionId),
    index("code_standings_failed").on(table.connectionId, table.configurationVersion).where(sql`not ${table.ok}`),
  ],
);
