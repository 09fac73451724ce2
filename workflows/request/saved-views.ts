import { and, asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { savedViews } from "~/db/schema/approvals";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";

type Person = Extract<Actor, { kind: "person" }>;
export type SavedView = Pick<typeof savedViews.$inferSelect, "id" | "name" | "query">;

const most = 20;

/** A person's own views of the queue, by name. */
export const listSavedViews = (person: Person): Promise<SavedView[]> =>
  database()
    .select({ id: savedViews.id, name: savedViews.name, query: savedViews.query })
    .from(savedViews)
    .where(eq(savedViews.userId, person.id))
    .orderBy(asc(savedViews.name))
    .limit(most);

/** Keeps the filters under a name; the same name again replaces what it stood for. */
export async function saveView(person: Person, name: string, query: string): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx) => {
    const mine = await tx.db.select({ name: savedViews.name }).from(savedViews).where(eq(savedViews.userId, person.id));
    if (mine.length >= most && !mine.some((one) => one.name === name)) {
      return { kind: "refused", code: "too-many", message: `You have ${most} views already; remove one first.` };
    }
    await tx.db
      .insert(savedViews)
      .values({ id: newId("viw"), userId: person.id, name, query })
      .onConflictDoUpdate({ target: [savedViews.userId, savedViews.name], set: { query } });
    return { kind: "done" };
  });
}

/** Removes one of the person's own views; somebody else's is not there. */
export async function removeView(person: Person, id: string): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx) => {
    const gone = await tx.db
      .delete(savedViews)
      .where(and(eq(savedViews.id, id), eq(savedViews.userId, person.id)))
      .returning({ id: savedViews.id });
    return gone.length > 0 ? { kind: "done" } : { kind: "not-found" };
  });
}
