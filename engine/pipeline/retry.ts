/**
 * Backoff: `rand(b/2, b)` with `b = min(15 min, 1 s · 2^n)`. Half of it is fixed, so that a throttled server gets air.
 *
 * | failures | 1 | 2 | 3 | 4 | 5 | 6 | 8 | 10 and more |
 * | b        | 2 s | 4 s | 8 s | 16 s | 32 s | 64 s | 256 s | 15 min |
 */
export function backoffSeconds(failures: number, random = Math.random()): number {
  const b = Math.min(900, 2 ** Math.min(failures, 12));
  return b / 2 + (random * b) / 2;
}

/** A message that could not be delivered for this long needs a person. */
export const maxAgeMs = 72 * 3_600_000;
