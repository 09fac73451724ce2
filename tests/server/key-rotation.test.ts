import { randomBytes } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { secretOf, secretPlace } from "~/db/endpoint-settings";
import { verifyAudit } from "~/db/queries/verify-audit";
import { endpoints } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { auditEvents, mails, settings } from "~/db/schema/operations";
import { hostKeys, plainSftp } from "~/db/schema/transports";
import { countSealed, sealedTables } from "~/db/sealed-columns";
import { keyId, sealSecret, setSecretKey } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { openLink } from "~/emails/sealed-link";
import { keyStatus, newKey, reseal } from "~/server/key-command";
import { readKeyList } from "~/server/key-list";
import { adoptSecretKey, setKeysOf } from "~/server/secret-key";
import { verifyEvidence } from "~/workflows/connection/verify-evidence";
import { ensureHostKeys, shownHostKeys } from "~/workflows/gateway/host-keys";
import { useDatabase } from "../support/database";
import { messagesOf, orderText, putFile, useLiveConnection } from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
// Each use signs in afresh, so that each delivery opens its secret.
const live = useLiveConnection({ quirks: { ...plainSftp.quirks, keepSession: false } });

const first = Buffer.alloc(32, 7);
const lineOf = (bytes: Buffer) => `${keyId(bytes)}:${bytes.toString("base64")}`;
const listOf = (...keys: Buffer[]) => keys.map(lineOf).join(",");

beforeAll(async () => {
  await ensureHostKeys();
  await withTransaction((tx) =>
    queueMail(
      tx,
      ["somebody@practice.example"],
      "invitation.send inv_1",
      { subject: "Come in", heading: "Come in", paragraphs: [], action: { label: "Open", path: "/invitation/" } },
      "the-secret-end",
    ),
  );
});

async function resealed(size?: number) {
  const reports = [];
  for await (const report of reseal(size)) reports.push(report);
  return { steps: reports.slice(0, -1), last: reports.at(-1) };
}

