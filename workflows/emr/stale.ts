import { eq } from "drizzle-orm";
import { users } from "~/db/schema/people";
import type { Writer } from "~/db/transaction";

/**
 * Somebody else changed the same thing since it was opened; nothing was written. `what`: which part, in words. `seen`: the
 * stamp to come back with, once the person has read that.
 */
export type Stale = { kind: "stale"; by: string; at: Date; what: string; seen: Record<string, string> };

/** What tells one state of a row from the next; "" for a row that is not there. */
export const stampOf = (row: { updatedAt: Date } | undefined): string => row?.updatedAt.toISOString() ?? "";

/** Who changed a row last, by name. */
export async function changerOf(db: Pick<Writer, "select">, updatedBy: string | null): Promise<string> {
  if (!updatedBy) return "Somebody";
  const [user] = await db.select({ name: users.name }).from(users).where(eq(users.id, updatedBy));
  return user?.name ?? "Somebody";
}
