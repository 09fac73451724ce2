import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { connections } from "~/db/schema/connections";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import type { Template } from "~/engine/mapping";
import { replayMessage } from "~/engine/pipeline/replay";
import { chooseTemplate } from "~/workflows/connection/commands";
import { saveOverrides } from "~/workflows/connection/overrides";
import { publishDraft, saveDraft, startDraft } from "~/workflows/template/commands";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  messageIn,
  messagesOf,
  orderText,
  putFile,
  readOut,
  resultText,
  useLiveConnection,
} from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
const name = "larkspur-asking";
const delivered = (row: { state: string }) => row.state === "delivered";
/** Fails for one order, takes for ever for another. */
const requisition = `(
  $forever := function($x) { $forever($x) };
  value = "PFAIL" ? $error("PFAIL is not wanted") : value = "PSLOW" ? $forever(1) : "REQ/" & $uppercase(value)
)`;
const asking = (expression: string) => ({
  rules: [{ name: "requisition", from: "ORC-2.1", to: "requisition", transform: { name: "jsonata", expression } }],
});
const setState = (state: "live" | "paused") =>
  withTransaction((tx) => tx.db.update(connections).set({ state }).where(eq(connections.id, live.id)));

beforeAll(async () => {
  const engineer = await demoActor("engineer");
  const open = await startDraft(engineer, name, { extends: "generic-orm-2.5.1" });
  if (open.kind !== "done") throw new Error(open.kind);
  const expression = '"Chart " & $substring(value, 0, 2)';
  const body: Template = {
    ...open.draft.body,
    orders: asking(requisition),
    results: {
      rules: [
        {
          name: "patient-account-words",
          from: "placerOrderNumber",
          to: "PID-18",
          transform: { name: "jsonata", expression },
        },
      ],
    },
  };
  await saveDraft(engineer, name, body, open.draft.revision);
  expect(await publishDraft(engineer, name, "Asks expressions")).toMatchObject({ kind: "done", version: "1.0.0" });
  await setState("paused");
  expect(await chooseTemplate(engineer, live.id, name)).toMatchObject({ kind: "done" });
  await setState("live");
});
afterAll(async () => {
  expect((await reconcile()).every((row) => row.remainder === 0)).toBe(true);
});

describe("a connection whose template asks expressions", () => {
  test("takes an order to the lab and brings its result back", async () => {
    await putFile(live.emr, "asked.hl7", orderText({ placer: "Pask1", control: "C1" }));
    const [order] = await messagesOf("asked.hl7", 1, delivered);
    expect(order?.mapped).toMatchObject({ requisition: "REQ/PASK1" });
    expect(await readOut(live.lis, order?.outboundName ?? "")).toContain("REQ/PASK1");

    await putFile(live.lis, "answer.hl7", resultText({ placer: "Pask1", control: "R1", facility: live.facility }));
    const [result] = await messagesOf("answer.hl7", 1, delivered);
    expect(await readOut(live.emr, result?.outboundName ?? "")).toContain("Chart Pa");
  });

  test.each([
    ["fails", "PFAIL", "its expression failed"],
    ["takes too long", "PSLOW", "its expression took too long"],
  ])("has the order visible whose expression %s, with rule and place and no value", async (_, placer, words) => {
    await putFile(live.emr, `${placer}.hl7`, orderText({ placer, control: placer }));
    const [dead] = await messagesOf(`${placer}.hl7`, 1);
    expect(dead).toMatchObject({ state: "dead", reasonCode: "expression-failed", reasonPath: "ORC-2.1", mapped: null });
    expect(dead?.reason).toContain("Rule requisition: ");
    expect(dead?.reason).toContain(words);
    expect(dead?.reason).not.toContain(placer);
    const [alert] = await database()
      .select()
      .from(alerts)
      .where(eq(alerts.messageId, dead?.id ?? ""));
    expect(alert).toMatchObject({ kind: "dead-letter", resolvedAt: null });
  });

  test("delivers it once the expression is mended and it is replayed", async () => {
    const [dead] = await messagesOf("PFAIL.hl7", 1);
    await setState("paused");
    const mended = { orders: asking('"REQ/" & value') };
    expect(await saveOverrides(await demoActor("engineer"), live.id, mended)).toMatchObject({ kind: "done" });
    await setState("live");
    expect(await replayMessage("usr_1", dead?.id ?? "", "mended")).toMatchObject({ kind: "done", state: "queued" });
    const done = await messageIn(dead?.id ?? "", "delivered");
    expect(await readOut(live.lis, done.outboundName)).toContain("REQ/PFAIL");
  });
});
