import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { addAuditCommands } from "./audit-cli";
import { addCompendiumCommands } from "./compendium-cli";
import { ConfigError, readConfig } from "./config";
import type { DemoOptions } from "./demo/run";
import { addHl7Commands } from "./hl7-cli";
import { addKeyCommands } from "./key-cli";
import { createLog } from "./log";
import { addMapCommands } from "./map-cli";
import { addReplayCommand } from "./replay-cli";

/**
 * The `gatehouse` command. What a command does is loaded when it is called, so that each starts at once. Exit codes: 0 good, 1 found something wrong, 2 misuse. JSON goes to
 * stdout, logs to stderr.
 */
const program = new Command("gatehouse")
  .description("A clinical laboratory's front door for EMR connections, and the delivery layer behind it.")
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "gatehouse: ")) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

program
  .command("up")
  .description("start everything: database, migrations, demo lab, web, worker")
  .option("--dev", "reload the console when its source changes")
  .action(async (options: { dev?: boolean }) => {
    const [{ up }, { isBuilt }] = await Promise.all([import("./supervisor"), import("./is-built")]);
    if (!options.dev && !isBuilt())
      throw new ConfigError("There is no build yet. Run npm start, or npm run build first.");
    await up(readConfig(), { dev: options.dev ?? false });
  });

program
  .command("web")
  .description("the console's HTTP server alone; needs DATABASE_URL")
  .option("--dev", "reload the console when its source changes")
  .action(async (options: { dev?: boolean }) => {
    const [{ serve }, { startWeb }] = await Promise.all([import("./processes"), import("./web")]);
    await serve("web", readConfig(), (context) => startWeb(context, { dev: options.dev ?? false }));
  });

program
  .command("worker")
  .description("lanes, mail and clock alone; needs DATABASE_URL; run as many as you like")
  .action(async () => {
    const [{ serve }, { startWorker }] = await Promise.all([import("./processes"), import("./worker")]);
    await serve("worker", readConfig(), startWorker);
  });

program
  .command("gateway")
  .description(
    "what partners connect to, alone: our SFTP server and MLLP listeners; needs DATABASE_URL; run as many as you like",
  )
  .action(async () => {
    const config = readConfig();
    if (!config.sftp && !config.mllp) {
      throw new ConfigError("The gateway has nothing to do: set GATEHOUSE_SFTP_PORT or GATEHOUSE_MLLP_HOST.");
    }
    const [{ serve }, { startGateway }] = await Promise.all([import("./processes"), import("./gateway")]);
    await serve("gateway", config, startGateway);
  });

program
  .command("sandbox", { hidden: true })
  .description("the demo's EMR and lab simulators; started by up")
  .action(async () => {
    const config = readConfig();
    const { sandbox } = config;
    if (!sandbox) throw new ConfigError("The sandbox is started by gatehouse up in demo mode.");
    const [{ serve }, { startSandboxProcess }] = await Promise.all([import("./processes"), import("./sandbox")]);
    await serve("sandbox", config, (context) => startSandboxProcess(context, sandbox), { database: false });
  });

program
  .command("launch-demo", { hidden: true })
  .description("takes the demo's waiting practices to live; started by up on a fresh demo lab")
  .action(async () => {
    const { sandbox, logLevel } = readConfig();
    if (!sandbox) throw new ConfigError("The demo lab is launched by gatehouse up in demo mode.");
    const { launchDemo } = await import("./demo/launch");
    await withDatabase(() => launchDemo(sandbox, createLog("launch-demo", logLevel)));
  });

program
  .command("migrate")
  .description("bring the database to this version")
  .option("--json", "one JSON object on stdout")
  .action(async (options: { json?: boolean }) => {
    const [{ migrateDatabase }, { closeDatabase, openDatabase }, { recordShippedTemplates }] = await Promise.all([
      import("~/db/migrate"),
      import("~/db/client"),
      import("~/workflows/template/commands"),
    ]);
    await migrateDatabase(databaseUrl());
    openDatabase({ url: databaseUrl(), name: "gatehouse migrate", max: 1 });
    await recordShippedTemplates().finally(() => closeDatabase());
    print(options, { ok: true }, "The database is up to date.");
  });

