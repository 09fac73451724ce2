import { sql } from "drizzle-orm";
import type { SyncFormat, SyncWay } from "../schema/sync";
import type { Writer } from "../transaction";

/** A connection whose EMR was not told of a release yet. */
export type DueProfile = {
  id: string;
  practiceId: string;
  format: SyncFormat;
  way: SyncWay;
  whole: boolean;
  dueDays: number;
  toldRelease: number | null;
  offeredTests: string[];
  offeredPanels: string[];
  toldTests: string[];
  toldPanels: string[];
  withPrices: boolean;
  /** The practice's own prices its EMR was told, cents by code. */
  toldPrices: Record<string, number>;
};

/** Profiles of connections that run or are set up and were not told of a release, locked until the commit. */
export async function dueProfiles(db: Pick<Writer, "execute">, release: number, only?: string): Promise<DueProfile[]> {
  const rows = await db.execute(sql`
    select c.id, c.practice_id as "practiceId", p.with_prices as "withPrices", p.told_prices as "toldPrices", p.format, p.way, p.whole, p.due_days as "dueDays", p.told_release as "toldRelease",
      to_json(c.offered_tests) as "offeredTests", to_json(c.offered_panels) as "offeredPanels",
      to_json(p.told_tests) as "toldTests", to_json(p.told_panels) as "toldPanels"
    from sync_profiles p join connections c on c.id = p.connection_id
    where c.state in ('provisioning', 'testing', 'ready', 'live', 'paused')
      and coalesce(p.told_release, 0) < ${release}::int
      ${only === undefined ? sql`` : sql`and c.id = ${only}`}
    order by c.id for update of p`);
  return rows as unknown as DueProfile[];
}

/** Keeps that these EMRs were told of everything they are offered, up to a release, at these prices of their practices. */
export async function markTold(
  db: Pick<Writer, "execute">,
  told: readonly { id: string; prices: Record<string, number> }[],
  release: number,
): Promise<void> {
  await db.execute(sql`
    update sync_profiles p
    set told_release = ${release}::int, told_tests = c.offered_tests, told_panels = c.offered_panels,
      told_prices = told.prices
    from connections c join jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as told(id text, prices jsonb) on told.id = c.id
    where c.id = p.connection_id`);
}
