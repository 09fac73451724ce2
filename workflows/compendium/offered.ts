/** What a practice may see and pay of the compendium. */
import { arrayContains, eq, or, type SQL } from "drizzle-orm";
import { database } from "~/db/client";
import { pricesOn } from "~/db/queries/practice-prices";
import { panels } from "~/db/schema/compendium";
import type { Writer } from "~/db/transaction";

/** Panels every client may order, and those made for this practice: others do not see them. */
export const openTo = (practiceId: string): SQL | undefined =>
  or(eq(panels.scope, "all"), arrayContains(panels.practiceIds, [practiceId]));

/** What the practice pays instead of the list price on a day (ISO 8601), in cents by code. */
export const practicePricesOf = async (
  practiceId: string,
  day: string,
  db: Pick<Writer, "execute"> = database(),
): Promise<Map<string, number>> => (await pricesOn(db, [practiceId], day)).get(practiceId) ?? new Map();
