import { z } from "zod";
import type { SandboxPorts } from "~/engine/sandbox";
import { readKeyList } from "./key-list";

/**
 * Every setting there is, from the environment, read once at start. The table in README.md is checked against this
 * schema by a test.
 */
const port = z.coerce.number("a number").int("a whole number").min(0, "0 or more").max(65_535, "at most 65535");
const yesNo = z.enum(["1", "0", "true", "false"], "1 or 0").transform((value) => value === "1" || value === "true");
const url = (protocols: string[]) =>
  z.string().refine(
    (text) => {
      try {
        return protocols.includes(new URL(text).protocol);
      } catch {
        return false;
      }
    },
    `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
  );

export const environmentSchema = z.object({
  DATABASE_URL: url(["postgres:", "postgresql:"])
    .optional()
    .describe("A Postgres 15 or newer. Without it an embedded one runs in the data folder."),
  GATEHOUSE_DATA_DIR: z
    .string()
    .min(1)
    .default(".gatehouse")
    .describe("Where the embedded database, the key and the sandbox live."),
  GATEHOUSE_SECRET_KEY: z
    .string()
    .superRefine((text, context) => {
      const read = readKeyList(text);
      if (read.kind === "wrong") context.addIssue(read.problem);
    })
    .optional()
    .describe(
      "Seals stored credentials; 32 bytes in base64, or a list while it is changed. Without it one is made in the data folder, mode 0600.",
    ),
  GATEHOUSE_DEMO: yesNo
    .optional()
    .describe("Demo lab, demo accounts and sandbox. On by default when the database is embedded."),
  GATEHOUSE_WORKERS: z.coerce
    .number("a number")
    .int()
    .min(1, "at least 1")
    .max(16, "at most 16")
    .default(1)
    .describe("Worker processes under `gatehouse up`."),
  GATEHOUSE_SANDBOX_PACE: z
    .enum(["calm", "brisk"], "calm or brisk")
    .default("calm")
    .describe("How fast the demo's simulators order and answer."),
  PORT: port.default(3000).describe("Where the console listens."),
  HOST: z.string().min(1).default("127.0.0.1").describe("The address it listens on."),
  PUBLIC_URL: url(["http:", "https:"])
    .optional()
    .describe("How people reach it; used in mails and for the Origin check. Default http://HOST:PORT."),
  GATEHOUSE_SFTP_PORT: port
    .optional()
    .describe("Where the lab's own SFTP server listens, for partners that have none. Without it there is none."),
  GATEHOUSE_SFTP_HOST: z.string().min(1).default("127.0.0.1").describe("The address the SFTP server listens on."),
  GATEHOUSE_SFTP_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$/, "a name, with a port where it is not 22")
    .optional()
    .describe("How partners reach the SFTP server, as name:port. Default its host and port."),
  GATEHOUSE_MLLP_HOST: z
    .string()
    .min(1)
    .optional()
    .describe("The address on which the ports of MLLP endpoints are opened. Without it none is."),
  GATEHOUSE_CHECKPOINT_DIR: z
    .string()
    .min(1)
    .optional()
    .describe("Where the worker keeps a signed checkpoint of the audit trail every ten minutes. Without it none is."),
  GATEHOUSE_CHECKPOINT_KEY: z
    .string()
    .refine((text) => Buffer.from(text, "base64").length === 32, "32 bytes in base64 (openssl rand -base64 32)")
    .optional()
    .describe("Signs checkpoints (Ed25519); 32 bytes in base64. Without it one is made in the data folder, mode 0600."),
  SMTP_URL: url(["smtp:", "smtps:"])
    .optional()
    .describe("Mail server. Without it mails stay in the outbox, which demo mode shows at /dev/mail."),
  MAIL_FROM: z.string().min(3).default("Gatehouse <gatehouse@localhost>").describe("The sender of all mails."),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"], "debug, info, warn or error")
    .default("info")
    .describe("Least level that is logged."),
});

export type Config = {
  databaseUrl: string | undefined;
  dataDirectory: string;
  secretKey: string | undefined;
  demo: boolean;
  workers: number;
  sandboxPace: "calm" | "brisk";
  port: number;
  host: string;
  publicUrl: string;
  /** The lab's own SFTP server; `address` is what partners are told. */
  sftp: { host: string; port: number; address: string } | undefined;
  /** MLLP listeners; their ports are the endpoints'. */
  mllp: { host: string } | undefined;
  /** Where checkpoints of the audit trail are kept, outside the database. */
  checkpointDirectory: string | undefined;
  checkpointKey: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  logLevel: "debug" | "info" | "warn" | "error";
  /** The demo's simulators, where the supervisor runs them; handed to its processes as GATEHOUSE_SANDBOX. */
  sandbox: SandboxPorts | undefined;
};

/** A setting is wrong. The message is one line that names it. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Reads the environment. Throws `ConfigError` with every wrong variable in one line. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  // An empty variable is an unset one: that is how shells and container files leave things out.
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${String(issue.path[0])} must be ${issue.message}`);
    throw new ConfigError(`Configuration: ${wrong.join("; ")}.`);
  }
  const env = parsed.data;
  const shownHost = ["0.0.0.0", "::"].includes(env.HOST) ? "localhost" : env.HOST;
  return {
    databaseUrl: env.DATABASE_URL,
    dataDirectory: env.GATEHOUSE_DATA_DIR,
    secretKey: env.GATEHOUSE_SECRET_KEY,
    demo: env.GATEHOUSE_DEMO ?? env.DATABASE_URL === undefined,
    workers: env.GATEHOUSE_WORKERS,
    sandboxPace: env.GATEHOUSE_SANDBOX_PACE,
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ?? `http://${shownHost}:${env.PORT}`,
    sftp:
      env.GATEHOUSE_SFTP_PORT === undefined
        ? undefined
        : {
            host: env.GATEHOUSE_SFTP_HOST,
            port: env.GATEHOUSE_SFTP_PORT,
            address: env.GATEHOUSE_SFTP_ADDRESS ?? `${env.GATEHOUSE_SFTP_HOST}:${env.GATEHOUSE_SFTP_PORT}`,
          },
    mllp: env.GATEHOUSE_MLLP_HOST === undefined ? undefined : { host: env.GATEHOUSE_MLLP_HOST },
    checkpointDirectory: env.GATEHOUSE_CHECKPOINT_DIR,
    checkpointKey: env.GATEHOUSE_CHECKPOINT_KEY,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    logLevel: env.LOG_LEVEL,
    sandbox: present.GATEHOUSE_SANDBOX ? (JSON.parse(present.GATEHOUSE_SANDBOX) as SandboxPorts) : undefined,
  };
}
