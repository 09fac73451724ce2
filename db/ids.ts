import { randomBytes } from "node:crypto";

/**
 * Ids people can say: a prefix that names the thing, then lower-case Crockford base32 (no i, l, o, u).
 * A message id starts with its time, so the partition that holds it can be read off the id.
 */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

export type IdPrefix =
  | "alr"
  | "att"
  | "acc"
  | "cal"
  | "chk"
  | "con"
  | "cri"
  | "emr"
  | "end"
  | "evd"
  | "fil"
  | "gat"
  | "gol"
  | "hsk"
  | "imp"
  | "inf"
  | "inv"
  | "key"
  | "mai"
  | "prc"
  | "prf"
  | "prp"
  | "pst"
  | "req"
  | "rai"
  | "rol"
  | "rpl"
  | "rte"
  | "run"
  | "sgc"
  | "sgn"
  | "shr"
  | "sla"
  | "tdo"
  | "tpl"
  | "sta"
  | "syn"
  | "usr"
  | "viw"
  | "wrk";

/** Random bytes for many ids: asking for a few costs as much as asking for thousands. */
let pool = randomBytes(0);
let used = 0;

function random(length: number): string {
  if (used + length > pool.length) {
    pool = randomBytes(4_096);
    used = 0;
  }
  let text = "";
  for (const end = used + length; used < end; used++) text += alphabet.charAt((pool[used] ?? 0) & 31);
  return text;
}

/** A new id such as `con_7k3m9x2q`: 40 random bits, unique by the table's primary key. */
export const newId = (prefix: IdPrefix): string => `${prefix}_${random(8)}`;

/** A new message id: 9 characters of milliseconds since 1970, 8 random ones. `at` defaults to now. */
export function newMessageId(at = Date.now()): string {
  let time = "";
  for (let rest = at, i = 0; i < 9; i++, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time;
  return `msg_${time}${random(8)}`;
}

/** When a message was received, read from its id; `undefined` when the text is not a message id. */
export function messageTime(id: string): Date | undefined {
  const match = /^msg_([0-9a-hjkmnp-tv-z]{9})[0-9a-hjkmnp-tv-z]{8}$/.exec(id);
  if (!match?.[1]) return undefined;
  let time = 0;
  for (const char of match[1]) time = time * 32 + alphabet.indexOf(char);
  return new Date(time);
}
