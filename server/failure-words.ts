import { errorCode } from "~/db/transaction";

/** SQLSTATE; other codes are the network's or the client's own. */
const sqlState = /^[0-9A-Z]{5}$/;

/** What went wrong, for the person at the terminal. Of a failed query neither its text nor its values: they may be a patient's. */
export function failureWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!error.message.startsWith("Failed query")) return error.message;
  const code = errorCode(error) ?? "no code";
  if (sqlState.test(code)) return `The database did not carry it out (${code}).`;
  return `The database cannot be reached (${code}). Start Gatehouse first (npm start), or see whether DATABASE_URL is right.`;
}
