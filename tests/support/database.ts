import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase, openDatabase } from "~/db/client";
import { setSecretKey } from "~/db/secrets";

/** Gives the test file a database of its own, opened as the process's pool. Call at the top of the file. */
export function useDatabase(): { url: () => string } {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const template = new URL(inject("postgresUrl"));
  const own = new URL(template);
  own.pathname = `/${name}`;
  beforeAll(async () => {
    await admin(template, (sql) => sql.unsafe(`create database ${name} template gatehouse strategy file_copy`));
    openDatabase({ url: own.href, name: "test" });
    setSecretKey(Buffer.alloc(32, 7));
  });
  afterAll(async () => {
    await closeDatabase();
    await admin(template, (sql) => sql.unsafe(`drop database ${name} with (force)`));
  });
  return { url: () => own.href };
}

async function admin(template: URL, work: (sql: postgres.Sql) => Promise<unknown>) {
  const url = new URL(template);
  url.pathname = "/postgres";
  const sql = postgres(url.href, { max: 1, onnotice: () => undefined });
  await work(sql);
  await sql.end();
}
