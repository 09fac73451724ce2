import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { closeDatabase, openDatabase } from "~/db/client";
import { migrateDatabase } from "~/db/migrate";
import { setSecretKey } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import type { Random } from "~/engine/sandbox/random";
import { seedDemo } from "~/server/demo/seed";
import { startEmbeddedPostgres } from "~/server/embedded-postgres";
import { connectPractice, type FarEnd } from "~/tests/support/connect-practice";
import { expireLeases } from "~/tests/support/leases";
import { opensshMissing, startOpenssh } from "~/tests/support/sftp-openssh";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";
import { waitFor } from "~/tests/support/wait-for";
import { startWire, type Wire } from "~/tests/support/wire";
import { type Crew, startCrew } from "./crew";

/** Everything that takes part: a lab with one live connection, its two far ends, workers, and the wires between them. */
export type Stage = {
  random: Random;
  facility: string;
  crew: Crew;
  postgres: { wire: Wire; kill(): Promise<void> };
  /** The practice's end is our own server, which can be full or read-only; the lab's is OpenSSH where there is one. */
  emr: { wire: Wire; folder: string; quirks: TestSftpServer["server"]["quirks"] };
  lis: { wire: Wire; folder: string };
  stop(): Promise<void>;
};

export async function startStage(options: { random: Random; workers: number }): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-torture-"));
  // As root, Postgres runs under another account, which must get through.
  await chmod(directory, 0o755);
  const data = join(directory, "postgres");
  let postgres = await startEmbeddedPostgres(data);
  const port = Number(new URL(postgres.url).port);
  process.once("exit", () => killAll(postgres.pid));
  await migrateDatabase(postgres.url, "db/migrations");
  openDatabase({ url: postgres.url, name: "torture" });
  setSecretKey(Buffer.alloc(32, 7));
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });

  const emr = await startTestSftpServer();
  const lis = opensshMissing() ? await startTestSftpServer() : await startOpenssh();
  const base = opensshMissing() ? "" : lis.folder;
  const wires = {
    emr: await startWire(emr.settings.port),
    lis: await startWire(lis.settings.port),
    postgres: await startWire(port),
  };
  const behind = (wire: Wire, settings: FarEnd["settings"], root: string): FarEnd => ({
    settings: { ...settings, host: "127.0.0.1", port: wire.port },
    pickup: `${root}/in`,
    drop: `${root}/out`,
    archive: `${root}/archive`,
  });
  const { facility } = await connectPractice(
    behind(wires.emr, emr.settings, ""),
    behind(wires.lis, lis.settings, base),
  );
  const url = new URL(postgres.url);
  url.port = String(wires.postgres.port);
  const crew = await startCrew(options.workers, url.href, (owner) => void freeLanes(owner));

  return {
    random: options.random,
    facility,
    crew,
    emr: { wire: wires.emr, folder: emr.folder, quirks: emr.server.quirks },
    lis: { wire: wires.lis, folder: lis.folder },
    postgres: {
      wire: wires.postgres,
      async kill() {
        killAll(postgres.pid);
        await postgres.exited;
        postgres = await startEmbeddedPostgres(data, port);
      },
    },
    async stop() {
      await crew.stop();
      for (const wire of Object.values(wires)) wire.close();
      await closeDatabase(1);
      await Promise.all([emr.stop(), lis.stop()]);
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runs `work` until the database, which may just be dead, lets it. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  let failure: unknown;
  const attempt = () =>
    work().then(
      (value) => ({ value }),
      (error: unknown) => {
        failure = error;
      },
    );
  const done = await waitFor("the database to let it", async () => (await attempt()) ?? undefined, 30_000).catch(() => {
    throw failure;
  });
  return done.value;
}

/** The lanes of a worker that is gone are free. */
export const freeLanes = (owner: string) => insist(() => expireLeases(owner));

/** What waits for its next try goes now: the torture measures what happens, not how long one waits for it. */
export const hurry = () =>
  insist(() =>
    withTransaction(async (tx) => {
      await tx.db.execute(
        sql`update messages set next_attempt_at = now() where state = 'queued' and next_attempt_at > now()`,
      );
      await tx.db.execute(sql`update lanes set next_run_at = now()
        where next_run_at > now() and next_run_at <> 'infinity' and expires_at is null`);
      await tx.db.execute(sql`update breakers set open_until = now() where open_until > now()`);
    }),
  );

/** Kills every process of the server, so that none of them ends in an orderly way. */
function killAll(postmaster: number): void {
  const children = readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1] === String(postmaster);
    } catch {
      return false;
    }
  });
  for (const pid of [postmaster, ...children.map(Number)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}
