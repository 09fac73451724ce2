import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Config } from "../config";

/** Checkpoints as files of a directory, and the key that signs them. */
const nameOf = (number: number) => `checkpoint-${String(number).padStart(8, "0")}.json`;

/** The file names of the checkpoints in a directory, the oldest first. */
export const checkpointNames = (directory: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => /^checkpoint-\d{8}\.json$/.test(name))
        .sort()
    : [];

export const checkpointTexts = (directory: string): string[] =>
  checkpointNames(directory).map((name) => readFileSync(join(directory, name), "utf8"));

/** Writes a checkpoint that is whole as soon as it has its name; false when there is one of this number already. */
export function keepCheckpoint(directory: string, number: number, text: string): boolean {
  mkdirSync(directory, { recursive: true });
  const made = join(directory, `.${nameOf(number)}.${randomBytes(6).toString("hex")}.tmp`);
  const file = openSync(made, "wx", 0o644);
  try {
    writeSync(file, text);
    fsyncSync(file);
    linkSync(made, join(directory, nameOf(number)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    closeSync(file);
    rmSync(made, { force: true });
  }
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 section 7). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The private key from its 32 bytes. */
export const signingKey = (bytes: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, bytes]), format: "der", type: "pkcs8" });

export const publicKeyText = (key: KeyObject): string =>
  createPublicKey(key).export({ format: "pem", type: "spki" }).toString();

/** The key from the environment, or from the data folder, where it is made the first time (mode 0600); never in the database. */
export function loadCheckpointKey(config: Pick<Config, "checkpointKey" | "dataDirectory">): KeyObject {
  if (config.checkpointKey) return signingKey(Buffer.from(config.checkpointKey, "base64"));
  const file = join(config.dataDirectory, "checkpoint-key");
  if (!existsSync(file)) {
    try {
      writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
    } catch (error) {
      // Another process made it at the same moment.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return signingKey(Buffer.from(readFileSync(file, "utf8").trim(), "base64"));
}
