import { sql } from "drizzle-orm";
import { database } from "../client";
import type { SyncFormat, SyncState, SyncWay } from "../schema/sync";

/** A connection as a row of the board. `held`: orders that wait because of a code; `drafted`: changes of the draft for it. */
export type BoardRow = {
  id: string;
  practice: string;
  emr: string;
  format: SyncFormat | null;
  way: SyncWay | null;
  transport: "sftp" | "rest";
  held: number;
  drafted: number;
};
export type BoardRelease = { number: number; name: string; publishedAt: Date };
export type BoardCell = {
  id: string;
  connectionId: string;
  release: number;
  whole: boolean;
  state: SyncState;
  changeCount: number;
  dueOn: string;
  sentAt: Date | null;
  acknowledgedAt: Date | null;
};

/** The reasons for which an order waits at its code; see `understand`. */
const codeReasons = sql`('code-unknown', 'code-discontinued', 'code-not-offered', 'code-not-yet')`;

/** The last releases, every connection whose EMR may be told, and what each was sent of them; three queries. */
export async function syncBoard(
  latest: number,
): Promise<{ releases: BoardRelease[]; rows: BoardRow[]; cells: BoardCell[] }> {
  const db = database();
  const [releases, rows, cells] = await Promise.all([
    db.execute(
      sql`select number, name, published_at as "publishedAt" from compendium_releases order by number desc limit ${latest}`,
    ),
    db.execute(sql`
      with held as (
        select connection_id, count(*)::int as n from messages
        where state = 'held' and reason_code in ${codeReasons} group by connection_id),
      drafted as (
        select c.id, count(*)::int as n from connections c, unnest(c.offered_tests || c.offered_panels) as code
        join compendium_draft_changes d using (code) group by c.id)
      select c.id, p.name as practice, c.emr_name as emr, c.transport, s.format, s.way,
        coalesce(h.n, 0) as held, coalesce(d.n, 0) as drafted
      from connections c join practices p on p.id = c.practice_id
      left join sync_profiles s on s.connection_id = c.id
      left join held h on h.connection_id = c.id left join drafted d on d.id = c.id
      where c.state in ('testing', 'ready', 'live', 'paused') or (c.state = 'provisioning' and s.connection_id is not null)
      order by p.name, c.emr_name`),
    db.execute(sql`
      select id, connection_id as "connectionId", release, whole, state, change_count as "changeCount", due_on as "dueOn",
        sent_at as "sentAt", acknowledged_at as "acknowledgedAt"
      from syncs where state <> 'replaced'
        and release in (select number from compendium_releases order by number desc limit ${latest})
      order by created_at`),
  ]);
  return {
    releases: (releases as unknown as BoardRelease[]).map((one) => ({
      ...one,
      publishedAt: new Date(one.publishedAt),
    })),
    rows: rows as unknown as BoardRow[],
    cells: (cells as unknown as BoardCell[]).map((cell) => ({
      ...cell,
      sentAt: cell.sentAt && new Date(cell.sentAt),
      acknowledgedAt: cell.acknowledgedAt && new Date(cell.acknowledgedAt),
    })),
  };
}
