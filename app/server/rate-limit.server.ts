/**
 * How often somebody may ask: a bucket of `burst` turns that fills by `perSecond`. Kept by each web process for itself,
 * so that a limit costs nothing and no database; with N of them the limit is N times as high.
 */
type Limit = { burst: number; perSecond: number };
type Bucket = { turns: number; at: number };

/** Names known at once; full buckets are forgotten first, they say nothing. */
const mostNames = 10_000;

export function rateLimit({ burst, perSecond }: Limit, now: () => number = () => performance.now()) {
  const buckets = new Map<string, Bucket>();
  const turnsAt = (bucket: Bucket, at: number) =>
    Math.min(burst, bucket.turns + ((at - bucket.at) / 1_000) * perSecond);
  const forgetFull = (at: number) => {
    for (const [name, bucket] of buckets) if (turnsAt(bucket, at) >= burst) buckets.delete(name);
    for (const name of buckets.keys()) {
      if (buckets.size < mostNames) break;
      buckets.delete(name);
    }
  };
  return {
    /** Takes a turn. Returns 0, or the whole seconds to wait when there is none. */
    take(name: string): number {
      const at = now();
      const before = buckets.get(name);
      if (!before && buckets.size >= mostNames) forgetFull(at);
      const turns = before ? turnsAt(before, at) : burst;
      const taken = turns >= 1;
      buckets.set(name, { turns: taken ? turns - 1 : turns, at });
      return taken ? 0 : Math.ceil((1 - turns) / perSecond);
    },
  };
}
