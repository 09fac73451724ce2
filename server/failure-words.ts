import { queryFailure } from "~/db/query-failure";

const sqlState = /^[0-9A-Z]{5}$/;

/** What went wrong, for the person at the terminal. */
export function failureWords(error: unknown): string {
  const code = queryFailure(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  if (sqlState.test(code)) return `The database did not carry it out (${code}).`;
  return `The database cannot be reached (${code}). Start Gatehouse first (npm start), or see whether DATABASE_URL is right.`;
}
