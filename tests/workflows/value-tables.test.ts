import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { configurationVersions, connections } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { peek } from "~/engine/pipeline/glance";
import { loadSettings } from "~/engine/pipeline/setting";
import { understand } from "~/engine/pipeline/understand";
import { seedDemo } from "~/server/demo/seed";
import { saveOverrides } from "~/workflows/connection/overrides";
import { findValueTables, saveValueTable, tableMark } from "~/workflows/connection/value-tables";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { orderText } from "../support/live-connection";

useDatabase();
let engineer: Awaited<ReturnType<typeof demoActor>>;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
});

const rowOf = async (id: string) => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("There is no such connection.");
  return row;
};
const configurationOf = async (id: string) => {
  const version = (await rowOf(id)).configurationVersion ?? 0;
  const [found] = await database()
    .select()
    .from(configurationVersions)
    .where(and(eq(configurationVersions.connectionId, id), eq(configurationVersions.version, version)));
  if (!found) throw new Error("It has no configuration.");
  return found;
};
const tableOf = async (id: string, name: string) => {
  const { tables } = await findValueTables(await rowOf(id));
  const table = tables.find((one) => one.name === name);
  if (!table) throw new Error(`It has no table ${name}.`);
  return table;
};
const save = async (id: string, rows: { code: string; value: string; note?: string }[], more = {}) => {
  const seen = tableMark(await tableOf(id, "sex"));
  return saveValueTable(engineer, id, { table: "sex", rows, seen, note: "", ...more });
};
/** An order of a patient whose sex is a code of the practice's own. */
const bytes = Buffer.from(
  orderText({ placer: "P1", control: "C1", code: "TSH" }).replace(/^((?:PID\|)(?:[^|\r]*\|){7})[^|\r]*/m, "$1W"),
);
const origin = { direction: "order" as const, messageId: "msg_00000000000000000", receivedAt: new Date(0) };
const sexOf = async (id: string) => {
  const { mapped } = await understand(bytes, peek(bytes), (await loadSettings([id])).get(id), origin);
  return (mapped as { patient?: { sex?: string } } | null)?.patient?.sex;
};
const own = [{ code: "W", value: "female" }];

describe("a value table of a connection", () => {
  test("is saved as a new version with its note, in place of the template's, and read by what runs", async () => {
    const id = await approvedConnection();
    expect(await tableOf(id, "sex")).toMatchObject({ used: true, rows: [], template: [] });
    expect(await sexOf(id)).toBeUndefined();
    const rules = { orders: { rules: [{ name: "practice-id", to: "practice.id", constant: "LK-100" }] } };
    await saveOverrides(engineer, id, rules);
    const saved = await save(id, own, { note: "Their form has W" });
    expect(saved).toMatchObject({ kind: "done", row: { configurationVersion: 3 } });
    expect(await configurationOf(id)).toMatchObject({
      note: "Value table sex changed: Their form has W",
      overrides: { ...rules, tables: { sex: { rows: own } } },
    });
    expect(await sexOf(id)).toBe("female");
  });

  test("goes from the overrides when it equals the template's again", async () => {
    const id = await approvedConnection();
    await save(id, own);
    expect(await save(id, [])).toMatchObject({ kind: "done" });
    expect(await configurationOf(id)).toMatchObject({ note: "Value table sex as the template has it", overrides: {} });
    expect(await sexOf(id)).toBeUndefined();
  });

  test("is not saved over somebody else's change, nor when nothing differs", async () => {
    const id = await approvedConnection();
    const seen = tableMark(await tableOf(id, "sex"));
    await save(id, own);
    const late = await save(id, [{ code: "V", value: "male" }], { seen });
    expect(late).toMatchObject({ kind: "refused", code: "changed-meanwhile" });
    expect(await save(id, own)).toMatchObject({ kind: "refused", code: "no-change" });
    expect(await configurationOf(id)).toMatchObject({ version: 2, overrides: { tables: { sex: { rows: own } } } });
  });

  test("of two who save at once one is refused", async () => {
    const id = await approvedConnection();
    const seen = tableMark(await tableOf(id, "sex"));
    const outcomes = await Promise.all([save(id, own, { seen }), save(id, [{ code: "V", value: "male" }], { seen })]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["done", "refused"]);
    expect((await rowOf(id)).configurationVersion).toBe(2);
  });

  test("keeps what is changed elsewhere meanwhile", async () => {
    const id = await approvedConnection();
    const seen = tableMark(await tableOf(id, "sex"));
    const priority = [{ code: "9", value: "stat" }];
    const others = await tableOf(id, "priority");
    await save(id, priority, { table: "priority", seen: tableMark(others) });
    expect(await save(id, own, { seen })).toMatchObject({ kind: "done" });
    expect(Object.keys((await configurationOf(id)).overrides.tables ?? {}).sort()).toEqual(["priority", "sex"]);
  });

  test("with a code twice, by somebody who may not, or of a connection that is not there is refused", async () => {
    const id = await approvedConnection();
    expect(await save(id, [...own, { code: "W", value: "male" }])).toMatchObject({
      kind: "refused",
      code: "code-twice",
      message: expect.stringContaining("Row 2"),
    });
    expect(await save(id, [{ code: "W", value: "fe\u0000male" }])).toMatchObject({ code: "could-not-run" });
    const asked = { table: "sex", rows: own, seen: tableMark(await tableOf(id, "sex")), note: "" };
    expect(await saveValueTable(await demoActor("sales"), id, asked)).toEqual({ kind: "forbidden" });
    expect(await saveValueTable(engineer, "con_00000000", asked)).toEqual({ kind: "not-found" });
    await withTransaction(async (tx) => {
      await tx.db.update(connections).set({ state: "retired" }).where(eq(connections.id, id));
    });
    expect(await save(id, own)).toMatchObject({ kind: "refused", code: "not-now" });
    expect((await rowOf(id)).configurationVersion).toBe(1);
  });

  test("stays listed while the connection has rows of it, also when no rule uses it any more", async () => {
    const id = await approvedConnection();
    await saveOverrides(engineer, id, { tables: { "visit-types": { rows: own } } });
    expect(await tableOf(id, "visit-types")).toMatchObject({ used: false, rows: own, template: [] });
  });
});
