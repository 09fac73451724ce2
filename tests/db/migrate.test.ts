import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { durabilityProblems, migrateDatabase } from "~/db/migrate";

const name = `empty_${randomBytes(6).toString("hex")}`;
const urlOf = (database: string) => {
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${database}`;
  return url.href;
};
const admin = async (statement: string) => {
  const sql = postgres(urlOf("postgres"), { max: 1, onnotice: () => undefined });
  await sql.unsafe(statement);
  await sql.end();
};
beforeAll(() => admin(`create database ${name}`));
afterAll(() => admin(`drop database if exists ${name} with (force)`));

describe("migrations", () => {
  test("three at once on an empty database make it once", async () => {
    await Promise.all([1, 2, 3].map(() => migrateDatabase(urlOf(name))));
    const sql = postgres(urlOf(name), { max: 1 });
    const [row] =
      await sql`select count(*)::int as n, count(distinct hash)::int as different from drizzle.__drizzle_migrations`;
    expect(row?.n).toBe(row?.different);
    expect(row?.n).toBeGreaterThanOrEqual(2);
    expect((await sql`select to_regclass('messages') is not null as there`)[0]?.there).toBe(true);
    await sql.end();
  });

  test("once more changes nothing", async () => {
    const sql = postgres(urlOf(name), { max: 1 });
    const before = await sql`select count(*)::int as n from drizzle.__drizzle_migrations`;
    await migrateDatabase(urlOf(name));
    expect(await sql`select count(*)::int as n from drizzle.__drizzle_migrations`).toEqual(before);
    await sql.end();
  });

  test("a database that could lose what it confirmed is noticed", async () => {
    expect(await durabilityProblems(urlOf(name))).toEqual([]);
    await admin(`alter database ${name} set synchronous_commit = off`);
    expect(await durabilityProblems(urlOf(name))).toEqual(["synchronous_commit is off"]);
  });
});
