/**
 * What the whole pipe does: result files dropped at once on an OpenSSH folder, taken, parsed, recognised, mapped and
 * delivered to another OpenSSH folder; beside it the floor, the same files moved by a plain pipelined SFTP copy.
 *
 * `--messages N` (10000), `--singles N` (40), `--workers 1,3`, `--stored 10000,1000000` (none), `--profiles FOLDER` for a
 * processor profile of each worker.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { closeDatabase, database, openDatabase } from "~/db/client";
import { migrateDatabase } from "~/db/migrate";
import { setSecretKey } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { startEmbeddedPostgres } from "~/server/embedded-postgres";
import { connectPractice } from "~/tests/support/connect-practice";
import { opensshMissing, type RealServer, startOpenssh } from "~/tests/support/sftp-openssh";
import { waitFor } from "~/tests/support/wait-for";
import { SAMPLE } from "./hl7-sample";
import { type BenchResult, type BenchRow, median } from "./measure";
import type { WorkerUse } from "./pipeline-worker";
import { copyByPlainSftp } from "./sftp-floor";
import { option, startWorkers } from "./workers";

const WAIT_MS = 600_000;
/** Messages each worker has seen before it is measured: a new process runs code that is not compiled yet. */
const WARM = 1_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const numbers = (text: string) => text.split(",").filter(Boolean).map(Number);

/** The sample under numbers of its own, for a test the connection knows. */
function resultFile(run: string, n: number, facility: string): string {
  return SAMPLE.replace("|EMR|CLINIC|", `|EMR|${facility}|`)
    .replace("BENCH-0001", `${run}-${n}`)
    .replaceAll("P-5001", `P${run}${n}`)
    .replaceAll("F-9001", `F${run}${n}`)
    .replace("24323-8^Comprehensive metabolic panel^LN", "TSH^Thyrotropin^L");
}

type Stage = { server: RealServer; url: string; facility: string; folder(name: string): string };

/** Puts files into a folder beside, so that they can be dropped at once by one rename of the folder. */
async function prepare(folder: string, run: string, count: number, facility: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < count; n++) await writeFile(join(folder, `${run}-${n}.hl7`), resultFile(run, n, facility));
}

async function delivered(run: string): Promise<number> {
  const [row] = await database().execute(
    sql`select count(*)::int as n from messages where state = 'delivered' and file_name like ${`${run}-%`}`,
  );
  return (row as { n: number }).n;
}

/** Messages a second from the drop of the whole folder to the last delivery, by workers that have run for a while. */
async function throughput(stage: Stage, run: string, count: number, workers: number): Promise<BenchRow[]> {
  const running = await startWorkers(workers, stage.url);
  await pass(stage, `warm-${run}`, WARM);
  const [usedBefore, before] = await Promise.all([running.used(), cpuOfOthers()]);
  const seconds = await pass(stage, run, count);
  const after = await cpuOfOthers();
  const uses = await running.stop();
  const label = `pipeline, ${workers} ${workers === 1 ? "worker" : "workers"}`;
  return [
    { what: label, value: count / seconds, unit: "messages/s" },
    { what: `${label}, CPU of the workers`, value: sum(uses, "cpuSeconds") - usedBefore, unit: "s" },
    ...[...after].map(([name, seconds]) => ({
      what: `${label}, CPU of ${name}`,
      value: seconds - (before.get(name) ?? 0),
      unit: "s",
    })),
    { what: `${label}, largest memory`, value: Math.max(...uses.map((use) => use.rssMiB)), unit: "MiB" },
  ];
}

/** Drops the files and waits until the last is recorded as delivered; returns the seconds that took. */
async function pass(stage: Stage, run: string, count: number): Promise<number> {
  const out = stage.folder("out");
  await prepare(stage.folder(`next-${run}`), run, count, stage.facility);
  const start = performance.now();
  // In place of the folder, which is empty.
  await rename(stage.folder(`next-${run}`), stage.folder("in"));
  // Looking is work of its own, which all else would have to wait for: rarely, and the folder first.
  while ((await readdir(out)).length < count && performance.now() - start < WAIT_MS) await pause(200);
  await waitFor("all deliveries", async () => (await delivered(run)) === count, WAIT_MS);
  const seconds = (performance.now() - start) / 1_000;
  const arrived = (await readdir(out)).filter((name) => !name.startsWith(".")).length;
  await putAside(out);
  await mkdir(out);
  if (arrived !== count) throw new Error(`${arrived} files arrived, not ${count}`);
  return seconds;
}

