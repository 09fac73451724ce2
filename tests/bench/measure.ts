/** Measuring small functions fairly: all candidates in turn, round after round, so that a busy machine is busy for all. */

export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** How many times the value of `against` this is. */
  readonly ratio?: number;
  readonly against?: string;
}

export interface BenchResult {
  readonly rows: readonly BenchRow[];
  readonly method: string;
}

export type Bench = () => Promise<BenchResult>;

export interface Candidate {
  readonly what: string;
  /** Returns something that depends on the work, so that none of it can be left out. */
  run(): number;
}

export const ROUNDS = 7;
const ROUND_MS = 60;
/** Long enough for the largest candidate to be compiled for good, on a busy machine too. */
const WARM_UP_MS = 600;
let sink = 0;

function timesPerSecond(run: () => number, ms: number): number {
  const start = performance.now();
  let done = 0;
  let spent = 0;
  for (let burst = 1; spent < ms; burst = Math.min(burst * 2, 256)) {
    for (let i = 0; i < burst; i++) sink += run();
    done += burst;
    spent = performance.now() - start;
  }
  return (done / spent) * 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs per second of each candidate, the median of {@link ROUNDS} rounds; NaN for one that throws. */
export function measure(candidates: readonly Candidate[]): Map<string, number> {
  const found = new Map<string, number[]>();
  for (const { what, run } of candidates) {
    try {
      timesPerSecond(run, WARM_UP_MS);
      found.set(what, []);
    } catch {
      // A candidate that throws is shown without a number.
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { what, run } of candidates) found.get(what)?.push(timesPerSecond(run, ROUND_MS));
  }
  if (Number.isNaN(sink)) throw new Error("A candidate returned something that is not a number.");
  return new Map(candidates.map(({ what }) => [what, median(found.get(what) ?? [])]));
}
