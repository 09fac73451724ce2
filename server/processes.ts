import { closeDatabase, openDatabase } from "~/db/client";
import type { Config } from "./config";
import { createLog, errorWords, type Log } from "./log";
import { adoptSecretKey, loadSecretKey } from "./secret-key";

/** What every serving process has: its configuration with a database, and a log. */
export type Context = { config: Config & { databaseUrl: string }; log: Log };

/** Opens the database and the key for a process, and makes it stop in order. `stop` runs once, then the process ends. */
export async function serve(
  name: string,
  config: Config,
  start: (context: Context) => Promise<() => Promise<void>>,
  options: { database: boolean } = { database: true },
): Promise<void> {
  const log = createLog(name, config.logLevel);
  if (options.database) {
    if (!config.databaseUrl) throw new Error(`gatehouse ${name} needs DATABASE_URL, or run gatehouse up.`);
    openDatabase({ url: config.databaseUrl, name: `gatehouse ${name}`, max: name === "worker" ? 12 : 8 });
    await adoptSecretKey(loadSecretKey(config));
  }
  const stop = await start({ config: { ...config, databaseUrl: config.databaseUrl ?? "" }, log });
  process.send?.({ ready: name });
  log("info", "ready", { pid: process.pid });

  let stopping = false;
  const end = (reason: string, code: number) => {
    if (stopping) return;
    stopping = true;
    log("info", "stopping", { reason });
    // Whatever hangs must not keep the process: the supervisor waits this long and a little more.
    setTimeout(() => process.exit(code), 25_000).unref();
    stop()
      .then(() => (options.database ? closeDatabase() : undefined))
      .catch((error: unknown) => log("error", "did not stop cleanly", { error: errorWords(error) }))
      .finally(() => process.exit(code));
  };
  process.on("SIGTERM", () => end("SIGTERM", 0));
  process.on("SIGINT", () => end("SIGINT", 0));
  // The supervisor is gone: nobody would restart or stop us, and the next start needs our port.
  process.on("disconnect", () => end("the supervisor is gone", 0));
  const crash = (error: unknown) => {
    log("error", "crashed", { error: errorWords(error) });
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}
