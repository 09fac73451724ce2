import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { database } from "~/db/client";
import { syncs } from "~/db/schema/sync";
import { type Message, parse, splitFile } from "~/engine/hl7";
import { discardMessage } from "~/engine/pipeline/resolve";
import { readAnswer, takeAnswers } from "~/workflows/sync/answers";
import { sendWhole } from "~/workflows/sync/make";
import { saveProfile } from "~/workflows/sync/profile";
import { sendSyncs } from "~/workflows/sync/send";
import { untoldUpdate } from "~/workflows/sync/untold";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { filesIn, messageIn, messagesOf, putFile, readOut, useLiveConnection } from "../support/live-connection";

useDatabase();
const live = useLiveConnection();

const answerTo = (controlId: string, code: string, records: [string, string][]) =>
  [
    "MSH|^~\\&|EMR|CLINIC|GATEHOUSE|LAB|20261122080000+0000||MFK^M08^MFK_M01|A-1|P|2.5.1",
    `MSA|${code}|${controlId}`,
    "MFI|OME^^HL70175||UPD|||AL",
    ...records.map(([result, key]) => `MFA|MAD|1|20261122|${result}|${key}^^L|CE`),
    "",
  ].join("\r");

const read = (text: string): Message => {
  const parsed = parse(text);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
};

test.each([
  ["AA", [["S", "GLU"]], undefined],
  [
    "AA",
    [
      ["S", "GLU"],
      ["U^no such unit", "ALT"],
    ],
    "ALT: no such unit",
  ],
  ["AE", [], "it answered AE"],
] as [string, [string, string][], string | undefined][])("an answer %s %j refuses %j", (code, records, refusal) => {
  expect(readAnswer(read(answerTo("X-1", code, records)))).toEqual({ controlId: "X-1", refusal });
});

test("the file lies in the EMR's folder as it was made, and its answer among the orders confirms it", async () => {
  const labOps = await demoActor("labops");
  const how = {
    format: "mfn",
    way: "endpoint",
    columns: null,
    whole: false,
    withPrices: true,
    contact: "",
    dueDays: 7,
  };
  await saveProfile(labOps, live.id, how as Parameters<typeof saveProfile>[2]);
  const sent = await sendWhole(labOps, live.id);
  if (sent.kind !== "done") throw new Error(sent.kind);
  await sendSyncs();
  const syncNow = async () => (await database().select().from(syncs).where(eq(syncs.id, sent.id)))[0];
  const sync = await syncNow();
  expect(sync).toMatchObject({ state: "sent", failure: null, tries: 1 });
  expect(await filesIn(live.emr, "out")).toEqual([sync?.fileName]);
  const there = await readOut(live.emr, sync?.fileName ?? "");
  expect(there).toBe(sync?.file?.toString("utf8"));
  expect(splitFile(Buffer.from(there)).messages).toHaveLength(sync?.controlIds.length ?? 0);
  const [code = ""] = Object.values(sync?.changes.add ?? {}).flat();
  expect(await untoldUpdate(live.id, [code])).toMatchObject({ syncId: sent.id, state: "sent" });

  await putFile(live.emr, "answer.hl7", answerTo(sync?.controlIds[0] ?? "", "AA", [["S", code]]));
  const [message] = await messagesOf("answer.hl7", 1, ({ state }) => state === "dead");
  for (const { id, reason } of await takeAnswers()) await discardMessage("worker", id, reason);
  expect(await syncNow()).toMatchObject({ state: "acknowledged", acknowledgedBy: "The EMR" });
  await messageIn(message?.id ?? "", "discarded");
  expect(await untoldUpdate(live.id, [code])).toBeUndefined();
});
