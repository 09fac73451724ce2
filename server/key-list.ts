import { randomBytes } from "node:crypto";
import { keyId } from "~/db/secrets";

/**
 * GATEHOUSE_SECRET_KEY: one key of 32 bytes in base64, or several with commas or line ends between, the newest first. A
 * key may stand behind its id, `id:key`; an id that is not its key's own is a mistake.
 */
export type KeyList =
  | { kind: "read"; keys: [Buffer, ...Buffer[]] }
  /** `problem` says what it has to be, and never holds a key. */
  | { kind: "wrong"; problem: string };

const shape =
  "32 bytes in base64 (gatehouse key new makes one), or several with commas between, the newest first, each as id:key";

export function readKeyList(list: string): KeyList {
  const keys: Buffer[] = [];
  for (const entry of list.split(/[\s,]+/).filter(Boolean)) {
    const [, id, text = ""] = /^(?:([^:]*):)?(.*)$/.exec(entry) ?? [];
    const bytes = Buffer.from(text, "base64");
    if (bytes.length !== 32) return { kind: "wrong", problem: shape };
    if (id !== undefined && id !== keyId(bytes)) {
      return { kind: "wrong", problem: `a list of keys behind their own ids; the key behind ${safe(id)} has another` };
    }
    if (!keys.some((known) => known.equals(bytes))) keys.push(bytes);
  }
  const [newest, ...older] = keys;
  return newest ? { kind: "read", keys: [newest, ...older] } : { kind: "wrong", problem: shape };
}

/** What stands where an id belongs may be a key that was pasted there. */
const safe = (id: string) => (/^[0-9a-f]{1,12}$/.test(id) ? id : "one of them");

/** A new key, as it is put in front of the list. */
export function newKeyLine(): { id: string; line: string } {
  const bytes = randomBytes(32);
  const id = keyId(bytes);
  return { id, line: `${id}:${bytes.toString("base64")}` };
}
