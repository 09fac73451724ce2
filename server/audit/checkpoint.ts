import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { genesis } from "~/db/audit";
import { canonicalJson } from "~/engine/json/canonical";

/**
 * A checkpoint says how far each audit chain was at a moment, signed with Ed25519 and kept outside the database. Who cuts
 * the end off a chain, or writes it anew from some event on, can make the chain fit itself, but not what was signed before.
 * Checkpoints are numbered, and each holds the hash of the one before it, so none can be taken out between two others.
 */
export type Head = { chain: string; seq: number; hash: string };

export type Checkpoint = {
  format: "gatehouse-checkpoint-1";
  /** From 1, without gaps. */
  number: number;
  /** Of the database's clock, UTC with microseconds. */
  at: string;
  /** SHA-256 of the text of the one before; zeros for the first. */
  previous: string;
  /** The chains that may have moved since the one before, by name; the first has them all. */
  heads: Head[];
};

const domain = "gatehouse-signed-1\0";
const signed = (value: unknown) => Buffer.from(domain + canonicalJson(value));

/** A value and its signature as the text of a file; the same value and key give the same text. */
export const signedText = (value: unknown, key: KeyObject): string =>
  `${canonicalJson({ value, signature: sign(null, signed(value), key).toString("base64") })}\n`;

/** What a signed text holds; undefined when a single byte of it is not as it was signed. */
export function readSigned<T>(text: string, publicKey: KeyObject): T | undefined {
  try {
    const file = JSON.parse(text) as { value: T; signature: string };
    if (text !== `${canonicalJson({ value: file.value, signature: file.signature })}\n`) return undefined;
    const signature = Buffer.from(file.signature, "base64");
    return verify(null, signed(file.value), publicKey, signature) ? file.value : undefined;
  } catch {
    return undefined;
  }
}

export const textHash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What a checkpoint saw of one chain. */
export type Mark = { seq: number; hash: string; number: number; at: string };

export type Followed =
  | { ok: true; count: number; marks: ReadonlyMap<string, readonly Mark[]> }
  | { ok: false; number: number; reason: string };

/** Reads checkpoints from the first to the last, each against the one before it. Marks stand in the order of their chain. */
export function followCheckpoints(texts: Iterable<string>, publicKey: KeyObject): Followed {
  const marks = new Map<string, Mark[]>();
  let number = 0;
  let previous = genesis;
  for (const text of texts) {
    number++;
    const broken = (reason: string): Followed => ({ ok: false, number, reason });
    const found = readSigned<Checkpoint>(text, publicKey);
    if (!found) return broken("it was changed, or signed with another key");
    if (found.number !== number) return broken("it is missing");
    if (found.previous !== previous) return broken("it does not follow the one before it");
    for (const { chain, seq, hash } of found.heads) {
      const own = marks.get(chain) ?? [];
      const last = own.at(-1);
      if (last && (seq < last.seq || (seq === last.seq && hash !== last.hash))) {
        return broken(`the chain ${chain} stands behind where it stood before`);
      }
      if (last?.seq !== seq) own.push({ seq, hash, number, at: found.at });
      marks.set(chain, own);
    }
    previous = textHash(text);
  }
  return { ok: true, count: number, marks };
}
