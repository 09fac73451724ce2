/** What a practice may see and pay of the compendium. */
import { and, arrayContains, desc, eq, lte, or, type SQL } from "drizzle-orm";
import { database } from "~/db/client";
import { panels, practicePrices } from "~/db/schema/compendium";

/** Panels every client may order, and those made for this practice: others do not see them. */
export const openTo = (practiceId: string): SQL | undefined =>
  or(eq(panels.scope, "all"), arrayContains(panels.practiceIds, [practiceId]));

/** What the practice pays instead of the list price, in cents by code; `today`: ISO 8601. */
export async function practicePricesOf(practiceId: string, today: string): Promise<Map<string, number>> {
  const rows = await database()
    .selectDistinctOn([practicePrices.code])
    .from(practicePrices)
    .where(and(eq(practicePrices.practiceId, practiceId), lte(practicePrices.from, today)))
    .orderBy(practicePrices.code, desc(practicePrices.from));
  return new Map(rows.map(({ code, cents }) => [code, cents]));
}
