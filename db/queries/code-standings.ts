import { sql } from "drizzle-orm";
import type { Writer } from "../transaction";

type Reader = Pick<Writer, "execute">;

/** Offered codes that failed their newest proof, by connection and configuration; what has ended since is left out. */
export async function failingCodes(
  connectionIds: readonly string[],
  db: Reader,
): Promise<{ connectionId: string; version: number; code: string; reason: string }[]> {
  const rows = await db.execute(sql`
    select s.connection_id as "connectionId", s.configuration_version as version, s.code, s.reason
    from code_standings s join connections c on c.id = s.connection_id
    where not s.ok and s.connection_id in (select jsonb_array_elements_text(${JSON.stringify(connectionIds)}::jsonb))
      and (s.code = any(c.offered_tests) or s.code = any(c.offered_panels))
      and not exists (select from tests t where t.code = s.code and t.status = 'discontinued')
      and not exists (select from panels p where p.code = s.code and p.status = 'discontinued')
    order by s.code`);
  return rows as unknown as { connectionId: string; version: number; code: string; reason: string }[];
}

/** A menu above this is not proven at once when a test run ends, and is waited for. */
export const provenAtOnce = 2_000;

/** Proofs of large menus that are not done; how far each has come. */
export async function largeProofs(
  connectionIds: readonly string[],
  db: Reader,
): Promise<{ connectionId: string; version: number; done: number; total: number }[]> {
  const rows = await db.execute(sql`
    select connection_id as "connectionId", configuration_version as version, proven + failed as done, total
    from code_proofs where state in ('waiting', 'running') and total > ${provenAtOnce}
      and connection_id in (select jsonb_array_elements_text(${JSON.stringify(connectionIds)}::jsonb))
    order by asked_at desc`);
  return rows as unknown as { connectionId: string; version: number; done: number; total: number }[];
}

/** How many codes of the menu a configuration was tried with; what has ended since is on no menu. */
export async function provenCount(
  { connectionId, version }: { connectionId: string; version: number },
  db: Reader,
): Promise<number> {
  const [row] = await db.execute(sql`
    select count(*)::int as n from code_standings s join connections c on c.id = s.connection_id
    left join tests t on t.code = s.code left join panels p on p.code = s.code
    where s.connection_id = ${connectionId} and s.configuration_version = ${version}
      and (s.code = any(c.offered_tests) or s.code = any(c.offered_panels))
      and coalesce(t.status, p.status, 'active') <> 'discontinued'`);
  return Number(row?.n ?? 0);
}
