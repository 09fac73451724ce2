import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import postgres from "postgres";
import { closeDatabase, openDatabase } from "~/db/client";
import { durabilityProblems, migrateDatabase } from "~/db/migrate";
import type { SandboxPorts } from "~/engine/sandbox";
import { recordShippedTemplates } from "~/workflows/template/commands";
import { type Config, ConfigError } from "./config";
import { seedQueue } from "./demo/queue";
import { followSandbox, seedDemo } from "./demo/seed";
import { type EmbeddedPostgres, freePort, startEmbeddedPostgres } from "./embedded-postgres";
import { lockFolder } from "./folder-lock";
import { createLog } from "./log";
import { adoptSecretKey, loadSecretKey } from "./secret-key";
import { workerFlags } from "./worker-flags";

/**
 * `gatehouse up`: the database, the migrations, the demo lab, then web, worker, gateway and sandbox as processes of their own.
 * A process that dies is started again; a stop stops everything in order, the database last. Whatever is killed, the
 * next start finds its way: children end when their parent is gone, and an orphaned Postgres is stopped first.
 */
type Child = { name: string; process: ChildProcess | undefined; failures: number; startedAt: number };

const stopGraceMs = 28_000;

export async function up(config: Config, options: { dev: boolean }): Promise<void> {
  const log = createLog("up", config.logLevel);
  const dataDirectory = resolve(config.dataDirectory);
  mkdirSync(dataDirectory, { recursive: true });
  const unlock = lockFolder(dataDirectory);
  await portIsFree("PORT", config.host, config.port);
  if (config.sftp) await portIsFree("GATEHOUSE_SFTP_PORT", config.sftp.host, config.sftp.port);

  let postgresProcess: EmbeddedPostgres | undefined;
  let stopping = false;
  const databaseUrl = config.databaseUrl ?? (await startDatabase());
  if (config.databaseUrl) await answers(config.databaseUrl);

  async function startDatabase(port?: number): Promise<string> {
    postgresProcess = await startEmbeddedPostgres(join(dataDirectory, "postgres"), port);
    const { url } = postgresProcess;
    writeFileSync(join(dataDirectory, "database-url"), url, { mode: 0o600 });
    void postgresProcess.exited.then((code) => {
      if (stopping) return;
      log("error", "the database ended, starting it again", { code });
      startDatabase(Number(new URL(url).port)).catch(
        (error: unknown) => void stop(`the database does not start: ${String(error)}`, 1),
      );
    });
    return url;
  }

  const secretKey = loadSecretKey({ ...config, dataDirectory });
  const children: Child[] = [];
  let fresh = false;
  try {
    const problems = await durabilityProblems(databaseUrl);
    if (problems.length > 0) {
      throw new ConfigError(
        `The database could lose accepted messages: ${problems.join(", ")}. Switch it on and start again.`,
      );
    }
    await migrateDatabase(databaseUrl);
    openDatabase({ url: databaseUrl, name: "gatehouse up", max: 2 });
    await adoptSecretKey(secretKey);
    const { differing } = await recordShippedTemplates();
    if (differing.length > 0) log("warn", "template files differ from the recorded version", { templates: differing });
    const sandbox = config.demo ? await sandboxPorts(dataDirectory) : undefined;
    if (sandbox) {
      fresh = (await seedDemo(sandbox)) === "seeded";
      if (fresh) await seedQueue();
      await followSandbox(sandbox);
    }
    await closeDatabase();

    const environment = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      GATEHOUSE_DATA_DIR: dataDirectory,
      GATEHOUSE_SECRET_KEY: secretKey,
      GATEHOUSE_DEMO: config.demo ? "1" : "0",
      ...(sandbox && { GATEHOUSE_SANDBOX: JSON.stringify(sandbox) }),
    };
    const names = [
      ...(sandbox ? ["sandbox"] : []),
      ...Array.from({ length: config.workers }, () => "worker"),
      ...(config.sftp || config.mllp ? ["gateway"] : []),
      "web",
    ];
    await Promise.all(
      names.map((name) => {
        const child: Child = { name, process: undefined, failures: 0, startedAt: 0 };
        children.push(child);
        return new Promise<void>((ready) => keepRunning(child, environment, ready));
      }),
    );
    if (fresh) children.push(launchDemo(environment));
  } catch (error) {
    await stop(error instanceof Error ? error.message : String(error), 1);
    return;
  }
  const demoLine = config.demo ? `  Demo lab: choose a role on the first page. Data in ${dataDirectory}\n` : "";
  process.stdout.write(`\n  Gatehouse is open: ${config.publicUrl}\n${demoLine}\n`);
  process.on("SIGTERM", () => void stop(undefined, 0));
  process.on("SIGINT", () => void stop(undefined, 0));

  function keepRunning(child: Child, environment: NodeJS.ProcessEnv, ready: () => void): void {
    if (stopping) return;
    child.startedAt = Date.now();
    const script = process.argv[1] ?? "";
    const running = fork(script, [child.name, ...(options.dev && child.name === "web" ? ["--dev"] : [])], {
      env: environment,
      execArgv: [...process.execArgv, ...(child.name === "worker" ? workerFlags : [])],
    });
    child.process = running;
    running.on("message", (message) => {
      if (typeof message === "object" && message !== null && "ready" in message) ready();
    });
    running.once("exit", (code, signal) => {
      child.process = undefined;
      if (stopping) return;
      child.failures = Date.now() - child.startedAt > 30_000 ? 1 : child.failures + 1;
      const wait = Math.min(10_000, 250 * 2 ** (child.failures - 1));
      log("error", "a process ended, starting it again", { name: child.name, code, signal, inMs: wait });
      setTimeout(() => keepRunning(child, environment, ready), wait);
    });
  }

  /** Once, beside the rest: takes some of the demo's practices to live, so that its lists and charts are not empty. */
  function launchDemo(environment: NodeJS.ProcessEnv): Child {
    const running = fork(process.argv[1] ?? "", ["launch-demo"], { env: environment });
    return { name: "launch-demo", process: running, failures: 0, startedAt: Date.now() };
  }

  async function stop(reason: string | undefined, code: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    if (reason) process.stderr.write(`gatehouse: ${reason}\n`);
    else log("info", "stopping", {});
    await Promise.all(children.map((child) => endChild(child)));
    await closeDatabase().catch(() => undefined);
    await postgresProcess?.stop();
    rmSync(join(dataDirectory, "database-url"), { force: true });
    unlock();
    process.exit(code);
  }
}

