import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { guardTransactions } from "./client";
import { fillShortList } from "./loinc-short-list";

/** Seen from this file and from the bundle it becomes part of: both stand one level below the checkout. */
const migrations = fileURLToPath(new URL("../db/migrations", import.meta.url));

/** Any number, the same in every process that migrates. */
const migrationLock = 7_316_001;

/**
 * Brings the database to this version's schema and short list of LOINC terms. Two at once are safe: one works, the other
 * waits for its lock and finds nothing to do. `folder` is the directory with the generated SQL; the list stands beside it.
 */
export async function migrateDatabase(url: string, folder = migrations): Promise<void> {
  const client = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => undefined });
  guardTransactions(client);
  try {
    const db = drizzle(client);
    await db.execute(sql`select pg_advisory_lock(${migrationLock})`);
    await migrate(db, { migrationsFolder: folder });
    await fillShortList(client, join(folder, "..", "loinc-short-list.csv"));
  } finally {
    await client.end({ timeout: 2 });
  }
}

/** Settings without which an accepted message could be lost in a power failure. Returns what is wrong, in plain words. */
export async function durabilityProblems(url: string): Promise<string[]> {
  const client = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const rows = await client<{ name: string; setting: string }[]>`
      select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`;
    return rows.filter((row) => row.setting === "off").map((row) => `${row.name} is off`);
  } finally {
    await client.end({ timeout: 2 });
  }
}
