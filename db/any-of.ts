import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/**
 * Whether a column has one of these values, sent as one array. `inArray` makes a parameter of each value: hundreds of them
 * cost time to put together, and each number of them is another statement to plan.
 */
export const anyOf = (column: PgColumn, values: readonly string[]): SQL =>
  sql`${column} = any(${sql.param([...new Set(values)])})`;
