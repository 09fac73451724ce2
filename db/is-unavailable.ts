import { DatabaseDeadlineError } from "./client";
import { errorCode } from "./transaction";

/** SQLSTATE classes 08 and 53 and the shutdowns of 57; beside them what postgres.js and sockets say. */
const passing = /^(08|53|57P0[1-3]|CONNECT|ECONN|EPIPE|ENOTFOUND|EAI_)/;

/** Whether the database is away, does not answer in time or has no room: nothing the request did, and worth asking again. */
export function isUnavailable(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if (e instanceof DatabaseDeadlineError) return true;
  return passing.test(errorCode(error) ?? "");
}
