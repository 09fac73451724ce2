import { createHash, timingSafeEqual } from "node:crypto";
import { createConnection } from "node:net";
import ssh2 from "ssh2";
import { TransportError } from "../transport-error";
import { algorithmsFor } from "./algorithms";
import type { HostKey, SftpSettings } from "./contract";
import { connectFailure } from "./failures";

// A CommonJS package whose names Node cannot see from an ES module.
const { Client } = ssh2;

/** `SHA256:<base64 without padding>` of a host key as it travels. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;

/**
 * The 32 bytes behind `SHA256:<base64>`, bare base64 or hex (colons allowed).
 * Throws `host-key-pin-invalid` when it is none of these.
 */
export function pinBytes(pin: string): Buffer {
  const bare = pin.trim().replace(/^SHA256:/i, "");
  const hex = bare.replace(/:/g, "");
  if (/^[0-9a-f]{64}$/i.test(hex)) return Buffer.from(hex, "hex");
  if (/^[A-Za-z0-9+/]{43}=?$/.test(bare)) return Buffer.from(bare, "base64");
  throw new TransportError("permanent", "host-key-pin-invalid", "The host key fingerprint is not a SHA-256 value.");
}

/** Whether two fingerprints mean the same key, whatever their spelling. */
export const sameHostKey = (a: string, b: string): boolean => timingSafeEqual(pinBytes(a), pinBytes(b));

/** Whether a server that shows this key is the one that was confirmed. */
export const isPinned = (
  presented: string,
  { hostKeySha256, nextHostKeySha256 }: Pick<SftpSettings, "hostKeySha256" | "nextHostKeySha256">,
): boolean =>
  sameHostKey(presented, hostKeySha256) ||
  (nextHostKeySha256 !== undefined && sameHostKey(presented, nextHostKeySha256));

/** Describes a host key as it travels (RFC 4253 section 6.6). */
export function describeHostKey(key: Buffer): HostKey {
  const parts = lengthPrefixed(key);
  const algorithm = parts[0]?.toString("latin1") ?? "unknown";
  const bits = bitsOf(algorithm, parts);
  return { algorithm, sha256: fingerprintOf(key), ...(bits === undefined ? {} : { bits }) };
}

/**
 * Asks a server for its host key and hangs up. No user name, no credential and no authentication request is sent.
 * Throws `TransportError` when the server cannot be reached or is no SSH server.
 */
export function fetchHostKey(
  target: Pick<SftpSettings, "host" | "port" | "address" | "legacyAlgorithms">,
  options: { connectMs: number },
): Promise<HostKey> {
  const where = `${target.host}:${target.port}`;
  return new Promise((resolve, reject) => {
    const client = new Client();
    const socket = createConnection({ host: target.address ?? target.host, port: target.port, noDelay: true });
    let seen: Buffer | undefined;
    const finish = (error?: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      if (seen) resolve(describeHostKey(seen));
      else reject(connectFailure(error ?? new Error("no host key was presented"), where, ""));
    };
    const timer = setTimeout(
      () => finish(new TransportError("transient", "timed-out", `${where} did not answer in time.`)),
      options.connectMs,
    );
    // Kept until the end: a reset may still arrive after the answer did.
    client.on("error", finish);
    client.on("close", () => finish());
    client.connect({
      sock: socket,
      username: "",
      readyTimeout: 0,
      algorithms: algorithmsFor(target.legacyAlgorithms === true),
      authHandler: () => false,
      hostVerifier: (key: Buffer) => {
        seen = Buffer.from(key);
        return false;
      },
    });
  });
}

function lengthPrefixed(blob: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at + 4 <= blob.length; ) {
    const length = blob.readUInt32BE(at);
    parts.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

function bitsOf(algorithm: string, parts: Buffer[]): number | undefined {
  if (algorithm === "ssh-ed25519") return 256;
  if (algorithm.startsWith("ecdsa-sha2-nistp")) return Number(algorithm.slice("ecdsa-sha2-nistp".length));
  const modulus = algorithm === "ssh-rsa" ? parts[2] : undefined;
  if (!modulus) return undefined;
  const significant = modulus[0] === 0 ? modulus.subarray(1) : modulus;
  return significant.length * 8 - Math.clz32(significant[0] ?? 0) + 24;
}
