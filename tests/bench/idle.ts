/**
 * What it costs to watch connections on which nothing happens: one worker, each connection with an SFTP endpoint of its own
 * that is looked at every 30 s (what the form offers), all with one lab system.
 *
 * `--connections 100,500`, `--seconds 60`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { closeDatabase, database, openDatabase } from "~/db/client";
import { secretPlace } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { migrateDatabase } from "~/db/migrate";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { sealSecret, setSecretKey } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { startEmbeddedPostgres } from "~/server/embedded-postgres";
import { connectPractice } from "~/tests/support/connect-practice";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";
import { waitFor } from "~/tests/support/wait-for";
import type { BenchResult, BenchRow } from "./measure";
import { option, startWorkers } from "./workers";

const pollSeconds = 30;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** More live connections like this one, each with an endpoint of its own at the practice's side. */
async function multiply(id: string, from: number, to: number): Promise<void> {
  const db = database();
  const [connection] = await db.select().from(connections).where(eq(connections.id, id));
  const [configuration] = await db
    .select()
    .from(configurationVersions)
    .where(sql`${configurationVersions.connectionId} = ${id} and ${configurationVersions.version} = 2`);
  const [endpoint] = await db
    .select()
    .from(endpoints)
    .where(eq(endpoints.id, configuration?.emrEndpointId ?? ""));
  if (!connection || !configuration || !endpoint) throw new Error("The first connection is not whole.");
  await withTransaction(async (tx) => {
    for (let n = from; n < to; n++) {
      const [endpointId, connectionId] = [newId("end"), newId("con")];
      const secret = sealSecret("right", secretPlace(endpointId));
      await tx.db.insert(endpoints).values({ ...endpoint, id: endpointId, name: `Practice ${n}`, secret });
      await tx.db.insert(connections).values({ ...connection, id: connectionId, facilityCode: `IDLE${n}` });
      await tx.db.insert(configurationVersions).values({ ...configuration, connectionId, emrEndpointId: endpointId });
    }
  });
}

/** Seconds of processor time that a worker uses in `seconds`, once it has been everywhere. */
async function watch(url: string, seconds: number): Promise<{ cpu: number; runs: number }> {
  const crew = await startWorkers(1, url);
  await waitFor("a first run of every lane", async () => (await lanesCount()) > 1 && (await neverRun()) === 0, 180_000);
  await pause(2_000);
  const before = await crew.used();
  await pause(seconds * 1_000);
  const after = await crew.used();
  await crew.stop();
  return { cpu: after - before, runs: await lanesCount() };
}

const count = async (where: string) => {
  const [row] = await database().execute(sql.raw(`select count(*)::int as n from lanes where ${where}`));
  return (row as { n: number }).n;
};
const neverRun = () => count("(last_run_at is null or expires_at is not null) and next_run_at <> 'infinity'");
const lanesCount = () => count("true");

export async function bench(): Promise<BenchResult> {
  const sizes = option("connections", "100,500").split(",").map(Number);
  const seconds = Number(option("seconds", "60"));
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres(join(directory, "postgres"));
  const servers: TestSftpServer[] = await Promise.all([startTestSftpServer(), startTestSftpServer()]);
  try {
    await migrateDatabase(postgres.url, "db/migrations");
    openDatabase({ url: postgres.url, name: "bench" });
    setSecretKey(Buffer.alloc(32, 7));
    await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
    const [emr, lis] = servers.map(({ settings }) => ({ settings, pickup: "in", drop: "out", archive: "archive" }));
    if (!emr || !lis) throw new Error("There are two servers.");
    const { id } = await connectPractice(emr, lis);
    await withTransaction(async (tx) => {
      await tx.db.execute(
        sql`update endpoints set reach = reach || jsonb_build_object('pollSeconds', ${pollSeconds}::int)`,
      );
    });
    const rows: BenchRow[] = [];
    let there = 1;
    for (const size of sizes) {
      await multiply(id, there, size);
      there = size;
      const { cpu, runs } = await watch(postgres.url, seconds);
      rows.push({ what: `${size} idle connections, one worker`, value: (100 * cpu) / seconds, unit: "% of a core" });
      rows.push({ what: `${size} idle connections, lanes`, value: runs, unit: "lanes" });
    }
    return {
      rows,
      method: `Processor time of one worker over ${seconds} s, after it has looked everywhere once. Each endpoint is looked at every ${pollSeconds} s over a session kept open; Postgres and the SFTP servers are other processes.`,
    };
  } finally {
    await closeDatabase();
    await Promise.all(servers.map((server) => server.stop()));
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
