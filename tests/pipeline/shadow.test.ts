import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { shadowKinds } from "~/db/queries/shadow-kinds";
import { testRuns } from "~/db/schema/connections";
import { shadowOutcomes } from "~/db/schema/shadow";
import { followShadows, shadowPast } from "~/engine/pipeline/shadow";
import { acceptDifferences, discardCandidate } from "~/workflows/connection/candidate";
import { saveCodeMap } from "~/workflows/connection/commands";
import { switchOver } from "~/workflows/connection/switch-over";
import { startTestRun } from "~/workflows/connection/test-runs";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  filesIn,
  hopsOf,
  hurry,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  resultText,
  useLiveConnection,
} from "../support/live-connection";
import { connectionRow, passedRun, signRun } from "../support/tested-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
let engineer: Awaited<ReturnType<typeof demoActor>>;
beforeAll(async () => {
  engineer = await demoActor("engineer");
});

const mapOf = (codes: Record<string, string>) =>
  Object.entries(codes).map(([labCode, emrCode]) => ({ labCode, emrCode }));
/** The two lab codes of the practice's own change places: every order comes out otherwise. */
const swapped = mapOf({ CMP: "EMR-CMP", TSH: "EMR-PWELL", PWELL: "EMR-TSH" });
const order = async (placer: string, { test: marked = false, code = "EMR-TSH" } = {}) => {
  const text = orderText({ placer, control: `C${placer}`, code });
  await putFile(live.emr, `${placer}.hl7`, marked ? text.replace("|P|2.5.1|", "|T|2.5.1|") : text);
  const [row] = await messagesOf(`${placer}.hl7`, 1);
  if (!row) throw new Error("The order was not stored.");
  return row;
};
const outcomesOf = (version: number) =>
  database()
    .select()
    .from(shadowOutcomes)
    .where(eq(shadowOutcomes.candidateVersion, version))
    .orderBy(shadowOutcomes.receivedAt);
const candidate = async (map = swapped) => {
  const saved = await saveCodeMap(engineer, live.id, map);
  if (saved.kind !== "done" || saved.row.candidateVersion === null) throw new Error(saved.kind);
  return saved.row.candidateVersion;
};
const orderCode = (bytes: Buffer | null) => /OBR\|[^|]*\|[^|]*\|[^|]*\|([^^|]*)/.exec(bytes?.toString() ?? "")?.[1];

describe("the shadow of a candidate", () => {
  test("compares what comes in and what is here already; the pipe goes on with what is in force", async () => {
    const before = await order("S1");
    expect(await followShadows()).toBe(false);
    const version = await candidate();
    const after = await order("S2");
    await messageIn(after.id, "delivered");
    expect(after.configurationVersion).toBe(2);
    expect(orderCode(after.outbound)).toBe("TSH");
    await followShadows();
    expect(await outcomesOf(version)).toMatchObject([{ messageId: after.id, comparison: "different", liveVersion: 2 }]);
    expect(await shadowPast(live.id, engineer.id)).toBe(1);
    expect((await outcomesOf(version)).map((one) => one.messageId)).toEqual([before.id, after.id]);
    const kinds = await shadowKinds({ connectionId: live.id, version });
    expect(kinds.every((one) => one.messages === 2 && one.accepted === null)).toBe(true);
    expect(kinds.map((one) => one.kind)).toContain("OBR-4");
    // Nothing of a message but where it differs.
    expect(JSON.stringify(await outcomesOf(version))).not.toContain("Testpatient");
  });

  test("tells who fails, and starts anew with every further change", async () => {
    const version = await candidate(mapOf({ CMP: "EMR-CMP", TSH: "NEW-TSH", PWELL: "EMR-PWELL" }));
    expect(await outcomesOf(version)).toEqual([]);
    const [old, fresh] = [await order("S3"), await order("S4", { code: "NEW-TSH" })];
    await messageIn(old.id, "delivered");
    expect(fresh.state).toBe("held");
    await followShadows();
    expect(await outcomesOf(version)).toMatchObject([
      { messageId: old.id, comparison: "candidate-only-fails", kinds: ["stops/code-not-mapped"] },
      { messageId: fresh.id, comparison: "live-only-fails", kinds: ["passes/code-not-mapped"] },
    ]);
    const again = await candidate(mapOf({ CMP: "EMR-CMP", TSH: "EMR-TSH", PWELL: "EMR-PWELL" }));
    await shadowPast(live.id, engineer.id);
    const same = (await outcomesOf(again)).filter((one) => one.comparison === "same");
    expect(same.length).toBeGreaterThan(0);
    expect(await shadowKinds({ connectionId: live.id, version: again })).toEqual([]);
  });

  test("that meets its failure in the middle leaves nothing behind and the message as it was", async () => {
    const version = await candidate();
    const row = await order("S5");
    await database().execute(
      sql`alter table shadow_outcomes add constraint broken check (message_id <> ${sql.raw(`'${row.id}'`)}) not valid`,
    );
    try {
      await expect(followShadows()).rejects.toThrow();
      expect(await outcomesOf(version)).toEqual([]);
      expect((await messageIn(row.id, "delivered")).configurationVersion).toBe(2);
    } finally {
      await database().execute(sql`alter table shadow_outcomes drop constraint broken`);
    }
    await followShadows();
    expect(await outcomesOf(version)).toMatchObject([{ messageId: row.id }]);
  });
});

