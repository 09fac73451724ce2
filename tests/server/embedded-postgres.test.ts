import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { startEmbeddedPostgres } from "~/server/embedded-postgres";
import { root } from "~/server/root";
import { alive, gone } from "../support/run-gatehouse";
import { waitFor } from "../support/wait-for";

const directory = mkdtempSync(join(tmpdir(), "gatehouse-pg-"));
// As root, Postgres runs under another account, which must get through.
chmodSync(directory, 0o755);
const data = join(directory, "postgres");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const query = async (url: string, text: string) => {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
};

/** Starts it from a process of its own, which we can kill. */
async function startElsewhere() {
  const script = `import { startEmbeddedPostgres } from "./server/embedded-postgres.ts";
    const { url, pid } = await startEmbeddedPostgres(${JSON.stringify(data)});
    process.stdout.write(JSON.stringify({ url, pid }) + "\\n");
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  parent.stdout.on("data", (text) => {
    said += String(text);
  });
  const started = await waitFor("it to start", () => (said.includes("\n") ? said : undefined), 40_000);
  return { parent: parent.pid ?? 0, ...(JSON.parse(started) as { url: string; pid: number }) };
}

describe("the embedded Postgres", () => {
  test("starts on an empty folder, keeps its data over a stop, and stops", async () => {
    const first = await startEmbeddedPostgres(data);
    await query(first.url, "create table kept (n int); insert into kept values (1)");
    await first.stop();
    await gone([first.pid]);
    const second = await startEmbeddedPostgres(data);
    expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }]);
    await second.stop();
    await second.stop();
    expect(alive(second.pid)).toBe(false);
  });

  test("whose parent was killed is found and recovered by the next start, with its data", async () => {
    const { parent, url, pid } = await startElsewhere();
    await query(url, "insert into kept values (2)");
    process.kill(parent, "SIGKILL");
    await gone([parent]);
    expect(alive(pid)).toBe(true);
    const next = await startEmbeddedPostgres(data);
    expect(alive(pid)).toBe(false);
    expect(await query(next.url, "select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }]);
    await next.stop();
  });

  test("that was killed itself recovers what it had confirmed", async () => {
    const first = await startEmbeddedPostgres(data);
    await query(first.url, "insert into kept values (3)");
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    const next = await startEmbeddedPostgres(data);
    expect(await query(next.url, "select count(*)::int as n from kept")).toEqual([{ n: 3 }]);
    await next.stop();
  });

  test("on a port that is taken says so in one sentence", async () => {
    const first = await startEmbeddedPostgres(join(directory, "first"));
    const port = Number(new URL(first.url).port);
    try {
      await expect(startEmbeddedPostgres(data, port)).rejects.toThrow(/^The database did not start: [^\n]+$/);
    } finally {
      await first.stop();
    }
  });
});
