import { errorCode } from "./transaction";

/** What drizzle's errors begin with; the statement and its values follow. */
const failedQuery = "Failed query";

/**
 * The code of a query that failed: SQLSTATE, or the network's or the client's own where the database could not be asked. For
 * all else, undefined. Its text says nothing to people, and its values may be a patient's: neither is shown.
 */
export function queryFailure(error: unknown): string | undefined {
  return error instanceof Error && error.message.startsWith(failedQuery) ? (errorCode(error) ?? "no code") : undefined;
}
