import ssh2, { type AuthContext } from "ssh2";
import { fingerprintOf } from "../sftp/host-key";
import type { HostedAccount, HostedStore } from "./contract";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;

/** The only way in. */
export const METHODS = ["publickey"] as const;

/** What somebody signed in with. */
export type SignedIn = { account: HostedAccount; key: Buffer };

export type SignIn =
  | ({ kind: "in" } & SignedIn)
  /** The key is known, and its signature comes next (RFC 4252 section 7). */
  | { kind: "asked" }
  | { kind: "out"; reason: string; keySha256?: string };

/** Who an attempt lets in. Names and keys nobody knows are answered alike. */
export async function signInOf(attempt: AuthContext, store: HostedStore): Promise<SignIn> {
  if (attempt.method !== "publickey") return { kind: "out", reason: "Only keys are accepted here." };
  const key = Buffer.from(attempt.key.data);
  const keySha256 = fingerprintOf(key);
  const account = await store.authenticate(attempt.username, key);
  if (!account) return { kind: "out", reason: "This key opens no account of this name.", keySha256 };
  if (!attempt.signature || !attempt.blob) return { kind: "asked" };
  const bad: SignIn = { kind: "out", reason: "The key's signature is not right.", keySha256 };
  // Without a hash of its own an RSA signature is one over SHA-1 (RFC 8332).
  if (attempt.key.algo === "ssh-rsa" && !attempt.hashAlgo) return bad;
  const parsed = utils.parseKey(key);
  const known = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!known || known instanceof Error) return bad;
  return known.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true ? { kind: "in", account, key } : bad;
}

/** Addresses that were refused too often within the last minute. */
export function wrongLogins(most: number) {
  const minute = 60_000;
  const seen = new Map<string, number[]>();
  const recent = (address: string) => (seen.get(address) ?? []).filter((at) => performance.now() - at < minute);
  return {
    /** True when this one makes it too many. */
    count(address: string): boolean {
      for (const other of seen.keys()) if (recent(other).length === 0) seen.delete(other);
      seen.set(address, [...recent(address), performance.now()]);
      return recent(address).length >= most;
    },
    includes: (address: string): boolean => recent(address).length >= most,
  };
}
