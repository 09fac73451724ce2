import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { type AuditEvent, type AuditRow, auditHash, genesis } from "~/db/audit";
import { database } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { auditEvents } from "~/db/schema/operations";
import { errorCode, withTransaction } from "~/db/transaction";
import { recordHops } from "~/engine/pipeline/record";
import { useDatabase } from "../support/database";
import { withoutTriggers } from "../support/superuser";

const db = useDatabase();
let chains = 0;

/** A chain of its own with five events. */
async function fiveEvents(): Promise<string> {
  const chain = `con_${++chains}`;
  for (let i = 1; i <= 5; i++) {
    const event: AuditEvent = { chain, actor: "usr_1", action: "test.step", objectId: `obj_${i}`, outcome: "done" };
    await withTransaction(async (tx) => tx.audit({ ...event, reason: "because", meta: { i } }));
  }
  return chain;
}

const tamper = (statement: string) => withoutTriggers(db.url(), (client) => client.unsafe(statement));

describe("a whole chain", () => {
  test("verifies, with its own number of events", async () => {
    const chain = await fiveEvents();
    expect(await verifyAudit(chain)).toEqual({ ok: true, events: 5 });
    expect(await verifyAudit()).toMatchObject({ ok: true });
  });

  test("takes all a commit does, however much that is", async () => {
    const chain = `con_${++chains}`;
    // A call takes no more than some 120,000 arguments, and a file may hold as many messages.
    const hops = Array.from({ length: 130_000 }, (_, i) => ({
      ...{ messageId: `msg_${i}`, receivedAt: new Date(), connectionId: chain },
      ...{ hop: "parsed" as const, ok: true, detail: "" },
    }));
    await withTransaction((tx) => recordHops(tx, hops));
    expect(await verifyAudit(chain)).toEqual({ ok: true, events: 130_000 });
  }, 60_000);

  test("has no gap after sixteen writers at once", async () => {
    const writers = Array.from({ length: 16 }, (_, writer) => writer);
    await Promise.all(
      writers.map(async (writer) => {
        for (let i = 0; i < 5; i++) {
          const event = { actor: `w${writer}`, action: "test.step", objectId: String(i), outcome: "done" as const };
          await withTransaction(async (tx) =>
            tx.audit({ chain: "many b", ...event }, { chain: "many a", ...event }, { chain: "many b", ...event }),
          );
        }
      }),
    );
    expect(await verifyAudit("many a")).toEqual({ ok: true, events: 80 });
    expect(await verifyAudit("many b")).toEqual({ ok: true, events: 160 });
  });

  test("a missing reason and an empty one hash differently, and fields cannot run into each other", () => {
    const row: AuditRow = {
      chain: "c",
      seq: 1,
      at: "2026-01-01T00:00:00.000000Z",
      actor: "ab",
      action: "c",
      objectId: "o",
      outcome: "done",
      reason: null,
      meta: "{}",
      previous: genesis,
    };
    const hashes = [row, { ...row, reason: "" }, { ...row, reason: "-" }, { ...row, actor: "a", action: "bc" }].map(
      auditHash,
    );
    expect(new Set(hashes).size).toBe(4);
  });
});

