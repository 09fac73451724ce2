import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { Sealed } from "./schema/connections";

/**
 * Secrets at rest: AES-256-GCM under a data key made for this one write, which the installation's key wraps. Both
 * ciphers are bound to the place the secret is kept (`endpoints/end_…/secret`), so a sealed value moved to another row
 * does not open.
 */
type Key = { id: string; bytes: Buffer };

const holder = globalThis as typeof globalThis & { [key: symbol]: Key | undefined };
const slot = Symbol.for("gatehouse.secret-key");

/** Sets the process's key: 32 bytes. Its id is derived from it, so a wrong key is noticed instead of tried. */
export function setSecretKey(bytes: Buffer): string {
  if (bytes.length !== 32) throw new Error("The secret key must be 32 bytes.");
  const id = createHash("sha256").update("gatehouse-key-id\0").update(bytes).digest("hex").slice(0, 12);
  holder[slot] = { id, bytes };
  return id;
}

export function sealSecret(secret: string, place: string): Sealed {
  const key = currentKey();
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

/** Throws when the value was sealed with another key, for another place, or was changed. */
export function openSecret(sealed: Sealed, place: string): string {
  const key = currentKey();
  if (sealed.kid !== key.id)
    throw new Error(`The secret was sealed with key ${sealed.kid}; this process has ${key.id}.`);
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

function currentKey(): Key {
  const key = holder[slot];
  if (!key) throw new Error("The secret key is not set in this process.");
  return key;
}
