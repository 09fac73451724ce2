import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import type { Report } from "./hl7-command";

type WithDatabase = (work: () => Promise<void>) => Promise<void>;
const formats = ["mfn", "csv", "xlsx", "json"] as const;

/** `gatehouse compendium`: the catalogue in and out of files, its releases, and which EMR has them. */
export function addCompendiumCommands(program: Command, withDatabase: WithDatabase): void {
  const compendium = program.command("compendium").description("the laboratory's catalogue, its releases and syncs");
  const load = () => import("./compendium-command");

  const bring = compendium
    .command("import <file>")
    .description("read tests and panels from eDOS (MFN), CSV, Excel or JSON into the draft; all or nothing")
    .option("--as <email>", "the person who answers for it; needs the right to edit")
    .option("--why <text>", "the reason that stays with every change", "Imported on the command line")
    .option("--dry-run", "say what it would do, change nothing")
    .option("--json", "one JSON object on stdout");
  bring.action((file: string, flags: { as?: string; why: string; dryRun?: boolean; json?: boolean }) => {
    if (!flags.dryRun && !flags.as) bring.error("error: Say --as, or --dry-run to look first.");
    return withDatabase(async () => {
      const { compendiumImport } = await load();
      print(await compendiumImport(file, { as: flags.as, why: flags.why, dryRun: flags.dryRun ?? false }), flags);
    });
  });

  const loinc = compendium
    .command("loinc [file]")
    .description("load Loinc.csv, LoincTableCore.csv or MapTo.csv; without a file, what is loaded")
    .option("--as <email>", "the person who answers for it; needs the right to edit")
    .option("--json", "one JSON object on stdout");
  loinc.action((file: string | undefined, flags: { as?: string; json?: boolean }) => {
    if (file !== undefined && !flags.as) loinc.error("error: Say --as.");
    return withDatabase(async () => {
      const { compendiumLoinc } = await load();
      print(await compendiumLoinc(file, flags.as), flags);
    });
  });

  compendium
    .command("export")
    .description("write the catalogue of a release; to stdout unless --out names a file")
    .addOption(new Option("--format <format>", "which").choices([...formats]).default("json"))
    .option("--release <name>", "such as 2026.12; the newest otherwise")
    .option("--out <file>", "where to")
    .action((flags: { format: (typeof formats)[number]; release?: string; out?: string }) =>
      withDatabase(async () => {
        const { compendiumExport } = await load();
        const made = await compendiumExport(flags.format, flags.release);
        if (typeof made === "string") {
          process.stderr.write(`${made}\n`);
          process.exitCode = 1;
        } else if (flags.out === undefined) process.stdout.write(made);
        else writeFileSync(flags.out, made);
      }),
    );

  compendium
    .command("diff <from> <to>")
    .description("what is different between two releases")
    .option("--json", "one JSON object on stdout")
    .action((from: string, to: string, flags: { json?: boolean }) =>
      withDatabase(async () => print(await (await load()).compendiumDiff(from, to), flags)),
    );

  compendium
    .command("publish")
    .description("publish the draft as a release")
    .requiredOption("--as <email>", "the person who answers for it; needs the right to publish")
    .option("--notes <text>", "what people read about it", "")
    .option("--on <day>", "the day it comes into force, ISO 8601; today otherwise")
    .option("--name <name>", "instead of year and month")
    .option("--json", "one JSON object on stdout")
    .action((flags: { as: string; notes: string; on?: string; name?: string; json?: boolean }) =>
      withDatabase(async () => {
        const { compendiumPublish } = await load();
        const { as, notes, name } = flags;
        print(await compendiumPublish({ as, notes, name, on: flags.on ?? null }), flags);
      }),
    );

  compendium
    .command("sync")
    .description("which EMR has which release; with --connection and --as, send it the whole menu")
    .option("--connection <id>", "of this connection alone")
    .option("--as <email>", "the person who answers for it")
    .option("--json", "one JSON object on stdout")
    .action((flags: { connection?: string; as?: string; json?: boolean }) =>
      withDatabase(async () => print(await (await load()).compendiumSync(flags), flags)),
    );
}

function print({ ok, json, text }: Report, { json: asJson }: { json?: boolean | undefined }): void {
  process.stdout.write(`${asJson ? JSON.stringify(json) : text}\n`);
  if (!ok) process.exitCode = 1;
}
