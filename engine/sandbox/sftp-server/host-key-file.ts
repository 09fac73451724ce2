import { createHash } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import ssh2 from "ssh2";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;

/** The server's private key and what clients pin. */
export type ServerHostKey = { privateKey: string; sha256: string };

/** Loads the ed25519 host key of a server, or makes it on first use; the file gets mode 0600. */
export async function loadHostKey(path: string): Promise<ServerHostKey> {
  await mkdir(dirname(path), { recursive: true });
  let privateKey: string;
  try {
    privateKey = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    privateKey = makeKey();
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(privateKey);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  return { privateKey, sha256: fingerprint(privateKey) };
}

/** About one in two hundred keys ssh2 makes cannot be read by ssh2 itself, so each is tried before it is kept. */
function makeKey(): string {
  for (;;) {
    const made = utils.generateKeyPairSync("ed25519").private;
    if (!(utils.parseKey(made) instanceof Error)) return made;
  }
}

function fingerprint(privateKey: string): string {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw new Error(`The host key cannot be read: ${parsed.message}`, { cause: parsed });
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  const digest = createHash("sha256").update(key.getPublicSSH()).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
