import pino from "pino";

/** JSON lines on stderr: event words and ids, never message content, credentials or query parameters. */
export function createLog(process: string, level: string) {
  const out = pino(
    { level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  return (severity: "debug" | "info" | "warn" | "error", message: string, about: Record<string, unknown> = {}) =>
    out[severity](about, message);
}

export type Log = ReturnType<typeof createLog>;

/**
 * An error for the log: its name, the first line of its message and where it came from. Database errors carry the values
 * of the query in further lines; those never get here.
 */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error).split("\n")[0] ?? "";
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  const cause =
    error.cause instanceof Error ? `; cause: ${error.cause.name}: ${error.cause.message.split("\n")[0]}` : "";
  return `${error.name}: ${error.message.split("\n")[0]?.slice(0, 200)}${cause}${frames.length > 0 ? `\n${frames.join("\n")}` : ""}`;
}
