import { once } from "node:events";
import { type Command, Option } from "commander";
import { ACK_CODES, type AckCode, BUILT_IN_PROFILES } from "~/engine/hl7";
import { hl7Ack, hl7Explain, hl7Parse, hl7Roundtrip, hl7Validate, profileFrom, type Report } from "./hl7-command";

const FILES = "files with one or more messages; - reads standard input";

/** Prints reports as they come, one line of JSON or a few of text; exit code 1 when something was found wrong. */
async function print(reports: AsyncIterable<Report> | Iterable<Report>, json: boolean | undefined): Promise<void> {
  for await (const { ok, json: data, text } of reports) {
    if (!ok) process.exitCode = 1;
    if (!process.stdout.write(`${json ? JSON.stringify(data) : text}\n`)) await once(process.stdout, "drain");
  }
}

/** A profile from the command line; one that cannot be read is misuse. */
function profileOrExit(name: string) {
  try {
    return profileFrom(name);
  } catch (error) {
    process.stderr.write(`gatehouse: ${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(2);
  }
}

interface AckFlags {
  mode?: "original" | "enhanced";
  code?: AckCode;
  controlId?: string;
  at?: string;
  profile?: string;
  json?: boolean;
}

/** `gatehouse hl7 …`: the HL7 library on the command line, without a database. */
export function addHl7Commands(program: Command): void {
  const hl7 = program.command("hl7").description("work with HL7 v2 files, without a database");
  hl7
    .command("parse")
    .description("parse messages and list what was found")
    .argument("<files...>", FILES)
    .option("--json", "one JSON object per message on stdout")
    .action((files: string[], { json }: { json?: boolean }) => print(hl7Parse(files), json));

  hl7
    .command("validate")
    .description("check messages against the standard and a profile")
    .argument("<files...>", FILES)
    .option("--profile <name>", `${BUILT_IN_PROFILES.map(({ name }) => name).join(", ")}, or a JSON file`, "base")
    .option("--json", "one JSON object per message on stdout")
    .action((files: string[], { profile, json }: { profile: string; json?: boolean }) =>
      print(hl7Validate(files, profileOrExit(profile)), json),
    );

  hl7
    .command("roundtrip")
    .description("read messages, write them again, and compare the bytes")
    .argument("<files...>", FILES)
    .option("--json", "one JSON object on stdout")
    .action(async (files: string[], { json }: { json?: boolean }) => print([await hl7Roundtrip(files)], json));

  hl7
    .command("explain")
    .description("what a path such as PID-3.1 means")
    .argument("<path>", "an HL7 path")
    .option("--version <version>", "as this version of HL7 has it, such as 2.3")
    .option("--json", "one JSON object on stdout")
    .action((path: string, { version, json }: { version?: string; json?: boolean }) =>
      print([hl7Explain(path, version)], json),
    );

  hl7
    .command("ack")
    .description("print the acknowledgment of each message")
    .argument("<file>", "a file with one or more messages; - reads standard input")
    .addOption(
      new Option("--mode <mode>", "instead of what MSH-15 and MSH-16 ask for").choices(["original", "enhanced"]),
    )
    .addOption(new Option("--code <code>", "instead of what the findings ask for").choices([...ACK_CODES]))
    .option("--control-id <id>", "MSH-10 of the answer")
    .option("--at <time>", "MSH-7 of the answer, ISO 8601; now when absent")
    .option("--profile <name>", "check the message against this profile first")
    .option("--json", "one JSON object per message on stdout")
    .action((file: string, { json, at, profile, ...flags }: AckFlags) => {
      const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
      const request = { ...flags, at: at ?? now, ...(profile && { profile: profileOrExit(profile) }) };
      return print(hl7Ack(file, request), json);
    });
}
