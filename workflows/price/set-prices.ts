/** What practices pay instead of list prices: set for days to come, never for days that are over. */
import { and, desc, eq, gte, isNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "~/db/client";
import { pricesOn } from "~/db/queries/practice-prices";
import { panels, practicePriceChanges, practicePrices, tests } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { practices, users } from "~/db/schema/people";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import { labToday } from "../compendium/catalogue";
import { isDay } from "../compendium/check-items";
import { cents } from "../compendium/item";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

/** The highest price, in cents, as in the compendium. */
const highest = 99_999_999;
/** Items of one change. */
export const mostPrices = 2_000;

/** `price`: one price for all that are chosen. `percent`: below each one's list price. `list`: the list price again. */
export type Wanted = { kind: "price"; cents: number } | { kind: "percent"; below: number } | { kind: "list" };

export const wantedSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("price"), price: cents }),
  z.object({
    intent: z.literal("percent"),
    percent: z
      .string()
      .trim()
      .regex(/^\d{1,2}(\.\d)?$/, "A percentage such as 15 or 12.5.")
      .transform(Number),
  }),
  z.object({ intent: z.literal("list") }),
]);

/** What a form wants, in the words of this module. */
export function wantedOf(form: z.output<typeof wantedSchema>): Wanted {
  if (form.intent === "price") return { kind: "price", cents: form.price };
  return form.intent === "percent" ? { kind: "percent", below: form.percent } : { kind: "list" };
}

/** A price that lies so many percent below the list price, rounded to a cent. Pure. */
export const below = (list: number, percent: number): number => Math.round(list * (1 - percent / 100));

export type PriceChange = {
  practiceId: string;
  codes: readonly string[];
  wanted: Wanted;
  /** ISO 8601; its last day is null for no end. */
  from: string;
  until: string | null;
  /** What the person saw as the price of the only code, cents; null: the list price. Absent where nobody looked. */
  seen?: number | null;
};
export type PricesSet = { kind: "done"; changed: number } | Refusal;

const refusal = (field: string, message: string): Refusal => ({ kind: "refused", code: field, field, message });

/** Sets prices of a practice, all or none; each stays on record with what it was before. */
export async function setPrices(actor: Actor, change: PriceChange, now = new Date()): Promise<PricesSet> {
  if (!may(actor, "price.set")) return { kind: "forbidden" };
  const { practiceId, codes, from, until } = change;
  if (codes.length === 0) return refusal("codes", "Choose at least one test or panel.");
  if (codes.length > mostPrices) return refusal("codes", `At most ${mostPrices} at a time.`);
  return withTransaction(async (tx): Promise<PricesSet> => {
    const today = await labToday(now, tx.db);
    const wrong = wrongDays(from, until, today);
    if (wrong) return wrong;
    const [practice] = await tx.db.select().from(practices).where(eq(practices.id, practiceId)).for("update");
    if (!practice) return { kind: "not-found" };
    const lists = await listPrices(tx, practiceId, codes);
    const missing = codes.find((code) => !lists.has(code));
    if (missing) return refusal("codes", `${missing} cannot be ordered by this practice.`);
    const before = (await pricesOn(tx.db, [practiceId], from)).get(practiceId) ?? new Map<string, number>();
    if (change.seen !== undefined) {
      const current = (await pricesOn(tx.db, [practiceId], today)).get(practiceId);
      const [code = ""] = codes;
      if ((current?.get(code) ?? null) !== change.seen) {
        return refusal("price", "Somebody else has changed this price since you opened the page. Look at it again.");
      }
    }
    let changed = 0;
    for (const code of new Set(codes)) {
      const price = priceOf(change.wanted, lists.get(code) ?? 0);
      if (price !== null && price > highest) return refusal("price", "The price is too high.");
      if (await keepPrice(tx, actor, { practiceId, code, cents: price, from, until }, before.get(code) ?? null))
        changed++;
    }
    if (changed > 0) {
      const meta = { changed, codes: codes.slice(0, 20), wanted: change.wanted, from, until };
      tx.audit({ chain: "system", actor: actor.id, action: "price.set", objectId: practiceId, outcome: "done", meta });
      tx.notify("compendium", `practice:${practiceId}`);
    }
    return { kind: "done", changed };
  });
}