/** Every table in which a row holds this text, or its bytes, in whichever column; what only names keys is left out. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await database().execute<{ name: string }>(sql`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in ('audit_events', 'settings')`);
  const hex = Buffer.from(text).toString("hex");
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await database().execute(sql`
      select 1 from ${sql.identifier(name)} t
      where position(${text} in t::text) > 0 or position(${hex} in t::text) > 0 limit 1`);
    if (row) found.push(name);
  }
  return found.sort();
}

describe("a list of keys", () => {
  test("is read as it was written: one or many, with and without ids, on one line or several", () => {
    const keys = fc.uniqueArray(fc.uint8Array({ minLength: 32, maxLength: 32 }), {
      minLength: 1,
      maxLength: 5,
      selector: String,
    });
    fc.assert(
      fc.property(keys, fc.constantFrom(",", "\n", ", "), fc.boolean(), (made, between, named) => {
        const all = made.map((bytes) => Buffer.from(bytes));
        const list = all.map((bytes) => (named ? lineOf(bytes) : bytes.toString("base64"))).join(between);
        expect(readKeyList(list)).toEqual({ kind: "read", keys: all });
      }),
    );
  });

  test("is refused where a key is not what its id says, without showing a key", () => {
    const [one, other] = [randomBytes(32), randomBytes(32)];
    const swapped = readKeyList(`${keyId(one)}:${other.toString("base64")}`);
    expect(swapped).toMatchObject({ kind: "wrong", problem: expect.stringContaining(keyId(one)) });
    const pasted = readKeyList(`${one.toString("base64")}:${other.toString("base64")}`);
    for (const read of [swapped, pasted, readKeyList("short"), readKeyList("")]) {
      expect(read.kind).toBe("wrong");
      for (const key of [one, other]) expect(JSON.stringify(read)).not.toContain(key.toString("base64"));
    }
  });

  test("gets a new key in front", () => {
    const made = newKey("the-file");
    const read = readKeyList(`${made.text},${first.toString("base64")}`);
    expect(read).toMatchObject({ kind: "read", keys: [expect.any(Buffer), first] });
    expect(made.next).not.toContain(made.text);
  });
});

describe("the key of stored credentials", () => {
  const [second, third, fourth] = [randomBytes(32), randomBytes(32), randomBytes(32)];

  test("is found in every column that holds sealed values, and the list of them is whole", async () => {
    expect(await tablesWith(keyId(first))).toEqual([...sealedTables].sort());
    const counted = (await countSealed()).map(({ table }) => table);
    expect(new Set(counted)).toEqual(new Set(sealedTables));
  });

  test("is refused when stored values need another one, which is named and never shown", async () => {
    const failure = await setKeysOf(lineOf(second)).catch((error: Error) => error.message);
    expect(failure).toContain(keyId(first));
    expect(failure).not.toContain(second.toString("base64"));
    setSecretKey(first);
  });

  test("is not used to reseal before a process that goes on running has it", async () => {
    await setKeysOf(listOf(second, first));
    expect((await resealed()).last).toMatchObject({ ok: false, json: { reason: "not-adopted" } });
    expect((await countSealed()).every((one) => one.keyId === keyId(first))).toBe(true);
  });

  test("is changed while messages are delivered; then the older one may go", async () => {
    await adoptSecretKey(lineOf(first));
    await adoptSecretKey(listOf(second, first));
    const order = (n: number) => putFile(live.emr, `k-${n}.hl7`, orderText({ placer: `K-${n}`, control: `C-K-${n}` }));
    for (let n = 0; n < 5; n++) await order(n);
    const changing = resealed(1);
    for (let n = 5; n < 10; n++) await order(n);
    const { steps, last } = await changing;
    expect(steps.length).toBeGreaterThan(3);
    expect(last).toMatchObject({ ok: true, json: { left: 0, unopened: [] } });
    expect(await tablesWith(keyId(first))).toEqual([]);
    expect((await keyStatus()).json).toMatchObject({
      keys: [
        { id: keyId(second), newest: true },
        { id: keyId(first), newest: false, values: 0 },
      ],
    });

    await adoptSecretKey(lineOf(second));
    for (let n = 10; n < 12; n++) await order(n);
    for (let n = 0; n < 12; n++) await messagesOf(`k-${n}.hl7`, 1, (row) => row.state === "delivered");
    const all = await database().select({ attempts: messages.attempts }).from(messages);
    expect(all.map((row) => row.attempts)).toEqual(all.map(() => 1));

    expect(await shownHostKeys()).toHaveLength(2);
    const [mail] = await database().select().from(mails).where(eq(mails.to, "somebody@practice.example"));
    expect(mail && openLink(mail.letter, mail.id).action?.path).toBe("/invitation/the-secret-end");
  });

  test("left its trail, and what seals evidence needs no key", async () => {
    const events = await database()
      .select({ action: auditEvents.action, objectId: auditEvents.objectId, meta: auditEvents.meta })
      .from(auditEvents)
      .where(and(eq(auditEvents.chain, "system"), sql`${auditEvents.action} like 'key.%'`))
      .orderBy(auditEvents.seq);
    expect(events.map((one) => one.action)).toContain("key.adopt");
    const values = events.flatMap(({ meta }) => (JSON.parse(meta) as { values?: number }).values ?? []);
    expect(values.reduce((a, b) => a + b, 0)).toBe((await countSealed()).reduce((sum, one) => sum + one.values, 0));
    const [known] = await database().select().from(settings).where(eq(settings.key, "secret-key-id"));
    expect(known?.value).toBe(`${keyId(first)},${keyId(second)}`);
    expect((await verifyAudit()).ok).toBe(true);
    expect((await verifyEvidence()).ok).toBe(true);
  });

  test("is changed again from where it was stopped, and keeps what somebody changes meanwhile", async () => {
    await adoptSecretKey(listOf(third, second));
    const stopped = reseal(1);
    await stopped.next();
    await stopped.return(undefined);
    const left = (await countSealed()).filter((one) => one.keyId === keyId(second));
    expect(left.length).toBeGreaterThan(0);

    const [row] = await database()
      .select()
      .from(endpoints)
      .where(sql`${endpoints.secret}->>'kid' = ${keyId(second)}`)
      .limit(1);
    const id = row?.id ?? "";
    let free: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    let changed: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      changed = resolve;
    });
    const changing = withTransaction(async (tx) => {
      await tx.db
        .update(endpoints)
        .set({ secret: sealSecret("a newer one", secretPlace(id)) })
        .where(eq(endpoints.id, id));
      changed();
      await held;
    });
    await written;
    const going = resealed(1);
    await waitFor("it to wait for the row", async () => {
      const [waiting] = await database().execute(
        sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting !== undefined;
    });
    free();
    await changing;
    expect((await going).last).toMatchObject({ ok: true, json: { left: 0 } });
    const [after] = await database().select().from(endpoints).where(eq(endpoints.id, id));
    expect(after && secretOf(after)).toBe("a newer one");
  });

  test("stays needed by a value that does not open, which is named", async () => {
    const [row] = await database().select().from(hostKeys).limit(1);
    if (!row) throw new Error("There is no host key.");
    const secret = { ...row.secret, ct: row.secret.nonce };
    await withTransaction((tx) => tx.db.update(hostKeys).set({ secret }).where(eq(hostKeys.id, row.id)));
    await adoptSecretKey(listOf(fourth, third));
    const { last } = await resealed();
    expect(last).toMatchObject({ ok: false, json: { left: 1, unopened: [`host_keys ${row.id}`] } });
    expect((await countSealed()).filter((one) => one.keyId === keyId(third))).toHaveLength(1);
  });
});
