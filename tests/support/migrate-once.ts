/** A process that migrates the database at DATABASE_URL, for a test that kills it. */
import { join } from "node:path";
import { migrateDatabase } from "~/db/migrate";

await migrateDatabase(process.env.DATABASE_URL ?? "", join(process.cwd(), "db/migrations"));
