import { sql } from "drizzle-orm";
import type { SyncFormat, SyncWay } from "../schema/sync";
import type { Writer } from "../transaction";

/** A connection whose EMR was not told of a release yet. */
export type DueProfile = {
  id: string;
  format: SyncFormat;
  way: SyncWay;
  whole: boolean;
  dueDays: number;
  toldRelease: number | null;
  offeredTests: string[];
  offeredPanels: string[];
  toldTests: string[];
  toldPanels: string[];
};

/** Profiles of connections that run or are set up and were not told of a release, locked until the commit. */
export async function dueProfiles(db: Pick<Writer, "execute">, release: number, only?: string): Promise<DueProfile[]> {
  const rows = await db.execute(sql`
    select c.id, p.format, p.way, p.whole, p.due_days as "dueDays", p.told_release as "toldRelease",
      to_json(c.offered_tests) as "offeredTests", to_json(c.offered_panels) as "offeredPanels",
      to_json(p.told_tests) as "toldTests", to_json(p.told_panels) as "toldPanels"
    from sync_profiles p join connections c on c.id = p.connection_id
    where c.state in ('provisioning', 'testing', 'ready', 'live', 'paused')
      and coalesce(p.told_release, 0) < ${release}::int
      ${only === undefined ? sql`` : sql`and c.id = ${only}`}
    order by c.id for update of p`);
  return rows as unknown as DueProfile[];
}

/** Keeps that these EMRs were told of everything they are offered, up to a release. */
export async function markTold(db: Pick<Writer, "execute">, ids: readonly string[], release: number): Promise<void> {
  await db.execute(sql`
    update sync_profiles p
    set told_release = ${release}::int, told_tests = c.offered_tests, told_panels = c.offered_panels
    from connections c where c.id = p.connection_id
      and c.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
}
