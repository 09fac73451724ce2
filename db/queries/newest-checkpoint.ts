import { eq } from "drizzle-orm";
import { database } from "../client";
import { settings } from "../schema/operations";
import type { Transaction } from "../transaction";

const newestKey = "newest-checkpoint";

/** Which checkpoint of the audit trail was the last to be written, and when (ISO 8601). For people: what vouches is the file. */
export type NewestCheckpoint = { number: number; at: string };

export async function newestCheckpoint(): Promise<NewestCheckpoint | undefined> {
  const [row] = await database().select().from(settings).where(eq(settings.key, newestKey));
  return row && (JSON.parse(row.value) as NewestCheckpoint);
}

export async function keepNewestCheckpoint(tx: Transaction, { number, at }: NewestCheckpoint): Promise<void> {
  const value = JSON.stringify({ number, at });
  await tx.db
    .insert(settings)
    .values({ key: newestKey, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } });
}
