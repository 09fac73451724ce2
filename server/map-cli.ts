import { once } from "node:events";
import type { Command } from "commander";
import type { Report } from "./hl7-command";
import { mapRun, TemplateProblem, templateCheck, templateExport, templateFrom, templateImport } from "./map-command";

interface Flags {
  template: string;
  overrides?: string;
  samples?: string;
  whole?: boolean;
  json?: boolean;
}

/** Prints reports; exit code 1 when something was found wrong, 2 when the template or the arguments cannot be used. */
async function print(
  reports: () => AsyncIterable<Report> | Iterable<Report> | Promise<Iterable<Report>>,
  json: boolean | undefined,
): Promise<void> {
  try {
    for await (const { ok, json: data, text } of await reports()) {
      if (!ok) process.exitCode = 1;
      if (!process.stdout.write(`${json ? JSON.stringify(data) : text}\n`)) await once(process.stdout, "drain");
    }
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    process.stderr.write(`gatehouse: ${error.message}\n`);
    process.exitCode = 2;
  }
}

/** `gatehouse map …` and `gatehouse template …`: mappings on the command line, without a database. */
export function addMapCommands(program: Command): void {
  const map = program.command("map").description("map messages by a template, without a database");
  map
    .command("run")
    .description("map every message: what the template reads comes out as the contract, what it writes as HL7")
    .argument("<files...>", "files with one or more messages; - reads standard input")
    .requiredOption("--template <name>", "a shipped template, or a JSON file")
    .option("--overrides <file>", "a JSON file with a connection's changes")
    .option("--json", "one JSON object per message on stdout")
    .action((files: string[], { template, overrides, json }: Flags) =>
      print(() => mapRun(files, templateFrom(template, overrides)), json),
    );

  const template = program.command("template").description("mapping templates");
  template
    .command("check")
    .description("coverage of a template over samples; exit code 1 below 100 % of required fields")
    .argument("<template>", "a shipped template, or a JSON file")
    .option("--samples <folder>", "messages beside the template's own samples")
    .option("--overrides <file>", "a JSON file with a connection's changes")
    .option("--json", "one JSON object on stdout")
    .action((name: string, { samples, overrides, json }: Flags) =>
      print(async () => [await templateCheck(templateFrom(name, overrides), samples)], json),
    );
  template
    .command("export")
    .description("print a template as JSON")
    .argument("<template>", "a shipped template, or a JSON file")
    .option("--whole", "with what it extends folded in")
    .option("--json", "on one line")
    .action((name: string, { whole, json }: Flags) =>
      print(() => [templateExport(templateFrom(name), whole ?? false)], json),
    );
  template
    .command("import")
    .description("check that a JSON file holds a template that can be used")
    .argument("<file>", "a JSON file")
    .option("--json", "one JSON object on stdout")
    .action((file: string, { json }: Flags) => print(async () => [await templateImport(file)], json));
}
