/** The gate's codes: what is missing, what it may be, and taking it in place. */
import { beforeAll, describe, expect, test } from "vitest";
import { actOnConnection } from "~/app/server/connection-actions.server";
import { loadConversationTab } from "~/app/server/connection-conversation.server";
import { loadGateTab } from "~/app/server/connection-tabs.server";
import { database } from "~/db/client";
import { newMessageId } from "~/db/ids";
import { guardedTests } from "~/db/schema/guarded";
import { messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { findConfiguration, saveCodeMap } from "~/workflows/connection/commands";
import { saveSystemCodes } from "~/workflows/emr/code-map";
import { asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { connectionRow } from "../support/tested-connection";

useDatabase();
let id: string;
const params = () => ({ id });
const fixIn = async (who = "engineer") => {
  const { items } = await loadGateTab(await asks({ who, params: params() }));
  return items.find(({ key }) => key === "codes")?.fix ?? null;
};
const rowOf = async (code: string) => (await fixIn())?.rows.find((row) => row.code === code);
const accept = async (entries: object[], who = "engineer") =>
  actOnConnection(
    await asks({ who, params: params(), form: { intent: "acceptCodes", entries: JSON.stringify(entries) } }),
  );

/** An order whose test the code map does not have, as the pipe leaves it behind. */
async function ordered(code: { code: string; text?: string; system?: string; alternate?: object }): Promise<void> {
  const receivedAt = new Date();
  const messageId = newMessageId(receivedAt.getTime());
  await withTransaction(async (tx) => {
    await tx.db.insert(messages).values({
      id: messageId,
      receivedAt,
      connectionId: id,
      direction: "order",
      sourceEndpointId: "end_1",
      ordinal: 1,
      orderKey: messageId,
      title: "Order",
      raw: Buffer.from(""),
      contentSha256: messageId,
      state: "held",
      mapped: { tests: [{ code }] },
    });
    await tx.db.insert(guardedTests).values({
      messageId,
      position: 0,
      receivedAt,
      connectionId: id,
      emrCode: code.code,
      labCode: null,
      reason: "unknown",
      outcome: "held",
      words: "seen",
    });
  });
}

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  id = await approvedConnection();
  const row = await connectionRow(id);
  const offered = [...row.offeredPanels, ...row.offeredTests];
  const left = new Set(offered.filter((code) => !["TSH", "FERR", "A1C"].includes(code)));
  await saveCodeMap(
    await demoActor("engineer"),
    id,
    [...left].map((labCode) => ({ labCode, emrCode: `E-${labCode}` })),
  );
});

describe("the codes of the gate", () => {
  test("show what is not mapped; without anything to go by, the practice can be asked", async () => {
    const fix = await fixIn();
    expect(fix).toMatchObject({ more: 0, canEdit: true, canAsk: true });
    for (const row of fix?.rows ?? []) expect(row.suggestion).toBeNull();
    const [first] = fix?.rows ?? [];
    const query = new URL(first?.askHref ?? "", "http://x").search;
    const { defaultValues } = await loadConversationTab(await asks({ who: "engineer", params: params(), query }));
    expect(defaultValues?.text).toMatch(new RegExp(`${first?.name} \\(${first?.code}\\)\\?$`));
    const other = await loadConversationTab(await asks({ who: "engineer", params: params(), query: "?ask=NOSUCH" }));
    expect(other.defaultValues?.text).toBe("");
  });

  test("suggest what the practice ordered, by LOINC or name, before what the EMR system's map says", async () => {
    const row = await connectionRow(id);
    const [first] = (await fixIn())?.rows ?? [];
    if (!row.emrSystemId || !first) throw new Error("The connection has no EMR system, or nothing is left to map.");
    const changes = [{ labCode: first.code, emrCode: "MAP1" }];
    await saveSystemCodes(await demoActor("engineer"), row.emrSystemId, { changes, note: "", seen: 0 });
    expect((await rowOf(first.code))?.suggestion).toMatchObject({
      emrCode: "MAP1",
      because: expect.stringContaining("v1"),
    });
    await ordered({ code: "LAB77", text: first.name.toUpperCase(), system: "L" });
    expect((await rowOf(first.code))?.suggestion).toMatchObject({
      emrCode: "LAB77",
      emrText: first.name.toUpperCase(),
      because: "Same name, in an order of theirs",
    });
  });

  test("are taken in place, and only by engineers", async () => {
    const before = (await findConfiguration(await connectionRow(id)))?.codeMap ?? [];
    const [first] = (await fixIn())?.rows ?? [];
    const entry = { labCode: first?.code ?? "", emrCode: "LAB77", emrText: "" };
    expect(await fixIn("labops")).toMatchObject({ canEdit: false });
    expect(await statusOf(accept([entry], "labops"))).toBe(403);
    expect(await statusOf(accept([]))).toBe(400);
    expect(await statusOf(accept([{ ...entry, emrCode: before[0]?.emrCode ?? "" }]))).toBe(409);
    expect(await statusOf(accept([entry]))).toBe(302);
    const after = (await findConfiguration(await connectionRow(id)))?.codeMap ?? [];
    expect(after).toHaveLength(before.length + 1);
    expect(after.find(({ labCode }) => labCode === first?.code)).toMatchObject({ emrCode: "LAB77" });
    expect(await rowOf(first?.code ?? "")).toBeUndefined();
    expect(await database().$count(messages)).toBeGreaterThan(0);
  });
});
