import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { printed } from "~/app/server/packet.server";
import { recordPdf } from "~/app/server/printed-record.server";
import { database } from "~/db/client";
import { auditEvents } from "~/db/schema/operations";
import { seedDemo } from "~/server/demo/seed";
import { saveCodeMap } from "~/workflows/connection/commands";
import { goLive } from "~/workflows/connection/go-live";
import { makePacket, type PacketFile, packetHash } from "~/workflows/connection/packet";
import { verifyPacket } from "~/workflows/connection/verify-packet";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { withoutTriggers } from "../support/superuser";
import { readyConnection } from "../support/tested-connection";

const { url } = useDatabase();
let file: PacketFile;
let id = "";

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  const engineer = await demoActor("engineer");
  ({ id } = await readyConnection());
  await goLive(engineer, id);
  const made = await makePacket(engineer, id);
  if (made.kind !== "done") throw new Error(made.kind);
  file = made.file;
});

/** The checks a changed copy fails. */
async function fails(change: (copy: PacketFile) => void): Promise<string[]> {
  const copy = structuredClone(file);
  change(copy);
  return (await verifyPacket(JSON.stringify(copy))).checks.filter((check) => !check.ok).map((check) => check.name);
}

test("a packet holds items, evidence, runs, signer and decisions, and verifies however it is laid out", async () => {
  const { packet } = file;
  expect(packet.gate.map((lamp) => lamp.state)).toEqual(Array(7).fill("green"));
  expect(packet.evidence.map((proof) => proof.id).sort()).toEqual(packet.gate.map((lamp) => lamp.evidence).sort());
  expect(packet.signatures).toMatchObject([{ typedName: "Dana Whitlock", address: "127.0.0.1" }]);
  expect(packet.decisions.map((step) => step.event)).toEqual(["saveConfiguration", "gateMet", "goLive"]);
  expect(packet.runs).toMatchObject([{ number: 1, state: "passed" }]);
  const verdict = await verifyPacket(JSON.stringify(file, null, 2));
  expect(verdict).toMatchObject({ ok: true, sha256: file.sha256 });
  expect(verdict.checks.map((check) => check.name)).toEqual([
    "content",
    "events",
    "chain",
    "trail",
    "evidence",
    "recorded",
  ]);
});

test("of a version that went back to what was proved before holds what the lamps stand on", async () => {
  const engineer = await demoActor("engineer");
  const ready = await readyConnection();
  const mapped = (prefix: string) => ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: prefix + code }));
  await saveCodeMap(engineer, ready.id, mapped("NEW-"));
  await saveCodeMap(engineer, ready.id, mapped("EMR-"));
  const made = await makePacket(engineer, ready.id);
  if (made.kind !== "done") throw new Error(made.kind);
  const { packet } = made.file;
  expect(packet.connection.configurationVersion).toBe(4);
  expect(packet.gate.map((lamp) => lamp.state)).toEqual(Array(7).fill("green"));
  expect(packet.evidence.map((proof) => proof.id).sort()).toEqual(packet.gate.map((lamp) => lamp.evidence).sort());
  expect(packet.runs.map((run) => run.id)).toEqual([ready.runId]);
});

test("the same content is the same packet, on record once; sales and the practice get none", async () => {
  const again = await makePacket(await demoActor("pm"), id);
  expect(again).toMatchObject({ kind: "done", file: { sha256: file.sha256 } });
  const made = await database()
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.chain, id), eq(auditEvents.action, "connection.packet")));
  expect(made).toHaveLength(1);
  expect((await makePacket(await demoActor("sales"), id)).kind).toBe("forbidden");
  expect((await makePacket(await demoActor("provider"), id)).kind).toBe("forbidden");
});

test("a packet that was touched does not hold, wherever it was", async () => {
  expect(
    await fails((copy) => {
      copy.packet.connection.practice = "Another practice";
    }),
  ).toEqual(["content", "recorded"]);
  expect(
    await fails((copy) => {
      const [proof] = copy.packet.evidence;
      if (proof) proof.reason = "Better than it was";
    }),
  ).toEqual(["content", "evidence", "recorded"]);
  expect(
    await fails((copy) => {
      const event = copy.packet.trail.events.at(-1);
      if (event) event.actor = "usr_somebody";
    }),
  ).toEqual(["content", "events", "recorded"]);
  // Whoever hashes it anew still lacks the chain's word for it.
  expect(
    await fails((copy) => {
      copy.packet.connection.npi = "0000000000";
      copy.sha256 = packetHash(copy.packet);
    }),
  ).toEqual(["recorded"]);
  for (const text of ["", "[]", "{}", JSON.stringify({ packet: {}, sha256: "" })]) {
    expect(await verifyPacket(text)).toMatchObject({ ok: false, sha256: null });
  }
});

test("it is printed as a PDF that names its hash", async () => {
  const record = printed(file, "The lab");
  expect(record.foot).toContain(file.sha256);
  expect((await recordPdf(record)).subarray(0, 5).toString()).toBe("%PDF-");
});

test("a chain that was changed later is found through the packet", async () => {
  await withoutTriggers(
    url(),
    (sql) => sql`update audit_events set actor = 'usr_somebody' where chain = ${id} and action = 'connection.goLive'`,
  );
  expect(await fails(() => undefined)).toEqual(["chain"]);
});
