import { and, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { DateTime } from "luxon";
import { connections } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import { toDos } from "~/db/schema/set-up";
import { type Writer, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { getLab } from "../lab";
import { toDoOverdue } from "./to-do-letters";

/** Whose a to-do is, and telling them. */

/**
 * The addresses of those a to-do names, by name or e-mail address: the lab's people for what is the lab's, the practice's
 * for what is theirs. A vendor has no account to be told in. Empty when nobody is named who could be.
 */
export async function ownersOf(
  db: Pick<Writer, "select">,
  practiceId: string,
  { party, owner }: Pick<typeof toDos.$inferSelect, "party" | "owner">,
): Promise<string[]> {
  const named = owner.trim().toLowerCase();
  if (named === "" || party === "vendor") return [];
  const people = await db
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(
      and(isNull(users.disabledAt), party === "lab" ? isNull(users.practiceId) : eq(users.practiceId, practiceId)),
    );
  const words = named.split(/[\s,;<>()]+/);
  return people
    .filter(({ name, email }) => name.toLowerCase() === named || words.includes(email.toLowerCase()))
    .map(({ email }) => email);
}

/**
 * Tells the owners of what was due before today, in the lab's calendar, and is open; once. Called by the clock, safe at any
 * time and twice at once.
 */
export async function sweepToDos(now = new Date()): Promise<void> {
  const { calendar } = await getLab();
  const today = DateTime.fromJSDate(now, { zone: calendar.timeZone }).toISODate() ?? "";
  const late = and(isNull(toDos.doneAt), isNull(toDos.overdueToldAt), isNotNull(toDos.due), lt(toDos.due, today));
  await withTransaction(async (tx) => {
    const told = await tx.db.update(toDos).set({ overdueToldAt: sql`now()` }).where(late).returning();
    for (const toDo of told) {
      const [row] = await tx.db.select().from(connections).where(eq(connections.id, toDo.connectionId));
      if (!row || row.state === "retired" || row.state === "cancelled") continue;
      const owners = await ownersOf(tx.db, row.practiceId, toDo);
      await queueMail(tx, owners, `toDo.overdue ${toDo.id}`, toDoOverdue(row, toDo));
    }
  });
}
