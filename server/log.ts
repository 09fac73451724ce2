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
