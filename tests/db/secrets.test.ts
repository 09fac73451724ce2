import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { openSecret, sealSecret, setSecretKey } from "~/db/secrets";

const key = Buffer.alloc(32, 7);
const place = "endpoints/end_1/secret";
beforeEach(() => void setSecretKey(key));

describe("a sealed secret", () => {
  test("opens to what was sealed, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => openSecret(sealSecret(text, place), place) === text),
    );
  });

  test("never looks the same twice and does not contain the secret", () => {
    const one = sealSecret("sandbox-password", place);
    const two = sealSecret("sandbox-password", place);
    expect(one.ct).not.toBe(two.ct);
    expect(one.wrapped).not.toBe(two.wrapped);
    expect(JSON.stringify(one)).not.toContain("sandbox-password");
  });

  test("does not open in another place", () => {
    expect(() => openSecret(sealSecret("secret", place), "endpoints/end_2/secret")).toThrow();
  });

  test("does not open with another key, and says which one it needs", () => {
    const sealed = sealSecret("secret", place);
    setSecretKey(randomBytes(32));
    expect(() => openSecret(sealed, place)).toThrow(sealed.kid);
  });

  test("opens with the key it was sealed with while there are several, and the newest seals", () => {
    const sealed = sealSecret("secret", place);
    const [newest] = setSecretKey(randomBytes(32), key);
    expect(openSecret(sealed, place)).toBe("secret");
    expect(sealSecret("secret", place).kid).toBe(newest);
  });

  test("does not open with another key that claims to be the right one", () => {
    const sealed = sealSecret("secret", place);
    const [kid] = setSecretKey(randomBytes(32));
    expect(() => openSecret({ ...sealed, kid }, place)).toThrow();
  });

  test.each(["wrapped", "nonce", "ct", "tag"] as const)("does not open when any byte of its %s was changed", (part) => {
    const sealed = sealSecret("secret", place);
    const bytes = Buffer.from(sealed[part], "base64");
    for (let i = 0; i < bytes.length; i++) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(i) ^ 1, i);
      expect(() => openSecret({ ...sealed, [part]: altered.toString("base64") }, place)).toThrow();
    }
  });

  test("does not open with a shortened tag", () => {
    const sealed = sealSecret("secret", place);
    const short = Buffer.from(sealed.tag, "base64").subarray(0, 4).toString("base64");
    expect(() => openSecret({ ...sealed, tag: short }, place)).toThrow();
  });

  test.each([0, 16, 31, 33])("a key of %i bytes is refused", (length) => {
    expect(() => setSecretKey(Buffer.alloc(length))).toThrow("32 bytes");
  });
});
