import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "~/db/migrate";
import { startEmbeddedPostgres } from "~/server/embedded-postgres";

/** One embedded Postgres for the whole run, with the migrated schema; each test file copies it. */
export default async function setup(project: TestProject) {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  // As root, Postgres runs under another account, which must get through.
  chmodSync(directory, 0o755);
  const postgres = await startEmbeddedPostgres(join(directory, "postgres"));
  await migrateDatabase(postgres.url);
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}
