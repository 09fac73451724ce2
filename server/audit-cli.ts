import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { ConfigError, readConfig } from "./config";
import type { Report } from "./hl7-command";

type VerifyFlags = { packet?: string; export?: string; key?: string; checkpoints?: string; json?: boolean };
type ExportFlags = { to: string; since?: Date; json?: boolean };

/** `gatehouse audit`: the audit trail is verified, and taken out of the database so that others can verify it. */
export function addAuditCommands(program: Command, withDatabase: (work: () => Promise<void>) => Promise<void>): void {
  const audit = program.command("audit").description("the audit trail");

  audit
    .command("verify")
    .description("recompute every hash chain, and the hash of every record of evidence")
    .option("--packet <file>", "hold the packet of a connection, a JSON file, against its chain instead")
    .option("--export <folder>", "hold an export against itself and its checkpoints instead; needs no database")
    .option("--key <file>", "with --export: the public key that is trusted, instead of the export's own")
    .option("--checkpoints <folder>", "hold the chains against these checkpoints too; default GATEHOUSE_CHECKPOINT_DIR")
    .option("--json", "one JSON object on stdout")
    .action(async (flags: VerifyFlags) => {
      if (flags.export !== undefined) {
        const { exportReport } = await import("./audit-command");
        return print(await exportReport(flags.export, flags.key), flags.json);
      }
      return withDatabase(async () => {
        const { packetReport, trailReport } = await import("./audit-command");
        if (flags.packet !== undefined) return print(await packetReport(readPacket(flags.packet)), flags.json);
        print(await trailReport(readConfig(), flags.checkpoints), flags.json);
      });
    });

  audit
    .command("export")
    .description("write the audit trail and its checkpoints into a folder; a second time adds what is new")
    .requiredOption("--to <folder>", "the folder, which may be an earlier export")
    .option("--since <time>", "events from then on, ISO 8601; everything without it", timeOf)
    .option("--json", "one JSON object on stdout")
    .action(({ to, since, json }: ExportFlags) =>
      withDatabase(async () => {
        const { writeExport } = await import("./audit-command");
        print(await writeExport(readConfig(), to, since), json);
      }),
    );
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError("It is not a time such as 2026-11-20T08:00:00Z.");
  return time;
}

function readPacket(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new ConfigError(`${file} cannot be read.`);
  }
}

function print({ ok, json, text }: Report, asJson: boolean | undefined): void {
  process.stdout.write(`${asJson ? JSON.stringify(json) : text}\n`);
  if (!ok) process.exitCode = 1;
}