program
  .command("seed")
  .description("fill an empty database with the demo lab")
  .requiredOption("--demo", "the demo lab is the only seed there is")
  .option("--json", "one JSON object on stdout")
  .action(async (options: { json?: boolean }) => {
    const config = readConfig();
    if (!config.sandbox) throw new ConfigError("The demo lab is seeded by gatehouse up with GATEHOUSE_DEMO=1.");
    const { sandbox } = config;
    await withDatabase(async () => {
      const { seedDemo } = await import("./demo/seed");
      const outcome = await seedDemo(sandbox);
      print(
        options,
        { ok: true, outcome },
        outcome === "seeded" ? "The demo lab is there." : "The demo lab was there already.",
      );
    });
  });

addHl7Commands(program);
addMapCommands(program);
addReplayCommand(program, withDatabase);
addCompendiumCommands(program, withDatabase);
addKeyCommands(program, withDatabase);
addAuditCommands(program, withDatabase);

program
  .command("reconcile")
  .description("where every message is; what is not accounted for, or not as it was received, is named")
  .option("--connection <id>", "only this connection")
  .option("--from <time>", "received at or after, ISO 8601; bytes are compared from yesterday on without it")
  .option("--to <time>", "received before, ISO 8601")
  .option("--json", "one JSON object on stdout")
  .action((options: { connection?: string; from?: string; to?: string; json?: boolean }) =>
    withDatabase(async () => {
      const { accountFor, accountWords } = await import("./reconcile-command");
      const found = await accountFor({
        ...(options.connection && { connectionId: options.connection }),
        ...(options.from && { from: timeOf(options.from) }),
        ...(options.to && { to: timeOf(options.to) }),
      });
      print(options, found, accountWords(found));
      if (!found.ok) process.exitCode = 1;
    }),
  );

const demo = program.command("demo").description("the demo lab");
demo
  .command("run")
  .description("take a practice from request to live against the running server, and say how it went")
  .addOption(
    new Option("--mode <mode>", "what flows").choices(["bidirectional", "results-only"]).default("bidirectional"),
  )
  .addOption(
    new Option("--transport <transport>", "how the practice's EMR is reached")
      .choices(["sftp", "rest"])
      .default("sftp"),
  )
  .option("--url <address>", "the running server")
  .option("--json", "one JSON object on stdout")
  .action(async ({ url, json, mode, transport }: DemoOptions & { url?: string; json?: boolean }) => {
    const options = { json: json ?? false };
    const { demoRun } = await import("./demo/run");
    const say = (line: string) => {
      if (!options.json) process.stdout.write(`${line}\n`);
    };
    const report = await demoRun(url ?? readConfig().publicUrl, say, { mode, transport });
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    if (!report.ok) process.exitCode = 1;
  });

function print(options: { json?: boolean }, json: unknown, text: string): void {
  process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`);
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new ConfigError(`${text} is not a time such as 2026-11-20T08:00:00Z.`);
  return time;
}

/** DATABASE_URL, or the embedded database of a running `gatehouse up` on the same data folder. */
function databaseUrl(): string {
  const config = readConfig();
  const file = join(config.dataDirectory, "database-url");
  const url = config.databaseUrl ?? (existsSync(file) ? readFileSync(file, "utf8") : undefined);
  if (!url) throw new ConfigError("No database: set DATABASE_URL, or start Gatehouse first (npm start).");
  return url;
}

async function withDatabase(work: () => Promise<void>): Promise<void> {
  const [{ closeDatabase, openDatabase }, { loadSecretKey, setKeysOf }] = await Promise.all([
    import("~/db/client"),
    import("./secret-key"),
  ]);
  openDatabase({ url: databaseUrl(), name: "gatehouse cli", max: 2, deadlineMs: 120_000 });
  try {
    await setKeysOf(loadSecretKey(readConfig()));
    await work();
  } finally {
    await closeDatabase();
  }
}

program.parseAsync().catch(async (error: unknown) => {
  const { failureWords } = await import("./failure-words");
  process.stderr.write(`gatehouse: ${failureWords(error)}\n`);
  if (!(error instanceof ConfigError) && process.env.LOG_LEVEL === "debug" && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
  process.exit(1);
});
