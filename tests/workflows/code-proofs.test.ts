import { and, desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { codeProofs, codeStandings } from "~/db/schema/code-proofs";
import { tests } from "~/db/schema/compendium";
import { configurationVersions, connections } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { auditEvents } from "~/db/schema/operations";
import { errorCode, withTransaction } from "~/db/transaction";
import type { CodeOutcome } from "~/engine/mapping";
import { seedDemo } from "~/server/demo/seed";
import { askProofsOf } from "~/workflows/connection/ask-proof";
import { proofHash, proveAgain, proveForRun, runProofs } from "~/workflows/connection/code-proofs";
import { loadStanding } from "~/workflows/connection/standing";
import { verifyCodeProofs } from "~/workflows/connection/verify-code-proofs";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { withoutTriggers } from "../support/superuser";
import { testedConnection } from "../support/tested-connection";

const db = useDatabase();
let id: string;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  ({ id } = await testedConnection());
});

const rowOf = async () => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error(id);
  return row;
};
const newest = async () => {
  const [row] = await database()
    .select()
    .from(codeProofs)
    .where(eq(codeProofs.connectionId, id))
    .orderBy(desc(codeProofs.askedAt))
    .limit(1);
  if (!row) throw new Error("Nothing was asked for.");
  return row;
};
const standings = async () => {
  const { configurationVersion } = await rowOf();
  return database()
    .select()
    .from(codeStandings)
    .where(and(eq(codeStandings.connectionId, id), eq(codeStandings.configurationVersion, configurationVersion ?? 0)))
    .orderBy(codeStandings.code);
};
const codesLamp = async () => (await loadStanding(await rowOf())).lamps.find(({ item }) => item === "codes");

/** A configuration in which one code of the practice stands for two of the lab's; not to be saved by a person. */
const mapTwice = () =>
  withTransaction(async (tx) => {
    const { configurationVersion: version } = await rowOf();
    const ofVersion = and(eq(configurationVersions.connectionId, id), eq(configurationVersions.version, version ?? 0));
    const [current] = await tx.db.select().from(configurationVersions).where(ofVersion);
    if (!current) throw new Error(id);
    const codeMap = current.codeMap.map((entry) => ({ ...entry, emrCode: "EMR-ONE" }));
    await tx.db.insert(configurationVersions).values({ ...current, version: current.version + 1, codeMap });
    await tx.db
      .update(connections)
      .set({ configurationVersion: current.version + 1 })
      .where(eq(connections.id, id));
    return current.version;
  });

test("saving the code map has every offered code proven, kept and sealed, and no message is made", async () => {
  expect(await newest()).toMatchObject({ state: "waiting", codes: null });
  await runProofs();
  const proof = await newest();
  const row = await rowOf();
  const offered = [...row.offeredTests, ...row.offeredPanels].sort();
  expect(proof).toMatchObject({ state: "done", total: offered.length, proven: offered.length, failed: 0 });
  const outcomes = proof.outcomes as CodeOutcome[];
  expect(outcomes.map(({ code }) => code)).toEqual(offered);
  expect(proof.sha256).toBe(proofHash(proof, proof.compendiumRevision ?? 0, outcomes));
  const [sealed] = await database().select().from(auditEvents).where(eq(auditEvents.objectId, proof.id));
  expect(sealed).toMatchObject({ chain: id, action: "codes.prove", outcome: "done" });
  expect(JSON.parse(sealed?.meta ?? "{}")).toMatchObject({ sha256: proof.sha256 });
  expect((await standings()).map(({ code, ok }) => [code, ok])).toEqual(offered.map((code) => [code, true]));
  expect(await database().select().from(messages)).toEqual([]);
});

test("whoever changes a proof anyhow is found", async () => {
  expect(await verifyCodeProofs(id)).toEqual({ ok: true, records: 1, broken: [] });
  const { id: proofId, sha256 } = await newest();
  const tamper = (value: string | null) =>
    withoutTriggers(db.url(), (client) => client`update code_proofs set sha256 = ${value} where id = ${proofId}`);
  await tamper("0000");
  expect((await verifyCodeProofs()).broken).toMatchObject([{ id: proofId, reason: "its content was changed" }]);
  await tamper(sha256);
  expect(await verifyCodeProofs()).toMatchObject({ ok: true });
});

test("what was proven stays as it was", async () => {
  const { id: proofId } = await newest();
  const refused = async (write: Promise<unknown>) => errorCode(await write.catch((error: unknown) => error));
  const change = withTransaction((tx) => tx.db.update(codeProofs).set({ failed: 9 }).where(eq(codeProofs.id, proofId)));
  expect(await refused(change)).toBe("42501");
  const remove = withTransaction((tx) => tx.db.delete(codeProofs).where(eq(codeProofs.id, proofId)));
  expect(await refused(remove)).toBe("42501");
});

describe("the gate's sixth item", () => {
  test("is green while every code is proven, and red, naming the code, when one fails", async () => {
    expect(await codesLamp()).toMatchObject({ state: "green" });
    await withTransaction((tx) =>
      tx.db.update(codeStandings).set({ ok: false, reason: "It has no place." }).where(eq(codeStandings.code, "TSH")),
    );
    expect(await codesLamp()).toMatchObject({ state: "red", reason: "TSH cannot be ordered", turn: "lab" });
    expect((await codesLamp())?.next).toContain("It has no place.");
    expect(await proveAgain(await demoActor("provider"), id)).toEqual({ kind: "forbidden" });
    expect(await proveAgain(await demoActor("labops"), id)).toMatchObject({ kind: "done" });
    await runProofs();
    expect(await codesLamp()).toMatchObject({ state: "green" });
  });

  test("waits for a large menu until all of it is proven", async () => {
    const proofId = newId("prf");
    const about = { id: proofId, connectionId: id, configurationVersion: (await rowOf()).configurationVersion ?? 0 };
    await withTransaction(async (tx) => {
      await tx.db
        .insert(codeProofs)
        .values({ ...about, state: "waiting", why: "A large menu", total: 20_000, proven: 8_400 });
    });
    expect(await codesLamp()).toMatchObject({ state: "running", reason: "8400 of 20000 codes proven" });
    await runProofs();
    expect(await codesLamp()).toMatchObject({ state: "green" });
  });
});

test("a release has the codes proven that it touched, where they are offered, and no code that has ended", async () => {
  await withTransaction(async (tx) => {
    await tx.db.update(tests).set({ status: "discontinued" }).where(eq(tests.code, "TSH"));
  });
  await askProofsOf(["CMP", "TSH", "NOBODY-OFFERS-THIS"]);
  expect((await newest()).codes?.sort()).toEqual(["CMP", "TSH"]);
  await runProofs();
  expect((await newest()).outcomes).toEqual([{ code: "CMP", ok: true, reason: "" }]);
});

test("a run proves what a worker has not yet; with one code for two, the other cannot be ordered", async () => {
  const before = await mapTwice();
  const failing = await proveForRun(await rowOf(), "Test run 9");
  expect(failing).toEqual([{ code: "CMP", ok: false, reason: "The practice's EMR-ONE stands for PWELL." }]);
  expect(await newest()).toMatchObject({ state: "done", why: "Test run 9", failed: 1 });
  expect((await standings()).map(({ configurationVersion }) => configurationVersion)).not.toContain(before);
});
