/**
 * Named places at which a test may stop, delay or kill the process that handles messages. Each fires right before its
 * step: I1…I10 on the way in, O1…O12 on the way out, `intent` before it is committed that a file is about to be seen,
 * `answer` between the commit of a push and its answer.
 *
 * Nothing in the product arms them and no environment variable does: a test passes its own function to `armFailpoints`,
 * which refuses unless the process was started with NODE_ENV=test. Unarmed, a point is one look at a variable.
 */
export type Failpoint =
  /**
   * Intake: lane taken, connect, list, compare with the records, claim in the records, move aside at the source where that
   * is agreed (`I5b`), read, verify, store, move away, record that.
   */
  | "I1"
  | "I2"
  | "I3"
  | "I4"
  | "I5"
  | "I5b"
  | "I6"
  | "I7"
  /** Read and not yet understood; within the commit that stores it, before it is queued. */
  | "map"
  | "enqueue"
  | "I8"
  | "I9"
  | "I10"
  /** A push: stored, not yet answered. */
  | "answer"
  /** Delivery: lane taken, load, connect, look at the name, remove a stale temp, write, verify, rename, look, record. */
  | "O1"
  | "O2"
  | "O3"
  | "O4"
  | "O5"
  | "O6"
  | "O8"
  | "intent"
  | "O9"
  | "O10"
  | "O12"
  /** Replay: item counted, its outcome about to be committed. */
  | "R1"
  | "R2";

type Hook = (at: Failpoint) => Promise<void> | undefined;
let hook: Hook | undefined;

/** Runs what a test wants to happen here; nothing in any other process. */
export const failpoint = (at: Failpoint): Promise<void> | undefined => hook?.(at);

/** Arms every point with `run`, or disarms them. Throws outside of NODE_ENV=test. */
export function armFailpoints(run: Hook | undefined): void {
  if (process.env.NODE_ENV !== "test") throw new Error("Failpoints are armed in tests only.");
  hook = run;
}
