/**
 * A process of its own that loses its database connection in the middle of a transaction, as `how` says, and then works
 * on. Prints one line of JSON when it has survived that. Run by tests/db/connection-loss.test.ts with DATABASE_URL.
 */
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { closeDatabase, database, openDatabase } from "~/db/client";
import { settings } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";

const url = process.env.DATABASE_URL ?? "";
const how = process.argv[2];
openDatabase({ url, name: "loses its connection", max: 2 });
const admin = postgres(url, { max: 1 });

const failure = await withTransaction(async (tx) => {
  const [backend] = await tx.db.execute(sql`select pg_backend_pid() as pid`);
  const kill = () => admin`select pg_terminate_backend(${Number(backend?.pid)})`;
  if (how === "during a query") {
    const sleeping = tx.db.execute(sql`select pg_sleep(20)`);
    await Promise.all([sleeping, kill()]);
  } else {
    await kill();
    // Long enough for the loss to be noticed before the next statement, or the end.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (how === "before a query") await tx.db.insert(settings).values({ key: "after", value: "1" });
  }
}).then(
  () => "nothing",
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);
await new Promise((resolve) => setTimeout(resolve, 300));
const rows = await database().select().from(settings);
process.stdout.write(`${JSON.stringify({ failed: failure !== "nothing", rows: rows.length })}\n`);
await admin.end();
await closeDatabase();
