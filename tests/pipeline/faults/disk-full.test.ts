import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { database } from "~/db/client";
import { alerts } from "~/db/schema/operations";
import type { Failpoint } from "~/engine/transports/failpoint";
import { expireLeases } from "~/tests/support/leases";
import { waitFor } from "~/tests/support/wait-for";
import { eachStep } from "./matrix";
import {
  arrival,
  type Item,
  meanwhile,
  nudge,
  once,
  recordsOf,
  rowsOf,
  send,
  settled,
  untouched,
  useStage,
} from "./stage";

const stage = useStage();
const owner = "wrk_test";
let direct: postgres.Sql;

/** A table named in `full_tables` takes nothing, as if its file could not grow. */
beforeAll(async () => {
  direct = postgres(stage.databaseUrl(), { max: 1, onnotice: () => undefined });
  await direct.unsafe(`
    create table full_tables (name text);
    create function refuse_when_full() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from full_tables where name = tg_table_name) then
          raise exception 'could not extend file' using errcode = '53100';
        end if;
        return null;
      end $$;
    ${["lanes", "inbound_files", "messages", "message_keys", "hops"]
      .map(
        (table) => `create trigger full_disk before insert or update on ${table} execute function refuse_when_full();`,
      )
      .join("\n")}`);
  stage.work(owner);
});
beforeEach(() => stage.quiet());
afterEach(() => makeRoom());
afterAll(() => direct.end());
const fill = async (table: string) => void (await direct`insert into full_tables values (${table})`);
const makeRoom = async () => void (await direct`delete from full_tables`);

const alert = (key: string) =>
  database()
    .select()
    .from(alerts)
    .where(sql`${eq(alerts.key, key)} and ${alerts.resolvedAt} is null`);

/** From this step on there is no room for this table; `then` says what holds until there is. */
const fullAt = (at: Failpoint, table: string, then: (item: Item) => Promise<void>) => async () => {
  const item = await send(stage, at);
  await meanwhile(
    `the step ${at}`,
    once(at, () => fill(table)),
  );
  await stage.failed();
  const [told] = await waitFor("somebody to be told", async () => {
    const open = await alert("database/full");
    return open.length > 0 && open;
  });
  expect(told).toMatchObject({ severity: "stop", title: "The database has no room left" });
  await then(item);
  await makeRoom();
  await waitFor("the leases to be over", () => expireLeases(owner).then(() => true));
  await settled(stage, item);
  await waitFor("it to be over", async () => (await alert("database/full")).length === 0);
};

const nothing = async (item: Item) => {
  expect(await rowsOf(item)).toEqual([]);
  expect(await untouched(stage, item)).toBe(true);
};
const queued = async (item: Item) => {
  expect(await rowsOf(item)).toMatchObject([{ state: "queued", renameIntentAt: null }]);
  expect(stage.lis.server.log.done("rename").filter(({ to }) => to?.includes(item.placer))).toEqual([]);
};
const putOff = async (item: Item) => {
  const [row] = await rowsOf(item);
  return row?.state === "queued" && row.attempts > 0;
};
const listings = () => stage.emr.server.log.all().filter(({ operation }) => operation === "opendir").length;

/** The lab's server is full at the next `operation`; the message waits and goes out when it has room. */
const farEndFull = (operation: "write" | "close" | "rename") => async () => {
  stage.lis.server.quirks.failNext(operation, "failure", "No space left on device");
  const item = await send(stage, "F");
  await meanwhile(
    "the refusal",
    waitFor("the try to fail", () => putOff(item)),
  );
  await settled(stage, item);
};

eachStep("F", {
  I1: async () => {
    const item = await send(stage, "F");
    await direct.begin(async (tx) => {
      await tx`select set_config('app.tx', 'the test', true)`;
      await tx`update lanes set next_run_at = now() where next_run_at < now() + interval '30 days'`;
      await tx`insert into full_tables values ('lanes')`;
    });
    await waitFor("somebody to be told", async () => (await alert("database/full")).length > 0);
    await nothing(item);
    await makeRoom();
    await settled(stage, item);
    await waitFor("it to be over", async () => (await alert("database/full")).length === 0);
  },
  I3: fullAt("I3", "inbound_files", async (item) => {
    await nothing(item);
    await waitFor("the lane to stand still", async () => {
      const [lane] = await database().execute(
        sql`select 1 from lanes where name like 'intake/%' and failures > 0 and owner is null and next_run_at > now()`,
      );
      return lane;
    });
    const before = listings();
    await stage.look();
    expect(listings()).toBe(before);
  }),
  I5: fullAt("I5", "inbound_files", async (item) => {
    expect(await recordsOf(item)).toEqual([]);
    await nothing(item);
  }),
  map: fullAt("map", "message_keys", nothing),
  I8: fullAt("I8", "messages", nothing),
  enqueue: fullAt("enqueue", "lanes", nothing),
  I9: async () => {
    // The practice's archive takes nothing, again and again.
    const { quirks } = stage.emr.server;
    quirks.failNext("rename", "failure", "Disk quota exceeded");
    quirks.failNext("rename", "failure", "Disk quota exceeded");
    const item = await send(stage, "F");
    await waitFor("the file to be marked", async () => {
      await nudge();
      return (await recordsOf(item))[0]?.state === "undisposed";
    });
    expect(await untouched(stage, item)).toBe(true);
    expect(
      await database().execute(sql`select 1 from alerts where key like 'undisposed/%' and resolved_at is null`),
    ).toHaveLength(1);
    const other = await send(stage, "F");
    await Promise.all([arrival(stage, other), arrival(stage, item)]);
    await settled(stage, other);
    await settled(stage, item);
    await waitFor(
      "it to be over",
      async () =>
        (await database().execute(sql`select 1 from alerts where key like 'undisposed/%' and resolved_at is null`))
          .length === 0,
    );
  },
  I10: fullAt("I10", "hops", async (item) => expect(await recordsOf(item)).toMatchObject([{ state: "stored" }])),
  O6: farEndFull("write"),
  O8: farEndFull("close"),
  intent: fullAt("intent", "messages", queued),
  O9: farEndFull("rename"),
  O12: fullAt("O12", "messages", async (item) => expect(await rowsOf(item)).toMatchObject([{ state: "sending" }])),
});
