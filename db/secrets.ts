import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { Sealed } from "./schema/connections";
import type { SealedPlace } from "./sealed-columns";

/**
 * Secrets at rest: AES-256-GCM under a data key made for this one write, which the installation's key wraps. Both
 * ciphers are bound to the place the secret is kept (`endpoints/end_…/secret`), so a sealed value moved to another row
 * does not open. While the installation's key is changed there are several: the newest seals, each opens what it sealed.
 */
type Key = { id: string; bytes: Buffer };

const holder = globalThis as typeof globalThis & { [key: symbol]: readonly Key[] | undefined };
const slot = Symbol.for("gatehouse.secret-key");

/** Twelve hex digits that are derived from a key, so that a wrong key is noticed instead of tried. */
export function keyId(bytes: Buffer): string {
  if (bytes.length !== 32) throw new Error("The secret key must be 32 bytes.");
  return createHash("sha256").update("gatehouse-key-id\0").update(bytes).digest("hex").slice(0, 12);
}

/** Sets the process's keys, 32 bytes each, the newest first; their ids in that order. */
export function setSecretKey(newest: Buffer, ...older: Buffer[]): [string, ...string[]] {
  const [first, ...rest] = [newest, ...older].map((bytes) => ({ id: keyId(bytes), bytes }));
  if (!first) throw new Error("The secret key is missing.");
  holder[slot] = [first, ...rest];
  return [first.id, ...rest.map(({ id }) => id)];
}

/** The ids of the process's keys, the newest first. */
export const secretKeyIds = (): string[] => currentKeys().map(({ id }) => id);

/** Seals with the newest key. */
export function sealSecret(secret: string, place: SealedPlace): Sealed {
  const [key] = currentKeys();
  const dataKey = randomBytes(32);
  const payload = encrypt(dataKey, Buffer.from(secret, "utf8"), `1|${key.id}|${place}`);
  const wrapped = encrypt(key.bytes, dataKey, `wrap|1|${key.id}|${place}`);
  dataKey.fill(0);
  return {
    v: 1,
    kid: key.id,
    wrapped: Buffer.concat([wrapped.nonce, wrapped.tag, wrapped.ct]).toString("base64"),
    nonce: payload.nonce.toString("base64"),
    ct: payload.ct.toString("base64"),
    tag: payload.tag.toString("base64"),
  };
}

/** Throws when the value was sealed with a key that is not here, for another place, or was changed. */
export function openSecret(sealed: Sealed, place: SealedPlace): string {
  const keys = currentKeys();
  const key = keys.find(({ id }) => id === sealed.kid);
  if (!key) {
    const here = keys.map(({ id }) => id).join(", ");
    throw new Error(`The secret was sealed with key ${sealed.kid}; this process has ${here}.`);
  }
  const wrapped = Buffer.from(sealed.wrapped, "base64");
  const dataKey = decrypt(
    key.bytes,
    { nonce: wrapped.subarray(0, 12), tag: wrapped.subarray(12, 28), ct: wrapped.subarray(28) },
    `wrap|1|${key.id}|${place}`,
  );
  const payload = {
    nonce: Buffer.from(sealed.nonce, "base64"),
    tag: Buffer.from(sealed.tag, "base64"),
    ct: Buffer.from(sealed.ct, "base64"),
  };
  const plain = decrypt(dataKey, payload, `1|${key.id}|${place}`);
  dataKey.fill(0);
  return plain.toString("utf8");
}

type Box = { nonce: Buffer; ct: Buffer; tag: Buffer };

function encrypt(key: Buffer, plain: Buffer, bound: string): Box {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(bound));
  const ct = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce, ct, tag: cipher.getAuthTag() };
}

function decrypt(key: Buffer, box: Box, bound: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, box.nonce, { authTagLength: 16 })
    .setAAD(Buffer.from(bound))
    .setAuthTag(box.tag);
  return Buffer.concat([decipher.update(box.ct), decipher.final()]);
}

function currentKeys(): readonly [Key, ...Key[]] {
  const [newest, ...older] = holder[slot] ?? [];
  if (!newest) throw new Error("The secret key is not set in this process.");
  return [newest, ...older];
}
