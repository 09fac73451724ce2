import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchHostKey } from "~/engine/transports/sftp";
import { freePort } from "~/server/embedded-postgres";
import { alive, buildMissing, gatehouse, gone, type Running, readyProcesses } from "../support/run-gatehouse";
import { waitFor } from "../support/wait-for";

const missing = buildMissing();
if (missing) console.log(`gatehouse up not tested: ${missing}`);

describe.skipIf(missing)("gatehouse up", () => {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-up-"));
  // As root, Postgres runs under another account, which must get through.
  chmodSync(directory, 0o755);
  let port = 0;
  let sftpPort = 0;
  let up: Running;
  const environment = (more: Record<string, string> = {}) => ({
    GATEHOUSE_DATA_DIR: directory,
    GATEHOUSE_SFTP_PORT: String(sftpPort),
    GATEHOUSE_DEMO: "0",
    PORT: String(port),
    ...more,
  });
  const start = async () => {
    up = gatehouse(["up"], environment());
    await waitFor(
      "it to open",
      () => {
        if (up.process.exitCode !== null) throw new Error(up.err());
        return up.out().includes("Gatehouse is open");
      },
      60_000,
    );
  };
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    return response && { status: response.status, body: await response.text() };
  };
  const isReady = () => waitFor("it to be ready", async () => (await get("/readyz"))?.status === 200, 30_000);
  const postgresPid = () => Number(readFileSync(join(directory, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
  const pids = () => [up.pid, postgresPid(), ...readyProcesses(up).map((one) => one.pid)];

  beforeAll(async () => {
    port = await freePort();
    sftpPort = await freePort();
    await start();
  }, 90_000);
  afterAll(async () => {
    if (up && alive(up.pid)) up.process.kill("SIGTERM");
    await up?.ended;
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  test("prints its address and is ready", async () => {
    expect(up.out()).toContain(`http://127.0.0.1:${port}`);
    await isReady();
    expect(JSON.parse((await get("/readyz"))?.body ?? "")).toMatchObject({ ok: true, workers: 1 });
    expect(await get("/healthz")).toMatchObject({ status: 200 });
  });

  test("keeps its key to itself", () => {
    expect(statSync(join(directory, "secret-key")).mode & 0o077).toBe(0);
  });

  test.each([
    ["on the same folder", () => ({}), /already running on/],
    ["with a variable that is wrong", () => ({ LOG_LEVEL: "loud" }), /LOG_LEVEL must be/],
    [
      "on a port that is taken",
      () => ({ GATEHOUSE_DATA_DIR: join(directory, "second") }),
      /Port \d+ on 127.0.0.1 is taken/,
    ],
  ])("a second time %s ends in one line", async (_name, more, words) => {
    const second = gatehouse(["up"], environment(more()));
    expect(await second.ended).toBe(1);
    expect(second.err().trim()).toMatch(words);
    expect(second.err().trim().split("\n")).toHaveLength(1);
    expect(second.out()).toBe("");
    await isReady();
  });

  test("starts the web process again after it was killed", async () => {
    const first = readyProcesses(up).find((one) => one.name === "web");
    process.kill(first?.pid ?? 0, "SIGKILL");
    const next = await waitFor(
      "another web process",
      () => readyProcesses(up).find((one) => one.name === "web" && one.pid !== first?.pid),
      60_000,
    );
    expect(alive(next.pid)).toBe(true);
    await isReady();
  }, 90_000);

  test("starts the worker again after it was killed", async () => {
    const first = readyProcesses(up).find((one) => one.name === "worker");
    process.kill(first?.pid ?? 0, "SIGKILL");
    await waitFor(
      "another worker",
      () => readyProcesses(up).find((one) => one.name === "worker" && one.pid !== first?.pid),
      60_000,
    );
  }, 90_000);

  test("starts the gateway again after it was killed, with the same host key", async () => {
    const target = { host: "127.0.0.1", port: sftpPort };
    const before = await fetchHostKey(target, { connectMs: 5_000 });
    const first = readyProcesses(up).find((one) => one.name === "gateway");
    process.kill(first?.pid ?? 0, "SIGKILL");
    await waitFor(
      "another gateway",
      () => readyProcesses(up).find((one) => one.name === "gateway" && one.pid !== first?.pid),
      60_000,
    );
    expect(await fetchHostKey(target, { connectMs: 5_000 })).toEqual(before);
  }, 90_000);

  test("gatehouse audit verify --json finds every chain whole, and reconcile no remainder", async () => {
    const verify = gatehouse(["audit", "verify", "--json"], environment());
    expect(await verify.ended).toBe(0);
    expect(JSON.parse(verify.out())).toMatchObject({ ok: true, events: expect.any(Number) });
    const reconcile = gatehouse(["reconcile", "--json"], environment());
    expect(await reconcile.ended).toBe(0);
    expect(JSON.parse(reconcile.out())).toEqual({ ok: true, connections: [], findings: [] });
  });

  test("recovers after everything above it was killed", async () => {
    const before = pids();
    const data = postgresPid();
    process.kill(up.pid, "SIGKILL");
    await up.ended;
    await gone(before.filter((pid) => pid !== data));
    expect(alive(data)).toBe(true);
    await start();
    await isReady();
    expect(alive(data)).toBe(false);
  }, 90_000);

  test("ends everything at SIGTERM, the database too", async () => {
    const all = pids();
    up.process.kill("SIGTERM");
    expect(await up.ended).toBe(0);
    await gone(all);
    for (const name of ["up.pid", "database-url"]) expect(existsSync(join(directory, name))).toBe(false);
    const verify = gatehouse(["audit", "verify", "--json"], environment());
    expect(await verify.ended).toBe(1);
    expect(verify.err().trim()).toMatch(/^gatehouse: No database: [^\n]+$/);
  }, 60_000);
});

describe.skipIf(missing)("gatehouse hl7 parse", () => {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-hl7-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const parse = async (text: string) => {
    const file = join(directory, "messages.hl7");
    writeFileSync(file, text);
    const run = gatehouse(["hl7", "parse", "--json", file], {});
    return {
      code: await run.ended,
      lines: run
        .out()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    };
  };
  const message = (control: string) => `MSH|^~\\&|EMR|L|G|LAB|20261120||ORM^O01|${control}|P|2.5.1\rPID|1\r`;

  test("prints one object for each message and ends with 0", async () => {
    const { code, lines } = await parse(message("A") + message("B"));
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { index: 1, ok: true, type: "ORM^O01", controlId: "A", version: "2.5.1", segments: 2 },
      { index: 2, ok: true, controlId: "B" },
    ]);
  });

  test("ends with 1 when something cannot be read", async () => {
    expect(await parse("this is no HL7")).toMatchObject({ code: 1, lines: [{ ok: false }] });
    const nothing = gatehouse(["hl7", "parse", "--json", join(directory, "nothing.hl7")], {});
    expect(await nothing.ended).toBe(1);
    expect(JSON.parse(nothing.out())).toMatchObject({ ok: false, findings: [{ code: "unreadable" }] });
  });

  test("ends with 2 when it is used wrongly", async () => {
    const run = gatehouse(["hl7", "parse"], {});
    expect(await run.ended).toBe(2);
    expect(run.err()).toMatch(/^gatehouse: /);
  });
});