/**
 * Makes place for the next run. Nothing is deleted while something is to be measured: ext4 does not use an inode again for
 * minutes after it was freed, and looks past each of them whenever a file is made.
 */
async function putAside(folder: string): Promise<void> {
  await rename(folder, `${folder}-aside-${aside++}`);
}
let aside = 0;

const sum = (uses: readonly WorkerUse[], key: keyof WorkerUse) => uses.reduce((total, use) => total + use[key], 0);

/** Seconds of processor time of the programs beside the workers, by name; nothing where there is no /proc. */
async function cpuOfOthers(): Promise<Map<string, number>> {
  const used = new Map<string, number>();
  for (const id of await readdir("/proc").catch(() => [])) {
    const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
    const [, name, rest] = /^\d+ \(([^)]*)\) (.*)$/s.exec(stat) ?? [];
    const program = name && others.find((one) => name.startsWith(one));
    // Ticks of a hundredth of a second; those in user and in system mode stand behind ten other fields (proc(5)).
    const [user, system] = (rest ?? "").split(" ").slice(11, 13).map(Number);
    if (program) used.set(program, (used.get(program) ?? 0) + ((user ?? 0) + (system ?? 0)) / 100);
  }
  return used;
}
const others = ["postgres", "sshd", "sftp-server"];

/** From a file's appearance to its delivery, one at a time. */
async function singles(stage: Stage, count: number): Promise<BenchRow[]> {
  const run = `single${Date.now()}`;
  await prepare(stage.folder(`next-${run}`), run, count, stage.facility);
  const running = await startWorkers(1, stage.url);
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    await rename(stage.folder(`next-${run}/${run}-${n}.hl7`), stage.folder(`in/${run}-${n}.hl7`));
    await waitFor(
      "one delivery",
      async () =>
        (await delivered(`${run}-${n}.hl7`.replace(/\.hl7$/, ""))) >= 0 &&
        (await readdir(stage.folder("out"))).length > 0,
    );
    times.push(performance.now() - start);
    await putAside(stage.folder("out"));
    await mkdir(stage.folder("out"));
  }
  await running.stop();
  const sorted = times.sort((a, b) => a - b);
  return [
    { what: "one file, median to its delivery", value: median(sorted), unit: "ms" },
    { what: "one file, 99th percentile", value: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, unit: "ms" },
  ];
}

/** The same files moved by a plain copy: read, write under another name, rename, rename into the archive; 16 at once. */
async function floor(stage: Stage, count: number, flush: boolean): Promise<BenchRow[]> {
  const kind = flush ? "floor-flushed" : "floor";
  const from = stage.folder(`${kind}-in`);
  await prepare(from, "floor", count, stage.facility);
  const [to, archive] = [stage.folder(`${kind}-out`), stage.folder(`${kind}-archive`)];
  for (const folder of [to, archive]) await mkdir(folder);
  const used = async () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 + total(await cpuOfOthers());
  const before = await used();
  const start = performance.now();
  await copyByPlainSftp(stage.server.settings, { from, to, archive, atOnce: 16, flush });
  const seconds = (performance.now() - start) / 1_000;
  if ((await readdir(to)).length !== count) throw new Error("The floor lost files");
  const what = flush ? "floor, each file flushed" : "floor: plain SFTP copy";
  return [
    { what, value: count / seconds, unit: "messages/s" },
    { what: `${what}, CPU of all`, value: (await used()) - before, unit: "s" },
  ];
}
const total = (used: ReadonlyMap<string, number>) => [...used.values()].reduce((all, seconds) => all + seconds, 0);

