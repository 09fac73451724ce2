import { createHash } from "node:crypto";

export type Random = () => number;

/** Numbers in [0, 1) that depend on the labels alone: the same order gets the same patient and values after a restart. */
export function randomOf(...labels: (string | number)[]): Random {
  let state = createHash("sha256").update(labels.join("\u0000")).digest().readUInt32BE(0);
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Throws on an empty list. */
export function pick<T>(random: Random, from: readonly T[]): T {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error("There is nothing to pick from.");
  return chosen;
}

export const integer = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
