import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** A moment as text with its microseconds, UTC: `2026-11-20T09:41:07.123456Z`. A JavaScript Date would lose them. */
export const momentText = (at: SQLWrapper): SQL<string> =>
  sql<string>`to_char(${at} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
