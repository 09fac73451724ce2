import { and, eq, type SQL, sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { insertRows } from "~/db/insert-rows";
import { codeProofs } from "~/db/schema/code-proofs";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { ConnectionRow } from "../dispatch";

/** Asking for a proof that the codes of a menu can be ordered; the worker makes it, see `code-proofs.ts`. */

/** `now`: whoever asks makes it at once, and it has not to be waited for. */
type Asking = { why: string; askedBy: string | null; now?: boolean };
export type CodeProofRow = typeof codeProofs.$inferSelect;

/** Whoever makes a proof has it for this long after each sign of life. */
export const claimedFor: SQL = sql`now() + interval '1 minute'`;

/**
 * Asks for the whole menu, in the transaction of what made it necessary, with the configuration the row names; what waits
 * for that one needs not be made any more. A practice that only receives results orders nothing: undefined.
 */
export async function askProof(
  tx: Transaction,
  row: ConnectionRow,
  { why, askedBy, now = false }: Asking,
): Promise<CodeProofRow | undefined> {
  if (row.mode === "results-only" || row.configurationVersion === null) return undefined;
  await tx.db
    .update(codeProofs)
    .set({ state: "replaced" })
    .where(
      and(
        eq(codeProofs.connectionId, row.id),
        eq(codeProofs.configurationVersion, row.configurationVersion),
        eq(codeProofs.state, "waiting"),
      ),
    );
  const [proof] = await tx.db
    .insert(codeProofs)
    .values({
      id: newId("prf"),
      connectionId: row.id,
      configurationVersion: row.configurationVersion,
      state: now ? "running" : "waiting",
      claimedUntil: now ? claimedFor : null,
      why: why.slice(0, 200),
      askedBy,
      total: row.offeredTests.length + row.offeredPanels.length,
    })
    .returning();
  if (!now) tx.notify("proofs");
  return proof;
}

/** Asks for the codes that have changed, of each connection that offers one of them; two statements. */
export async function askProofsOf(codes: readonly string[]): Promise<void> {
  await withTransaction(async (tx) => {
    const rows = (await tx.db.execute(sql`
      with reached as materialized (
        select m.connection_id, to_json(array_agg(m.code)) as codes from menu_entries m
        where m.code in (select jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb)) group by m.connection_id)
      select c.id, c.configuration_version as version, reached.codes
      from reached join connections c on c.id = reached.connection_id
      where c.mode = 'bidirectional' and c.configuration_version is not null
        and c.state in ('provisioning', 'testing', 'ready', 'live', 'paused')`)) as unknown as {
      id: string;
      version: number;
      codes: string[];
    }[];
    await insertRows(
      tx.db,
      codeProofs,
      rows.map(({ id, version, codes: some }) => ({
        id: newId("prf"),
        connectionId: id,
        configurationVersion: version,
        codes: some,
        state: "waiting" as const,
        why: "The compendium changed",
        total: some.length,
      })),
    );
    if (rows.length > 0) tx.notify("proofs");
  });
}