/** History: delivered messages of the last 300 days, with their hops and keys, as many as are missing. */
async function fillUpTo(count: number, connectionId: string): Promise<void> {
  const [row] = await database().execute(sql`select count(*)::int as n from messages`);
  const missing = count - (row as { n: number }).n;
  const STEP = 50_000;
  for (let done = 0; done < missing; done += STEP) {
    const from = `h${count}-${done}-`;
    await withTransaction(async (tx) => {
      await tx.db.execute(sql`
        insert into messages (id, received_at, connection_id, direction, source_endpoint_id, ordinal, message_type, control_id,
          placer_order_number, filler_order_number, order_key, title, raw, content_sha256, state, delivered_at)
        select 'msg_' || ${from} || i, date_trunc('month', now()) + interval '1 hour', ${connectionId}, 'result', 'end_history', 1,
          'ORU^R01', ${from} || i, ${from} || i, 'F' || i, ${from} || i, 'Result', 'x'::bytea, md5(i::text), 'delivered', now()
        from generate_series(1, ${Math.min(STEP, missing - done)}::int) i`);
      await tx.db.execute(sql`
        insert into hops (message_id, received_at, hop, ok, detail, at)
        select 'msg_' || ${from} || i, date_trunc('month', now()) + interval '1 hour', h, true, 'history', now()
        from generate_series(1, ${Math.min(STEP, missing - done)}::int) i, unnest(array['received', 'delivered']) h`);
      await tx.db.execute(sql`
        insert into message_keys (scope, key_sha256, content_sha256, message_id)
        select 'history', encode(sha256((${from} || i)::bytea), 'hex'), md5(i::text), 'msg_' || ${from} || i
        from generate_series(1, ${Math.min(STEP, missing - done)}::int) i`);
    });
  }
  // A database that has stored so much has long been vacuumed; else that would be done, and measured, now.
  for (const table of ["messages", "hops", "message_keys"])
    await database().execute(sql.raw(`vacuum analyze ${table}`));
  await database().execute(sql`checkpoint`);
}

export async function bench(): Promise<BenchResult> {
  const why = opensshMissing();
  if (why) throw new Error(why);
  const count = Number(option("messages", "10000"));
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres(join(directory, "postgres"));
  const server = await startOpenssh();
  try {
    await migrateDatabase(postgres.url, "db/migrations");
    openDatabase({ url: postgres.url, name: "bench", deadlineMs: 300_000 });
    setSecretKey(Buffer.alloc(32, 7));
    await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
    const folder = (name: string) => join(server.folder, name);
    const { settings } = server;
    const nowhere = { settings, pickup: folder("unused"), drop: folder("out"), archive: folder("archive") };
    const lab = { settings, pickup: folder("in"), drop: folder("unused"), archive: folder("archive") };
    await mkdir(folder("unused"));
    const { id, facility } = await connectPractice(nowhere, lab);
    const stage: Stage = { server, url: postgres.url, facility, folder };

    const rows = await floor(stage, count, false);
    const [base] = rows;
    const against = (row: BenchRow): BenchRow =>
      base && row.unit === "messages/s" ? { ...row, ratio: row.value / base.value, against: "floor" } : row;
    rows.push(...(await floor(stage, count, true)).map(against));
    for (const workers of numbers(option("workers", "1"))) {
      rows.push(...(await throughput(stage, `w${workers}`, count, workers)).map(against));
    }
    rows.push(...(await singles(stage, Number(option("singles", "40")))));
    for (const stored of numbers(option("stored", ""))) {
      await fillUpTo(stored, id);
      const found = await throughput(stage, `s${stored}`, count, 1);
      rows.push(
        ...found.map((row) => against({ ...row, what: `${row.what}, ${stored.toLocaleString("en-US")} stored` })),
      );
    }
    const method = `${count} files of one ORU^R01 (${SAMPLE.length} bytes) dropped at once by renaming their folder; time until the last is recorded as delivered, so with the second a file has to stand still and the poll interval of 1 s. The workers have delivered ${WARM} messages before. Postgres, sshd, worker and this program on one machine. Singles: one file at a time, from its rename to its appearance in the other folder.`;
    return { rows, method };
  } finally {
    await closeDatabase();
    await server.stop();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