function wrongDays(from: string, until: string | null, today: string): Refusal | undefined {
  if (!isDay(from)) return refusal("from", "Give the first day as a date, such as 2026-12-01.");
  if (from < today) return refusal("from", "That day is over. A price holds from today or from a day to come.");
  if (until !== null && !isDay(until)) return refusal("until", "Give the last day as a date, such as 2026-12-31.");
  if (until !== null && until < from) return refusal("until", "The last day comes before the first.");
  return undefined;
}

function priceOf(wanted: Wanted, list: number): number | null {
  if (wanted.kind === "list") return null;
  return wanted.kind === "price" ? wanted.cents : below(list, wanted.below);
}

/** List prices of what the practice may order, by code. */
async function listPrices(tx: Transaction, practiceId: string, codes: readonly string[]): Promise<Map<string, number>> {
  const wanted = sql`(select jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb))`;
  const rows = await tx.db.execute(sql`
    select ${tests.code} as code, ${tests.listPriceCents} as cents from ${tests} where ${tests.code} in ${wanted}
    union all select ${panels.code}, ${panels.preferredPriceCents} from ${panels}
    where ${panels.code} in ${wanted} and (${panels.scope} = 'all' or ${panels.practiceIds} @> array[${practiceId}])`);
  return new Map(rows.map((row) => [String(row.code), Number(row.cents)]));
}

type Price = { practiceId: string; code: string; cents: number | null; from: string; until: string | null };

/** Keeps one price, or ends what holds on its first day where it is the list price again. False: nothing is otherwise. */
async function keepPrice(tx: Transaction, actor: Actor, price: Price, before: number | null): Promise<boolean> {
  const { practiceId, code, cents: own, from, until } = price;
  const ofItem = and(eq(practicePrices.practiceId, practiceId), eq(practicePrices.code, code));
  if (own === null) {
    const gone = await tx.db
      .delete(practicePrices)
      .where(and(ofItem, gte(practicePrices.from, from)))
      .returning();
    const ended = await tx.db
      .update(practicePrices)
      .set({ until: sql`${from}::date - 1` })
      .where(
        and(ofItem, lt(practicePrices.from, from), or(isNull(practicePrices.until), gte(practicePrices.until, from))),
      )
      .returning();
    if (gone.length + ended.length === 0) return false;
  } else {
    const setBy = personId(actor);
    const values = { cents: own, until, setBy, setAt: new Date() };
    const kept = await tx.db
      .insert(practicePrices)
      .values({ practiceId, code, from, ...values })
      .onConflictDoUpdate({
        target: [practicePrices.practiceId, practicePrices.code, practicePrices.from],
        set: values,
        setWhere: sql`(${practicePrices.cents}, ${practicePrices.until}) is distinct from (${own}::int, ${until}::date)`,
      })
      .returning();
    if (kept.length === 0) return false;
  }
  await tx.db
    .insert(practicePriceChanges)
    .values({ practiceId, code, cents: own, from, until, beforeCents: before, setBy: personId(actor) });
  return true;
}

/** What was agreed of one item, the newest first. */
export const priceHistory = (practiceId: string, code: string) =>
  database()
    .select({ change: practicePriceChanges, by: users.name })
    .from(practicePriceChanges)
    .leftJoin(users, eq(users.id, practicePriceChanges.setBy))
    .where(and(eq(practicePriceChanges.practiceId, practiceId), eq(practicePriceChanges.code, code)))
    .orderBy(desc(practicePriceChanges.id))
    .limit(50);

/** An EMR that was not told of some of its practice's prices yet. */
export type UntoldPrices = { connectionId: string; emr: string; codes: number };

/** Which EMRs of a practice do not know its prices of today; those that take no prices are left out. */
export async function untoldPrices(practiceId: string, today: string): Promise<UntoldPrices[]> {
  const prices = (await pricesOn(database(), [practiceId], today)).get(practiceId) ?? new Map<string, number>();
  const rows = await database().execute(sql`
    select c.id, c.emr_name as emr, to_json(c.offered_tests || c.offered_panels) as offered, p.told_prices as told
    from ${connections} c join sync_profiles p on p.connection_id = c.id
    where c.practice_id = ${practiceId} and c.state not in ('retired', 'cancelled') and p.with_prices
      and p.told_release is not null order by c.emr_name, c.id`);
  return (rows as unknown as { id: string; emr: string; offered: string[]; told: Record<string, number> }[])
    .map(({ id, emr, offered, told }) => ({
      connectionId: id,
      emr,
      codes: offered.filter((code) => (prices.get(code) ?? null) !== (told[code] ?? null)).length,
    }))
    .filter(({ codes }) => codes > 0);
}