describe("a run beside live traffic", () => {
  test("takes what is marked as a test, maps it with the candidate and drills on it alone", async () => {
    const version = await candidate();
    expect(await startTestRun(engineer, live.id)).toMatchObject({ kind: "done", row: { state: "live" } });
    const [run] = await database().select().from(testRuns).where(eq(testRuns.connectionId, live.id));
    const [real, tried] = [await order("R1"), await order("R2", { test: true })];
    expect(real).toMatchObject({ testRunId: null, configurationVersion: 2 });
    expect(tried).toMatchObject({ testRunId: run?.id, configurationVersion: version });
    expect(orderCode(real.outbound)).toBe("TSH");
    expect(orderCode(tried.outbound)).toBe("PWELL");
    expect(tried.outbound?.toString()).toContain("|T|2.5.1");
    await messageIn(tried.id, "delivered");

    const answers = ["R1", "R2"].map((placer) =>
      resultText({ placer, control: `A${placer}`, facility: live.facility }),
    );
    await putFile(live.lis, "answers.hl7", answers.join("\r"));
    const [realAnswer, answer] = await messagesOf("answers.hl7", 2);
    expect(realAnswer).toMatchObject({ testRunId: null, configurationVersion: 2 });
    expect(answer).toMatchObject({ testRunId: run?.id, configurationVersion: version });
    await messageIn(realAnswer?.id ?? "", "delivered");
    expect((await hopsOf(realAnswer?.id ?? "")).map(({ hop }) => hop)).not.toContain("retried");
    const drilled = await waitFor("the drill to be over", async () => {
      await hurry();
      const [now] = await database()
        .select()
        .from(testRuns)
        .where(eq(testRuns.id, run?.id ?? ""));
      return now?.drill === "recovered" ? now : undefined;
    });
    expect(drilled.drillSteps.every(({ seen }) => seen?.messages.join() === answer?.id)).toBe(true);
    await messageIn(answer?.id ?? "", "delivered");
    // A test is not held against what is in force.
    await followShadows();
    expect((await outcomesOf(version)).map((one) => one.messageId)).toEqual([real.id, realAnswer?.id]);
  });

  test("ends with the change it tests", async () => {
    expect(await discardCandidate(engineer, live.id, "Not needed.")).toMatchObject({ kind: "done" });
    const [run] = await database().select().from(testRuns).where(eq(testRuns.connectionId, live.id));
    expect(run?.state).toBe("cancelled");
    expect(await order("R3", { test: true })).toMatchObject({ state: "held", reasonCode: "test-message" });
  });
});

test("a switch-over in the middle of traffic: each message whole with one of the two, none lost, none doubled", async () => {
  const version = await candidate();
  await signRun(live.id, await passedRun(live.id, version));
  await order("W0");
  await followShadows();
  expect(await switchOver(engineer, live.id)).toMatchObject({ kind: "refused", code: "not-explained" });
  const kinds = (await shadowKinds({ connectionId: live.id, version })).map(({ direction, kind }) => ({
    direction,
    kind,
  }));
  const accept = (list: typeof kinds) =>
    acceptDifferences(engineer, live.id, { version, kinds: list, note: "The practice changed its codes." });
  // All at once with one note, or none.
  expect(await accept([...kinds, { direction: "result", kind: "ZZ9-1" }])).toMatchObject({ code: "not-seen" });
  expect((await shadowKinds({ connectionId: live.id, version })).filter((one) => one.accepted)).toEqual([]);
  expect(await accept(kinds)).toEqual({ kind: "done" });
  expect(await accept(kinds.slice(0, 1))).toMatchObject({ code: "accepted" });
  const placers = Array.from({ length: 60 }, (_, i) => `W${i + 1}`);
  const sent = async (list: string[]) => {
    for (const placer of list) await putFile(live.emr, `${placer}.hl7`, orderText({ placer, control: `C${placer}` }));
  };
  const [, switched] = await Promise.all([
    sent(placers),
    waitFor("some of it to be in", async () => {
      const [row] = await database().execute(sql`select count(*)::int as n from messages where file_name like 'W%'`);
      return Number(row?.n) > 8 ? true : undefined;
    }).then(() => switchOver(engineer, live.id)),
  ]);
  expect(switched).toMatchObject({ kind: "done", row: { configurationVersion: version, candidateVersion: null } });
  const rows = await waitFor(
    "all of it to be delivered",
    async () => {
      const found = await database().execute(
        sql`select state, configuration_version as version, outbound, outbound_name as name from messages
          where file_name like 'W%' and file_name <> 'W0.hl7'`,
      );
      return found.length === placers.length && found.every((row) => row.state === "delivered") ? found : undefined;
    },
    40_000,
  );
  const seen = rows as unknown as { version: number; outbound: Buffer; name: string }[];
  expect(new Set(seen.map((row) => row.version))).toEqual(new Set([2, version]));
  for (const row of seen) expect(orderCode(row.outbound)).toBe(row.version === 2 ? "TSH" : "PWELL");
  const arrived = await filesIn(live.lis, "out");
  for (const { name } of seen) expect(arrived.filter((one) => one === name)).toHaveLength(1);
  expect(await connectionRow(live.id)).toMatchObject({ state: "live", configurationVersion: version });
});