async function endChild(child: Child): Promise<void> {
  const running = child.process;
  if (!running || running.exitCode !== null) return;
  const exited = new Promise<void>((done) => running.once("exit", () => done()));
  running.kill("SIGTERM");
  const timer = setTimeout(() => running.kill("SIGKILL"), stopGraceMs);
  await exited;
  clearTimeout(timer);
}

/** Children of a killed supervisor may hold the port for a moment longer; somebody else's server holds it for good. */
async function portIsFree(setting: string, host: string, port: number): Promise<void> {
  for (let waited = 0; ; waited += 250) {
    const problem = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
      const server = createServer().once("error", (error: NodeJS.ErrnoException) => done(error));
      server.listen(port, host, () => server.close(() => done(undefined)));
    });
    if (!problem) return;
    if (problem.code !== "EADDRINUSE") throw new ConfigError(`Cannot listen on ${host}:${port}: ${problem.message}.`);
    if (waited >= 5_000) throw new ConfigError(`Port ${port} on ${host} is taken. Set ${setting} to another one.`);
    await new Promise((done) => setTimeout(done, 250));
  }
}

async function answers(url: string): Promise<void> {
  const client = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    await client`select 1`;
  } catch (error) {
    const { host, pathname } = new URL(url);
    const reason = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : "no reason given";
    throw new ConfigError(`The database at ${host}${pathname} cannot be reached: ${reason}.`);
  } finally {
    await client.end({ timeout: 1 });
  }
}

/** The simulators' ports stay the same from start to start where they can, so that endpoints stay right. */
async function sandboxPorts(directory: string): Promise<SandboxPorts> {
  const file = join(directory, "sandbox.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as SandboxPorts) : undefined;
  const portOr = async (port: number | undefined) => (port && (await isFree(port)) ? port : freePort());
  const ports: SandboxPorts = {
    emrPort: await portOr(kept?.emrPort),
    lisPort: await portOr(kept?.lisPort),
    controlPort: await portOr(kept?.controlPort),
    password: kept?.password ?? "sandbox-password",
    token: kept?.token ?? randomBytes(24).toString("base64url"),
  };
  mkdirSync(join(directory, "sandbox"), { recursive: true });
  writeFileSync(file, JSON.stringify(ports), { mode: 0o600 });
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer().once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}
