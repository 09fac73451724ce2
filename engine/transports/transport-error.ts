/**
 * What a failed delivery or pickup means for the next attempt.
 *
 * - `transient`: nothing happened at the other side that a retry could double; try again later.
 * - `ambiguous`: the decisive request left and no usable answer came; look before trying again.
 * - `permanent`: trying again without a change by a person cannot help.
 */
export type Failure = "transient" | "ambiguous" | "permanent";

/** An I/O failure of any transport. `message` is plain words for an operator; it never holds a secret or patient data. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  readonly failure: Failure;
  /** Stable, kebab-case, e.g. `connection-refused`; see the transport's own list. */
  readonly code: string;
  /** Not sooner than after this many seconds, where the far end said so. */
  retryAfterSeconds?: number;

  constructor(failure: Failure, code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.failure = failure;
    this.code = code;
  }
}
