/**
 * A process of its own that loses its database connection in the middle of a transaction, as `how` says, and then works
 * on. Prints one line of JSON when it has survived that. Run by tests/db/connection-loss.test.ts with DATABASE_URL.
 */
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { closeDatabase, database, openDatabase } from "~/db/client";
import { copyRows } from "~/db/copy-rows";
import { settings } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { waitFor } from "./wait-for";

const url = process.env.DATABASE_URL ?? "";
const how = process.argv[2];
openDatabase({ url, name: "loses its connection", max: 2 });
const admin = postgres(url, { max: 1 });
const another = postgres(url, { max: 1 });

let noticed: () => void = () => undefined;
const loss = new Promise<void>((resolve) => {
  noticed = resolve;
});
const failure = await withTransaction(async (tx) => {
  const [backend] = await tx.db.execute(sql`select pg_backend_pid() as pid`);
  const kill = () => admin`select pg_terminate_backend(${Number(backend?.pid)})`;
  if (how === "during a query") {
    const sleeping = tx.db.execute(sql`select pg_sleep(20)`);
    await Promise.all([sleeping, kill()]);
  } else if (how === "during a copy") {
    // It waits for what another transaction does with the same key.
    await another.begin(async (other) => {
      await other`select set_config('app.tx', 'another', true)`;
      await other`insert into settings (key, value) values ('copied', '1')`;
      const copying = copyRows(tx.db, settings, [{ key: "copied", value: "2" }]);
      await waitFor(
        "the copy to wait",
        async () =>
          (await admin`select 1 from pg_locks where not granted and pid = ${Number(backend?.pid)}`).length > 0,
      );
      await Promise.all([copying, kill()]);
    });
  } else {
    await kill();
    // The transaction has failed for its caller before the next statement, or the end.
    await loss;
    if (how === "before a query") await tx.db.insert(settings).values({ key: "after", value: "1" });
  }
}).catch((error: unknown) => error);
noticed();
const rows = await database().select().from(settings);
process.stdout.write(`${JSON.stringify({ failed: failure instanceof Error, rows: rows.length })}\n`);
await Promise.all([admin.end(), another.end()]);
await closeDatabase(1);
