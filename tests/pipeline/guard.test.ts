import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { tests } from "~/db/schema/compendium";
import { configurationVersions, connections } from "~/db/schema/connections";
import { posts } from "~/db/schema/conversation";
import { guardedTests } from "~/db/schema/guarded";
import { mails } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { type CodePolicies, holdAll } from "~/engine/mapping";
import { replayMessage } from "~/engine/pipeline/replay";
import { tellSubstitutions } from "~/workflows/order/tell-substitutions";
import { useDatabase } from "../support/database";
import {
  hopsOf,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  readOut,
  useLiveConnection,
} from "../support/live-connection";

useDatabase();
const live = useLiveConnection();

/** A code of the practice stands for TSH, which ends and is replaced by CMP. */
beforeAll(async () => {
  await withTransaction(async (tx) => {
    await tx.db.update(tests).set({ status: "discontinued", replacementCode: "CMP" }).where(eq(tests.code, "TSH"));
    await tx.db
      .update(connections)
      .set({ offeredTests: ["TSH", "CMP", "CBC"] })
      .where(eq(connections.id, live.id));
  });
  await configure({}, ["TSH", "CMP", "CBC", "LIPID"]);
});

/** The configuration in force from now on. */
async function configure(policies: Partial<CodePolicies>, codes?: readonly string[]): Promise<void> {
  await withTransaction(async (tx) => {
    const rows = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id));
    const newest = rows.reduce((a, b) => (b.version > a.version ? b : a));
    const version = newest.version + 1;
    const codeMap = codes?.map((labCode) => ({ labCode, emrCode: `EMR-${labCode}` })) ?? newest.codeMap;
    const codePolicies = { ...holdAll, ...policies };
    await tx.db.insert(configurationVersions).values({ ...newest, version, codeMap, codePolicies });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, live.id));
  });
}

/** Sends an order; `cancel` takes one back. */
async function send(placer: string, code: string, { cancel = false } = {}) {
  const name = `${placer}${cancel ? "-cancel" : ""}.hl7`;
  const text = orderText({ placer, control: name, code });
  await putFile(live.emr, name, cancel ? text.replace(/ORC\|NW/g, "ORC|CA") : text);
  const [row] = await messagesOf(name, 1);
  return row?.id ?? "";
}
const guardedOf = (id: string) => database().select().from(guardedTests).where(eq(guardedTests.messageId, id));
const sentAs = async (id: string) => readOut(live.lis, (await messageIn(id, "delivered")).outboundName);
const lastHop = async (id: string, name: string) =>
  (await hopsOf(id)).filter(({ hop }) => hop === name).at(-1)?.detail ?? "";

describe("an order with a code that has ended", () => {
  test("is held, goes with its replacement once the policy says so, and tells both sides", async () => {
    const id = await send("G1", "EMR-TSH");
    await messageIn(id, "held");
    expect(await guardedOf(id)).toMatchObject([
      { labCode: "TSH", reason: "discontinued", outcome: "held", putCode: null },
    ]);
    expect(await tellSubstitutions()).toBe(0);

    await configure({ discontinued: "substitute" });
    expect(await replayMessage("usr_1", id, "put the replacement")).toMatchObject({ state: "queued" });
    const out = await sentAs(id);
    expect(out).toMatch(/OBR\|1\|G1[^\r]*\|CMP\^/);
    expect(out).toMatch(/NTE\|1\|L\|Ordered as TSH/);
    expect(await lastHop(id, "replayed")).toBe("put the replacement");
    expect((await hopsOf(id)).map(({ detail }) => detail).join()).toContain("CMP, which replaces it, was put for it");
    expect(await guardedOf(id)).toMatchObject([{ outcome: "substituted", putCode: "CMP" }]);

    const second = await send("G2", "EMR-TSH");
    await messageIn(second, "delivered");
    expect(await tellSubstitutions()).toBe(1);
    expect(await tellSubstitutions()).toBe(0);
    await messageIn(await send("G3", "EMR-TSH"), "delivered");
    expect(await tellSubstitutions()).toBe(0);
    const written = await database()
      .select()
      .from(mails)
      .where(eq(mails.cause, `order.substitute ${live.id}`));
    expect(new Set(written.map(({ to }) => to)).size).toBe(written.length);
    expect(written.length).toBeGreaterThan(0);
    const told = (await database().select().from(posts)).filter(({ authorId }) => authorId === null);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain("EMR-TSH");
    expect(JSON.stringify([told, written])).not.toMatch(/G1|Testpatient/);
  });

  test("is cancelled under the code the lab was sent, also when the policy is another one by then", async () => {
    await configure({});
    const id = await send("G2", "EMR-TSH", { cancel: true });
    const out = await sentAs(id);
    expect(out).toMatch(/ORC\|CA/);
    expect(out).toContain("|CMP^");
    expect(await lastHop(id, "mapped")).toContain("TSH was ordered as CMP and is taken back as that.");
    expect(await guardedOf(id)).toEqual([]);
  });

  test("that was ordered before it ended is cancelled as it was ordered, never held", async () => {
    const id = await send("G4", "EMR-TSH", { cancel: true });
    expect(await sentAs(id)).toContain("|TSH^");
    expect(await guardedOf(id)).toEqual([]);
  });
});

describe("an order that goes on with a warning", () => {
  test.each<[keyof CodePolicies, string, string]>([
    ["notOffered", "EMR-LIPID", "LIPID"],
    ["unknown", "EMR-NOBODY", "EMR-NOBODY"],
    ["discontinued", "EMR-TSH", "TSH"],
  ])("because the policy for %s says so", async (reason, emrCode, sent) => {
    await configure({ [reason]: "pass" });
    const id = await send(`W-${reason}`, emrCode);
    expect(await sentAs(id)).toContain(`|${sent}^`);
    expect(await lastHop(id, "mapped")).toContain("It went on as it is.");
    expect(await guardedOf(id)).toMatchObject([{ reason, outcome: "passed", emrCode }]);
  });
});

test("a code waits for its first day", async () => {
  await withTransaction(async (tx) => {
    await tx.db.update(tests).set({ orderableFrom: "2999-01-01" }).where(eq(tests.code, "CBC"));
  });
  await configure({});
  const id = await send("F1", "EMR-CBC");
  expect(await messageIn(id, "held")).toMatchObject({ reasonCode: "code-not-yet", reasonPath: "OBR-4.1" });
  await withTransaction(async (tx) => {
    await tx.db.update(tests).set({ orderableFrom: "2020-01-01" }).where(eq(tests.code, "CBC"));
  });
  expect(await replayMessage("usr_1", id, "its day has come")).toMatchObject({ state: "queued" });
  expect(await sentAs(id)).toContain("|CBC^");
  expect(await guardedOf(id)).toEqual([]);
});
