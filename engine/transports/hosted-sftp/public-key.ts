/** Public keys as people paste them, and pairs made for those who have none. */
import ssh2, { type ParsedKey } from "ssh2";
import { describeHostKey } from "../sftp/host-key";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;

export type PublicKey = {
  algorithm: string;
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  sha256: string;
  /** Algorithm and key, as in `authorized_keys`, without the comment. */
  line: string;
  comment: string;
};

export type ReadKeys =
  | { kind: "read"; keys: PublicKey[] }
  /** Somebody pasted the half that is nobody's business. It must not be kept, shown again or logged. */
  | { kind: "private-key" }
  /** `line` counts from 1. */
  | { kind: "wrong"; line: number; reason: string };

const TYPES = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];
const SHORTEST_RSA = 3_072;
const LONGEST_COMMENT = 100;

/** Reads lines as in OpenSSH's `authorized_keys` (sshd(8)); empty ones and those that begin with `#` are skipped. */
export function readPublicKeys(text: string): ReadKeys {
  if (/PRIVATE KEY|^PuTTY-User-Key-File/im.test(text)) return { kind: "private-key" };
  const keys: PublicKey[] = [];
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const read = readLine(line);
    if (typeof read === "string") return { kind: "wrong", line: index + 1, reason: read };
    if (!keys.some((one) => one.sha256 === read.sha256)) keys.push(read);
  }
  return keys.length > 0 ? { kind: "read", keys } : { kind: "wrong", line: 1, reason: "There is no key in it." };
}

/** The key, or why the line is none we take. */
function readLine(line: string): PublicKey | string {
  const [type = "", data = "", ...comment] = line.split(/\s+/);
  if (/^---- BEGIN SSH2/.test(line)) {
    return "This is another format; ssh-keygen -i -f FILE turns it into a line that begins with ssh-ed25519 or ssh-rsa.";
  }
  if (/^ssh-dss$/.test(type)) return "DSA keys are broken; please use an Ed25519 key.";
  if (!TYPES.includes(type)) return `A line begins with the kind of key: ${TYPES.join(", ")}. Options are not taken.`;
  const parsed = utils.parseKey(`${type} ${data}`);
  const key: ParsedKey | Error | undefined = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!key || key instanceof Error || key.type !== type) return "The key is cut off or damaged.";
  const { sha256, bits = 0 } = describeHostKey(key.getPublicSSH());
  if (type === "ssh-rsa" && bits < SHORTEST_RSA) {
    return `An RSA key needs ${SHORTEST_RSA} bits at least; this one has ${bits}.`;
  }
  return { algorithm: type, sha256, line: `${type} ${data}`, comment: comment.join(" ").slice(0, LONGEST_COMMENT) };
}

/** A new pair of keys. The private half is in OpenSSH's format, unencrypted. */
export function makeKeyPair(
  algorithm: "ssh-ed25519" | "ecdsa-sha2-nistp256",
  comment: string,
): { privateKey: string; publicKey: PublicKey } {
  for (;;) {
    const made =
      algorithm === "ssh-ed25519"
        ? utils.generateKeyPairSync("ed25519", { comment })
        : utils.generateKeyPairSync("ecdsa", { bits: 256, comment });
    // About one in two hundred keys ssh2 makes cannot be read by ssh2 itself.
    if (utils.parseKey(made.private) instanceof Error) continue;
    const read = readPublicKeys(made.public);
    if (read.kind === "read" && read.keys[0]) return { privateKey: made.private, publicKey: read.keys[0] };
  }
}