describe("a change in the database is found at its place", () => {
  const changes: [string, string][] = [
    ["its time", "at = at + interval '1 microsecond'"],
    ["who acted", "actor = 'usr_2'"],
    ["what was done", "action = 'test.other'"],
    ["to what", "object_id = 'obj_9'"],
    ["the outcome", "outcome = 'refused'"],
    ["the reason", "reason = 'none'"],
    ["the reason taken away", "reason = null"],
    ["the details", `meta = '{"i":4}'`],
    ["the hash before it", `previous = '${"1".repeat(64)}'`],
    ["its hash", `hash = '${"1".repeat(64)}'`],
    ["its number", "seq = 99"],
    ["its chain", "chain = 'elsewhere'"],
  ];
  test.each(changes)("%s", async (_name, assignment) => {
    const chain = await fiveEvents();
    await tamper(`update audit_events set ${assignment} where chain = '${chain}' and seq = 3`);
    expect(await verifyAudit(chain)).toMatchObject({ ok: false, events: 2, firstBroken: { chain, seq: 3 } });
    await tamper("delete from audit_events where chain = 'elsewhere'");
  });

  test.each([1, 3, 5])("event %i of five removed", async (seq) => {
    const chain = await fiveEvents();
    await tamper(`delete from audit_events where chain = '${chain}' and seq = ${seq}`);
    expect(await verifyAudit(chain)).toMatchObject({ ok: false, firstBroken: { chain, seq } });
  });

  test("two events swapped", async () => {
    const chain = await fiveEvents();
    await tamper(`update audit_events set seq = 102 where chain = '${chain}' and seq = 2`);
    await tamper(`update audit_events set seq = 2 where chain = '${chain}' and seq = 3`);
    await tamper(`update audit_events set seq = 3 where chain = '${chain}' and seq = 102`);
    expect(await verifyAudit(chain)).toMatchObject({ ok: false, firstBroken: { chain, seq: 2 } });
  });

  test("the tail cut off", async () => {
    const chain = await fiveEvents();
    await tamper(`delete from audit_events where chain = '${chain}' and seq > 3`);
    expect(await verifyAudit(chain)).toMatchObject({
      ok: false,
      firstBroken: { chain, seq: 4, reason: "the end of the chain is missing" },
    });
  });

  test("a changed event with its hash made anew", async () => {
    const chain = await fiveEvents();
    const rows = await database().execute(sql`
      select chain, seq::int, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, action,
        object_id as "objectId", outcome, reason, meta, previous from audit_events where chain = ${chain} and seq = 3`);
    const forged = auditHash({ ...(rows[0] as unknown as AuditRow), actor: "usr_2" });
    await tamper(`update audit_events set actor = 'usr_2', hash = '${forged}' where chain = '${chain}' and seq = 3`);
    expect(await verifyAudit(chain)).toMatchObject({ ok: false, firstBroken: { chain, seq: 4 } });
  });

  test("a chain whose head was removed", async () => {
    const chain = await fiveEvents();
    await tamper(`delete from audit_heads where chain = '${chain}'`);
    expect(await verifyAudit(chain)).toMatchObject({ ok: false, firstBroken: { chain } });
    await tamper(`delete from audit_events where chain = '${chain}'`);
  });

  test("an event added behind the head", async () => {
    const chain = await fiveEvents();
    await tamper(`insert into audit_events select chain, 6, at, actor, action, object_id, outcome, reason, meta, hash,
      '${"2".repeat(64)}' from audit_events where chain = '${chain}' and seq = 5`);
    expect(await verifyAudit(chain)).toMatchObject({ ok: false, firstBroken: { chain, seq: 6 } });
  });
});

describe("what is recorded stays", () => {
  const tables = [
    "audit_events",
    "state_history",
    "evidence",
    "sign_offs",
    "compendium_revisions",
    "configuration_versions",
    "hops",
  ];
  test.each(tables)("%s refuses a change, a removal and being emptied", async (table) => {
    const column = table === "hops" ? "detail" : table === "audit_events" ? "actor" : undefined;
    const own = column ?? (await firstTextColumn(table));
    const statements = [`update ${table} set ${own} = ${own}`, `delete from ${table}`, `truncate ${table} cascade`];
    for (const statement of statements) {
      const refused = await withTransaction(async (tx) => {
        await tx.db.execute(sql.raw(statement));
      }).catch((error: unknown) => error);
      expect([statement, errorCode(refused)]).toEqual([statement, "42501"]);
    }
  });

  test("an event that was refused leaves the table as it was", async () => {
    const chain = await fiveEvents();
    await withTransaction(async (tx) => {
      await tx.db.delete(auditEvents);
    }).catch(() => undefined);
    expect(await verifyAudit(chain)).toEqual({ ok: true, events: 5 });
  });
});

async function firstTextColumn(table: string): Promise<string> {
  const [row] = await database().execute(sql`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and data_type = 'text' limit 1`);
  return String(row?.name);
}
