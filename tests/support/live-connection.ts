import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { and, desc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { hops, messages } from "~/db/schema/messages";
import type { Reach, RestReach, SftpReach } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { startLanes } from "~/engine/pipeline/lanes";
import { seedDemo } from "~/server/demo/seed";
import { connectPractice } from "./connect-practice";
import { startTestSftpServer, type TestSftpServer } from "./sftp-server";
import { waitFor } from "./wait-for";

export { orderText, resultText } from "./connect-practice";

export type MessageRow = typeof messages.$inferSelect;

let lanes: ReturnType<typeof startLanes> | undefined;

/**
 * A connection that is live, between two SFTP servers of the test's own, with real lanes running. The practice's server
 * takes orders from `in/` and gets results into `out/`; the lab's takes results from `in/` and gets orders into `out/`.
 * Files count as whole when they appear, unless the settings, which are those of both sides, say otherwise. Call below
 * `useDatabase()`.
 */
export function useLiveConnection(settings: Partial<SftpReach> = {}) {
  const live = {} as { id: string; facility: string; emr: TestSftpServer; lis: TestSftpServer };
  beforeAll(async () => {
    await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
    live.emr = await startTestSftpServer();
    live.lis = await startTestSftpServer();
    Object.assign(
      live,
      await connectPractice(farEnd(live.emr), farEnd(live.lis), { completion: "renamed", ...settings }),
    );
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

/** From now on this side of the connection is reached this way; the configuration gets a new version. */
export async function reachedBy(connectionId: string, side: "emr" | "lis", reach: Reach): Promise<string> {
  const id = newId("end");
  const column = side === "emr" ? "emrEndpointId" : "lisEndpointId";
  await withTransaction(async (tx) => {
    await tx.db.insert(endpoints).values({ id, side, name: `${side.toUpperCase()} of the test`, reach, checkOk: true });
    const [current] = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, connectionId))
      .orderBy(desc(configurationVersions.version))
      .limit(1);
    if (!current) throw new Error("The connection has no configuration.");
    const version = current.version + 1;
    await tx.db.insert(configurationVersions).values({ ...current, version, [column]: id });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, connectionId));
  });
  return id;
}

/** A REST endpoint that nothing is sent to or asked of, until the test says otherwise. */
export const restReach = (over: Partial<RestReach> = {}): RestReach => ({
  transport: "rest",
  url: null,
  auth: { kind: "none" },
  ca: null,
  certificate: null,
  pullUrl: null,
  cursorParameter: "",
  pollSeconds: 60,
  inDoubt: "resend",
  ...over,
});

/** Puts a whole file into the server's `in/` at once, and lets the intakes look. */
export async function putFile(server: TestSftpServer, name: string, text: string): Promise<void> {
  const hidden = join(server.folder, "in", `.${name}.part`);
  await writeFile(hidden, text);
  await rename(hidden, join(server.folder, "in", name));
  await withTransaction((tx) =>
    tx.db.execute(
      sql`update lanes set next_run_at = now() where name like 'intake/%' and next_run_at > now() and next_run_at <> 'infinity' and expires_at is null`,
    ),
  );
  await lanes?.wake();
}

const farEnd = ({ settings }: TestSftpServer) => ({ settings, pickup: "/in", drop: "/out", archive: "/archive" });

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
export async function hurry(): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.db.execute(
      sql`update messages set next_attempt_at = now() where state = 'queued' and next_attempt_at > now()`,
    );
    await tx.db.execute(
      sql`update lanes set next_run_at = now() where next_run_at > now() and next_run_at <> 'infinity' and expires_at is null`,
    );
  });
  void lanes?.wake();
}
