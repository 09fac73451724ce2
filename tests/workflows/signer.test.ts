import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Args } from "~/app/server/context.server";
import { downloadReceipt } from "~/app/server/signature-receipt.server";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { verifyAudit } from "~/db/queries/verify-audit";
import { evidence, signOffs } from "~/db/schema/connections";
import { mails } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { saveAlertContacts, saveCodeMap } from "~/workflows/connection/commands";
import { signOff, summaryHash } from "~/workflows/connection/sign-off";
import { giveSignature, signerTrace, takeBackSignature } from "~/workflows/connection/signer";
import { loadStanding } from "~/workflows/connection/standing";
import { openSession, sessionName } from "~/workflows/sign-in";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { connectionRow, testedConnection, testedSummary } from "../support/tested-connection";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let dana: Person;
let colleague: Person;
let stranger: Person;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  dana = await demoActor("provider");
  const open = async (name: string, email: string, practiceId: string | null): Promise<Person> => {
    const id = newId("usr");
    await withTransaction(async (tx) => {
      await tx.db
        .insert(users)
        .values({ id, name, email, roles: ["provider"], practiceId, timeZone: "America/Los_Angeles" });
    });
    return { ...dana, id, name, email, roles: ["provider"], practiceId };
  };
  colleague = await open("Sam Examplary", "sam@example.test", dana.practiceId);
  stranger = await open("Somebody Else", "else@example.test", null);
});
const signing = (typedName: string, runId: string) => ({
  runId,
  typedName,
  summarySha256: summaryHash(testedSummary),
});

test("the signature is given to a colleague, who signs; it is taken back; the trace says who, when, to whom", async () => {
  const { id, runId } = await testedConnection();
  expect(await giveSignature(stranger, id, colleague.id)).toEqual({ kind: "not-found" });
  expect(await giveSignature(await demoActor("engineer"), id, colleague.id)).toEqual({ kind: "not-found" });
  expect(await giveSignature(colleague, id, colleague.id)).toMatchObject({ code: "not-yours" });
  expect(await giveSignature(dana, id, stranger.id)).toMatchObject({ code: "nobody", field: "signer" });
  expect(await giveSignature(dana, id, dana.id)).toMatchObject({ code: "same" });
  expect(await giveSignature(dana, id, colleague.id)).toEqual({ kind: "done", name: "Sam Examplary" });

  expect(await signOff(dana, id, signing("Dana Whitlock", runId))).toMatchObject({ code: "not-the-signer" });
  expect(await takeBackSignature(dana, id)).toEqual({ kind: "done", name: "Dana Whitlock" });
  expect(await signOff(colleague, id, signing("Sam Examplary", runId))).toMatchObject({ code: "not-the-signer" });
  const admin = {
    ...dana,
    id: stranger.id,
    email: "admin@example.test",
    roles: ["provider", "practice-admin"] as const,
  };
  expect(await giveSignature(admin, id, colleague.id)).toMatchObject({ kind: "done" });
  expect(await signOff(colleague, id, signing("sam examplary", runId))).toEqual({ kind: "done" });

  const trace = await signerTrace(id);
  expect(trace.map(({ change, by }) => [change.kind, change.fromName, change.toName, by])).toEqual([
    ["given", "Dana Whitlock", "Sam Examplary", "Dana Whitlock"],
    ["taken-back", "Sam Examplary", "Dana Whitlock", "Dana Whitlock"],
    ["given", "Dana Whitlock", "Sam Examplary", "Somebody Else"],
  ]);
  const told = await database().select().from(mails).where(eq(mails.to, colleague.email));
  expect(told.map((mail) => mail.cause.split(" ")[0]).sort()).toEqual([
    "signature.change",
    "signature.change",
    "signature.change",
    "signature.receipt",
  ]);
  await expect(
    withTransaction((tx) => tx.db.execute("update signer_changes set to_name = 'Another'")),
  ).rejects.toThrow();
  expect(await verifyAudit(id)).toMatchObject({ ok: true });
});

test("a signature keeps its time, address, session and words; its receipt is a PDF for the practice alone", async () => {
  const { id, runId } = await testedConnection();
  const [account] = await database().select().from(users).where(eq(users.id, dana.id));
  if (!account) throw new Error("The demo provider is gone.");
  const token = await openSession(account, "192.0.2.7");
  const session = sessionName(token);
  expect(token).not.toContain(session);
  await signOff({ ...dana, address: "192.0.2.7", session }, id, signing("Dana Whitlock", runId));
  const [kept] = await database().select().from(signOffs).where(eq(signOffs.connectionId, id));
  expect(kept).toMatchObject({
    address: "192.0.2.7",
    session,
    summary: testedSummary,
    summarySha256: summaryHash(testedSummary),
  });
  const download = async (cookie: string) => {
    const args = {
      params: { id },
      context: { clientAddress: "192.0.2.7", gatehouse: { publicUrl: "http://x", demo: false, sandbox: null } },
      request: new Request("http://x/", { headers: { Cookie: cookie } }),
    };
    const answer = await downloadReceipt(args as unknown as Args).catch((refused: unknown) => refused as Response);
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const receipt = await download(`gatehouse=${token}`);
  expect([receipt.status, receipt.bytes.subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
  expect((await download("")).status).toBe(302);
});

test("a signature no longer counts as soon as what was signed changes", async () => {
  const { id, runId } = await testedConnection();
  expect(await signOff(dana, id, signing("Dana Whitlock", runId))).toEqual({ kind: "done" });
  const lamp = async () =>
    (await loadStanding(await connectionRow(id))).lamps.find((one) => one.item === "signOff")?.state;
  expect([await lamp(), (await connectionRow(id)).state]).toEqual(["green", "ready"]);
  const engineer = await demoActor("engineer");
  await saveAlertContacts(engineer, id, ["somebody@example.test"]);
  const map = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `NEW-${code}` }));
  await saveCodeMap(engineer, id, map);
  expect([await lamp(), (await connectionRow(id)).state]).toEqual(["stale", "testing"]);
});

test("neither the application's own hand nor a forged row makes an item green without what proves it", async () => {
  const { id, runId } = await testedConnection();
  const other = await testedConnection();
  const forged = (change: Partial<typeof evidence.$inferInsert>) =>
    withTransaction(async (tx) => {
      await tx.db.insert(evidence).values({
        id: newId("evd"),
        connectionId: id,
        item: "mapping",
        configurationVersion: 2,
        compendiumRevision: 1_000,
        ok: true,
        reason: "made up",
        details: {},
        runId,
        producedBy: "nobody",
        ...change,
      });
    });
  await expect(forged({ runId: null })).rejects.toThrow();
  await expect(forged({ runId: other.runId })).rejects.toThrow();
  await expect(forged({ configurationVersion: 1 })).rejects.toThrow();
  await expect(forged({ item: "signOff" })).rejects.toThrow();
  for (const statement of [
    "update evidence set ok = true",
    "delete from evidence",
    "truncate evidence",
    "update sign_offs set typed_name = 'Somebody'",
    "update configuration_versions set note = ''",
  ]) {
    await expect(withTransaction((tx) => tx.db.execute(statement))).rejects.toThrow();
  }
  const rows = await database()
    .select()
    .from(evidence)
    .where(and(eq(evidence.connectionId, id), eq(evidence.item, "signOff")));
  expect(rows).toEqual([]);
});
