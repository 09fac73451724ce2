import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/**
 * Whether a text column has one of these values, sent as one array. `inArray` makes a parameter of each value: hundreds of
 * them cost time to put together, and each number of them is another statement to plan.
 */
export const anyOf = (column: PgColumn, values: readonly string[]): SQL =>
  sql`${column} = any(${arrayOf([...new Set(values)])}::text[])`;

/** PostgreSQL's text form of an array (its documentation, section 8.15.6). */
const arrayOf = (values: readonly string[]) =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
