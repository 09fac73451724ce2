import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { testRuns } from "~/db/schema/connections";
import { alerts } from "~/db/schema/operations";
import { replayMessage } from "~/engine/pipeline/replay";
import { resendMessage } from "~/engine/pipeline/resend";
import { discardMessage } from "~/engine/pipeline/resolve";
import { discardCandidate } from "~/workflows/connection/candidate";
import { saveCodeMap } from "~/workflows/connection/commands";
import { startTestRun } from "~/workflows/connection/test-runs";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  filesIn,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  resultText,
  useLiveConnection,
} from "../support/live-connection";

/** What answers a test comes when it likes: after the run, and while real results go the same way. */
useDatabase();
const live = useLiveConnection();
let engineer: Awaited<ReturnType<typeof demoActor>>;
let runId = "";

const marked = (text: string) => text.replace("|P|2.5.1|", "|T|2.5.1|");
const arrives = async (side: "emr" | "lis", name: string, text: string) => {
  await putFile(live[side], name, text);
  const [row] = await messagesOf(name, 1);
  if (!row) throw new Error(`${name} was not stored.`);
  return row;
};
const answer = (placer: string, control: string) => resultText({ placer, control, facility: live.facility });
/** As some lab systems answer: with their own number alone. */
const byFiller = (text: string, placer: string) => text.replaceAll(`${placer}^LARKSPUR`, "");
const startRun = async () => {
  const codes = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
  expect(await saveCodeMap(engineer, live.id, codes)).toMatchObject({ kind: "done" });
  expect(await startTestRun(engineer, live.id)).toMatchObject({ kind: "done" });
  const [run] = await database()
    .select()
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, live.id), eq(testRuns.state, "waiting")));
  return run?.id ?? "";
};

beforeAll(async () => {
  engineer = await demoActor("engineer");
  runId = await startRun();
  const tried = await arrives("emr", "t1.hl7", marked(orderText({ placer: "T1", control: "T1" })));
  await messageIn(tried.id, "delivered");
  const early = await arrives("lis", "t1-early.hl7", answer("T1", "T1-early"));
  expect(early.testRunId).toBe(runId);
  expect(await discardCandidate(engineer, live.id, "The test is over.")).toMatchObject({ kind: "done" });
});

describe("on a live connection the answer to an order of a test that is over", () => {
  test("is held as a test, told, and never reaches the practice", async () => {
    const late = await arrives("lis", "t1-late.hl7", answer("T1", "T1-late"));
    expect(late).toMatchObject({ state: "held", reasonCode: "test-over", testRunId: runId });
    const told = await database().select().from(alerts).where(eq(alerts.messageId, late.id));
    expect(told).toMatchObject([{ kind: "held" }]);
    // Real results go on beside it.
    await messageIn((await arrives("emr", "p1.hl7", orderText({ placer: "P1", control: "P1" }))).id, "delivered");
    await messageIn((await arrives("lis", "p1-answer.hl7", answer("P1", "P1-answer"))).id, "delivered");
    expect(await filesIn(live.emr, "out")).not.toContain(late.outboundName);
    expect(await replayMessage("usr_1", late.id, "try")).toMatchObject({ kind: "done", state: "held" });
    expect(await resendMessage("usr_1", late.id, "try")).toMatchObject({ kind: "refused" });
  });

  test("is known by the lab's own number too", async () => {
    const late = await arrives("lis", "t1-filler.hl7", byFiller(answer("T1", "T1-filler"), "T1"));
    expect(late).toMatchObject({ placerOrderNumber: null, state: "held", reasonCode: "test-over", testRunId: runId });
  });

  test("is held as well while another test is under way", async () => {
    const next = await startRun();
    const late = await arrives("lis", "t1-next.hl7", answer("T1", "T1-next"));
    expect(late).toMatchObject({ state: "held", reasonCode: "test-over", testRunId: runId });
    expect(next).not.toBe(runId);
    await discardCandidate(engineer, live.id, "Over.");
  });

  test("is of the later order where a number is used again", async () => {
    const real = await arrives("emr", "t1-real.hl7", orderText({ placer: "T1", control: "T1-real", seed: "other" }));
    await messageIn(real.id, "delivered");
    for (const held of ["t1-late.hl7", "t1-filler.hl7", "t1-next.hl7", "t1-early.hl7"]) {
      const [row] = await messagesOf(held, 1);
      if (row && row.state !== "delivered") await putAsideNow(row.id);
    }
    await messageIn((await arrives("lis", "t1-real-answer.hl7", answer("T1", "T1-real-answer"))).id, "delivered");
  });
});

test.each(["T", "D"])("a result that says %s of itself is held", async (processing) => {
  const text = answer("P1", `P1-${processing}`).replace("|P|2.5.1", `|${processing}|2.5.1`);
  const row = await arrives("lis", `p1-${processing}.hl7`, text);
  expect(row).toMatchObject({ state: "held", reasonCode: "test-message", reasonPath: "MSH-11" });
  await putAsideNow(row.id);
});

async function putAsideNow(id: string): Promise<void> {
  await discardMessage("usr_1", id, "Seen.");
}
