import { type Command, InvalidArgumentError, Option } from "commander";
import { replayActions } from "~/db/schema/replays";
import type { Report } from "./hl7-command";

type Flags = {
  message?: string[];
  connection?: string;
  reason?: string;
  state?: "held" | "dead" | "delivered";
  direction?: "order" | "result";
  from?: Date;
  to?: Date;
  action: (typeof replayActions)[number];
  why?: string;
  as?: string;
  rate: number;
  dryRun?: boolean;
  json?: boolean;
};

function time(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError("It is not a time such as 2026-11-20T08:00:00Z.");
  return at;
}

function pace(text: string): number {
  const rate = Number(text);
  if (!(rate > 0)) throw new InvalidArgumentError("It is not a number of messages a second.");
  return rate;
}

/** `gatehouse replay`: what the console's replays do, on the command line and on behalf of a person. */
export function addReplayCommand(program: Command, withDatabase: (work: () => Promise<void>) => Promise<void>): void {
  const command = program
    .command("replay")
    .description("replay, resend or discard messages that stopped, as one job on behalf of a person")
    .option("--message <ids...>", "just these messages")
    .option("--connection <id>", "of this connection; none: of results that found no connection")
    .option("--reason <code>", "stopped for this reason, such as code-not-mapped")
    .addOption(new Option("--state <state>", "in this state").choices(["held", "dead", "delivered"]))
    .addOption(new Option("--direction <way>", "this way").choices(["order", "result"]))
    .option("--from <time>", "received at or after, ISO 8601", time)
    .option("--to <time>", "received before, ISO 8601", time)
    .addOption(new Option("--action <action>", "what to do").choices([...replayActions]).default("replay"))
    .option("--why <text>", "the reason that stays with every message")
    .option("--as <email>", "the person who answers for it; needs the right to replay")
    .option("--rate <number>", "messages a second at most", pace, 5)
    .option("--dry-run", "say what it would do, change nothing")
    .option("--json", "one JSON object a line on stdout");
  command.action((flags: Flags) => {
    const { message, connection, reason, state, direction, from, to, action, why, as, rate } = flags;
    if (!message && !connection && !reason && !from) {
      command.error("error: Say which: --message, --connection, --reason or --from.");
    }
    if (!flags.dryRun && (!why || !as)) command.error("error: Say --why and --as, or --dry-run to look first.");
    const filter = {
      ...(message && { ids: message }),
      ...(state && { states: [state] }),
      ...(connection && { connection }),
      ...(direction && { direction }),
      ...(reason && { reasonCode: reason }),
      ...(from && { from }),
      ...(to && { to }),
    };
    const chosen = `on the command line: ${chosenWords(flags)}`;
    return withDatabase(async () => {
      const { replayDryRun, replayRun } = await import("./replay-command");
      if (flags.dryRun) return print(await replayDryRun({ action, filter }), flags.json);
      let last: Report | undefined;
      for await (const report of replayRun({ action, filter, chosen, reason: why ?? "", rate, as: as ?? "" })) {
        print(report, flags.json);
        last = report;
      }
      if (!last?.ok) process.exitCode = 1;
    });
  });
}

/** What was chosen, for the record. */
function chosenWords({ message, connection, reason, state, direction, from, to }: Flags): string {
  const parts = { connection, reason, state, direction, from: from?.toISOString(), to: to?.toISOString() };
  const words = Object.entries(parts).flatMap(([name, value]) => (value ? [`${name} ${value}`] : []));
  return [...(message ? [`${message.length} named messages`] : []), ...words].join("; ");
}

function print({ ok, json, text }: Report, asJson: boolean | undefined): void {
  process.stdout.write(`${asJson ? JSON.stringify(json) : text}\n`);
  if (!ok) process.exitCode = 1;
}
