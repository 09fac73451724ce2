import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, beforeEach, expect, inject } from "vitest";
import { migrateDatabase } from "~/db/migrate";
import { errorCode } from "~/db/transaction";
import { root } from "~/server/root";
import { bundle, forkProgram } from "~/tests/support/fork-program";
import { waitFor } from "~/tests/support/wait-for";
import { startWire } from "~/tests/support/wire";
import { eachFault } from "./matrix";

let name = "";
let sql: postgres.Sql;
const urlOf = (database: string) => {
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${database}`;
  return url;
};
const admin = async (statement: string) => {
  const client = postgres(urlOf("postgres").href, { max: 1, onnotice: () => undefined });
  await client.unsafe(statement);
  await client.end();
};
/** Any number; who holds this lock keeps migrations standing in the middle of their work. */
const gate = 7;

beforeEach(async () => {
  name = `empty_${randomBytes(6).toString("hex")}`;
  await admin(`create database ${name}`);
  sql = postgres(urlOf(name).href, { max: 2, onnotice: () => undefined });
});
afterEach(async () => {
  await sql.end({ timeout: 1 });
  await admin(`drop database if exists ${name} with (force)`);
});
const folder = join(root, ".cache", "faults", randomBytes(4).toString("hex"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Each new table runs this first. */
const atEachTable = (statement: string) =>
  sql.unsafe(`
    create function at_each_table() returns event_trigger language plpgsql as $$ begin
      if exists (select 1 from pg_event_trigger_ddl_commands() where object_identity = 'public.messages') then ${statement}; end if;
    end $$;
    create event trigger at_each_table on ddl_command_end when tag in ('CREATE TABLE') execute function at_each_table();`);
const withoutTrigger = () =>
  sql.unsafe("drop event trigger if exists at_each_table; drop function if exists at_each_table");

const standing = () =>
  waitFor("the migration to be in its middle", async () => {
    const [row] = await sql`select pid from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory' and query like '%CREATE TABLE%'`;
    return row as { pid: number } | undefined;
  });
const tables = async () =>
  (await sql`select table_name from information_schema.tables where table_schema = 'public'`).map(
    (row) => row.table_name,
  );
const whole = async () => {
  await migrateDatabase(urlOf(name).href);
  expect(await tables()).toContain("messages");
  const [row] =
    await sql`select count(*)::int as n, count(distinct hash)::int as different from drizzle.__drizzle_migrations`;
  expect(row?.n).toBe(row?.different);
};

/** A migration stands in its middle until it is ended by `end`. */
async function ended(begin: () => unknown, end: (pid: number) => Promise<unknown>): Promise<void> {
  await atEachTable(`perform pg_advisory_xact_lock(${gate})`);
  const holder = await sql.reserve();
  await holder`select pg_advisory_lock(${gate})`;
  begin();
  const { pid } = await standing();
  await end(pid);
  // A server that waits for a lock sees that its client is gone when it has it.
  await holder`select pg_advisory_unlock(${gate})`;
  holder.release();
  await waitFor(
    "its session to end",
    async () => (await sql`select 1 from pg_stat_activity where pid = ${pid}`).length === 0,
  );
  expect(await tables()).toEqual([]);
  await withoutTrigger();
  await whole();
}

eachFault("migration", {
  K: async () => {
    const program = await bundle("tests/support/migrate-once.ts", folder);
    let child: ReturnType<typeof forkProgram> | undefined;
    await ended(
      () => {
        child = forkProgram(program, { DATABASE_URL: urlOf(name).href });
      },
      async () => child?.kill("SIGKILL"),
    );
  },
  D: async () => {
    let failure: Promise<unknown> = Promise.resolve();
    await ended(
      () => {
        failure = migrateDatabase(urlOf(name).href).catch((error: unknown) => error);
      },
      (pid) => sql`select pg_terminate_backend(${pid})`,
    );
    expect(await failure).toBeInstanceOf(Error);
  },
  C: async () => {
    const url = urlOf(name);
    const wire = await startWire(Number(url.port));
    wire.cutAnswerToCommit("CREATE TABLE");
    url.port = String(wire.port);
    await expect(migrateDatabase(url.href)).rejects.toThrow();
    expect(wire.struck).toBe(true);
    wire.close();
    const before = await waitFor("it to be made", async () => {
      const made = await tables();
      return made.includes("messages") && made;
    });
    await whole();
    expect(await tables()).toEqual(before);
  },
  F: async () => {
    await atEachTable("raise exception 'could not extend file' using errcode = '53100'");
    const failure = await migrateDatabase(urlOf(name).href).catch((error: unknown) => error);
    expect(errorCode(failure)).toBe("53100");
    expect(await tables()).toEqual([]);
    await withoutTrigger();
    await whole();
  },
  X: async () => {
    await atEachTable(`perform pg_advisory_xact_lock(${gate})`);
    const holder = await sql.reserve();
    await holder`select pg_advisory_lock(${gate})`;
    const both = [1, 2].map(() => migrateDatabase(urlOf(name).href));
    await standing();
    const waiting = await sql`select 1 from pg_stat_activity where datname = current_database()
      and query like '%pg_advisory_lock%' and wait_event = 'advisory'`;
    expect(waiting.length).toBeGreaterThanOrEqual(1);
    await holder`select pg_advisory_unlock(${gate})`;
    holder.release();
    await Promise.all(both);
    await withoutTrigger();
    await whole();
  },
});
