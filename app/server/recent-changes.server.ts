/**
 * When topics changed last, for pages that begin to listen a while after their data was read. Forgets what is older than
 * any page waits.
 */
const keptMs = 60_000;

/** @param now milliseconds; `Date.now` but in tests */
export function recentChanges(now: () => number = Date.now) {
  const last = new Map<string, number>();
  let since = now();
  return {
    /** A topic changed; the empty one when nobody knows what was missed. */
    changed(topic: string): void {
      if (topic === "") since = now();
      last.delete(topic);
      last.set(topic, now());
      for (const [old, at] of last) {
        if (at >= now() - keptMs) break;
        last.delete(old);
      }
    },
    /** Which of `topics` may have changed in the last `ageMs`; all of them when that is longer than anybody listened. */
    within(topics: Iterable<string>, ageMs: number): string[] {
      const from = now() - Math.min(ageMs, keptMs);
      return [...topics].filter((topic) => from < since || (last.get(topic) ?? 0) >= from);
    },
  };
}
