import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import { database } from "~/db/client";
import { secretPlace } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { hops, messages } from "~/db/schema/messages";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { startLanes } from "~/engine/pipeline/lanes";
import { orderMessage } from "~/engine/sandbox/order-message";
import { randomOf } from "~/engine/sandbox/random";
import { resultMessage } from "~/engine/sandbox/result-message";
import { seedDemo } from "~/server/demo/seed";
import { approvedConnection } from "./demo-lab";
import { startTestSftpServer, type TestSftpServer } from "./sftp-server";
import { waitFor } from "./wait-for";

export type MessageRow = typeof messages.$inferSelect;

/**
 * A connection that is live, between two SFTP servers of the test's own, with real lanes running. The practice's server
 * takes orders from `in/` and gets results into `out/`; the lab's takes results from `in/` and gets orders into `out/`.
 * Call below `useDatabase()`.
 */
export function useLiveConnection() {
  const live = {} as { id: string; facility: string; emr: TestSftpServer; lis: TestSftpServer };
  let lanes: ReturnType<typeof startLanes>;
  beforeAll(async () => {
    await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
    live.emr = await startTestSftpServer();
    live.lis = await startTestSftpServer();
    Object.assign(live, await makeConnection(live.emr, live.lis));
    lanes = startLanes("wrk_test", (_level, message, about) => {
      if (process.env.LOG) console.log(message, about);
    });
  });
  afterAll(async () => {
    await lanes?.stop(10_000);
    await live.emr?.stop();
    await live.lis?.stop();
  });
  return live;
}

async function makeConnection(emr: TestSftpServer, lis: TestSftpServer): Promise<{ id: string; facility: string }> {
  const id = await approvedConnection();
  const facility = await withTransaction(async (tx) => {
    const ids = { emr: newId("end"), lis: newId("end") };
    const endpoint = (side: "emr" | "lis", { settings }: TestSftpServer) => ({
      id: ids[side],
      side,
      name: `${side} of the test`,
      host: settings.host,
      port: settings.port,
      username: settings.username,
      authKind: "password" as const,
      secret: sealSecret("right", secretPlace(ids[side])),
      pickupDirectory: "/in",
      dropDirectory: "/out",
      archiveDirectory: "/archive",
      filePattern: "*.hl7",
      pollSeconds: 1,
      hostKeySha256: settings.hostKeySha256,
      checkOk: true,
    });
    await tx.db.insert(endpoints).values([endpoint("emr", emr), endpoint("lis", lis)]);
    const [first] = await tx.db.select().from(configurationVersions).where(eq(configurationVersions.connectionId, id));
    if (!first) throw new Error("The approval made no configuration.");
    const codeMap = ["TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
    await tx.db
      .insert(configurationVersions)
      .values({ ...first, version: 2, emrEndpointId: ids.emr, lisEndpointId: ids.lis, codeMap });
    const [row] = await tx.db
      .update(connections)
      .set({ state: "live", configurationVersion: 2 })
      .where(eq(connections.id, id))
      .returning();
    return row?.facilityCode ?? "";
  });
  return { id, facility };
}

type OrderText = { placer: string; control: string; code?: string; seed?: string };

export const orderText = ({ placer, control, code = "EMR-TSH", seed = placer }: OrderText): string =>
  orderMessage(
    { tests: [{ code, text: "Ordered test" }] },
    {
      account: "emr-larkspur",
      placerOrderNumber: placer,
      controlId: control,
      at: Date.UTC(2026, 10, 20),
      random: randomOf(seed),
    },
  );

type ResultText = { placer: string; control: string; facility: string; stage?: "final" | "corrected" };

export const resultText = ({ placer, control, facility, stage = "final" }: ResultText): string =>
  resultMessage(
    {
      placerOrderNumber: placer,
      placer: `${placer}^LARKSPUR`,
      filler: `L-${placer}`,
      controlId: `E${placer}`,
      parties: ["GATEHOUSE", facility, "LIS", "LAB"],
      pid: "PID|1||MR1^^^LARKSPUR^MR||Testpatient^Zoe||19800101|F",
      provider: "",
      tests: [{ code: "TSH", text: "TSH" }],
      receivedAt: Date.UTC(2026, 10, 20),
    },
    stage,
    { controlId: control, at: Date.UTC(2026, 10, 21), seed: 1, withPdf: false },
  );

/** Puts a whole file into the server's `in/` at once. */
export async function putFile(server: TestSftpServer, name: string, text: string): Promise<void> {
  const hidden = join(server.folder, "in", `.${name}.part`);
  await writeFile(hidden, text);
  await rename(hidden, join(server.folder, "in", name));
}

export const filesIn = async (server: TestSftpServer, folder: "in" | "out" | "archive") =>
  (await readdir(join(server.folder, folder))).filter((name) => !name.startsWith(".")).sort();

export const readOut = async (server: TestSftpServer, name: string | null) =>
  readFile(join(server.folder, "out", name ?? ""), "utf8");

/** The messages of a file, oldest first, once there are `count` and `until` holds for each. */
export function messagesOf(fileName: string, count: number, until: (row: MessageRow) => boolean = () => true) {
  return waitFor(
    `${count} messages of ${fileName}`,
    async () => {
      const rows = await database()
        .select()
        .from(messages)
        .where(eq(messages.fileName, fileName))
        .orderBy(messages.sequence);
      return rows.length === count && rows.every(until) ? rows : undefined;
    },
    25_000,
  );
}

export const messageIn = (id: string, state: MessageRow["state"]) =>
  waitFor(
    `message ${id} to be ${state}`,
    async () => {
      const [row] = await database()
        .select()
        .from(messages)
        .where(and(eq(messages.id, id), eq(messages.state, state)));
      return row;
    },
    25_000,
  );

export const hopsOf = (id: string) => database().select().from(hops).where(eq(hops.messageId, id)).orderBy(hops.seq);

/** Lets what waits for its next try go now. */
export const hurry = () =>
  withTransaction(async (tx) => {
    await tx.db.execute(
      sql`update messages set next_attempt_at = now() where state = 'queued' and next_attempt_at > now()`,
    );
    await tx.db.execute(
      sql`update lanes set next_run_at = now() where next_run_at > now() and next_run_at <> 'infinity' and expires_at is null`,
    );
  });
