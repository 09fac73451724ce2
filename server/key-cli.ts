import type { Command } from "commander";
import { readConfig } from "./config";
import type { Report } from "./hl7-command";

/** `gatehouse key`: the key that seals stored credentials, and how it is changed. */
export function addKeyCommands(program: Command, withDatabase: (work: () => Promise<void>) => Promise<void>): void {
  const key = program.command("key").description("the key that seals stored credentials");

  key
    .command("new")
    .description("make a new key, and say what to do with it; nothing is changed")
    .option("--json", "one JSON object on stdout")
    .action(async ({ json }: { json?: boolean }) => {
      const [{ newKey }, { keyFile }] = await Promise.all([import("./key-command"), import("./secret-key")]);
      const made = newKey(keyFile(readConfig().dataDirectory));
      print(made, json);
      process.stderr.write(`${made.next}\n`);
    });

  key
    .command("status")
    .description("how many stored values each key opens; an older key that opens none may go")
    .option("--json", "one JSON object on stdout")
    .action(({ json }: { json?: boolean }) =>
      withDatabase(async () => {
        const { keyStatus } = await import("./key-command");
        print(await keyStatus(), json);
      }),
    );

  key
    .command("reseal")
    .description("seal every stored value with the newest key, while everything runs; goes on where it was stopped")
    .option("--json", "one JSON object a line on stdout")
    .action(({ json }: { json?: boolean }) =>
      withDatabase(async () => {
        const { reseal } = await import("./key-command");
        for await (const report of reseal()) print(report, json);
      }),
    );
}

function print({ ok, json, text }: Report, asJson: boolean | undefined): void {
  process.stdout.write(`${asJson ? JSON.stringify(json) : text}\n`);
  if (!ok) process.exitCode = 1;
}
