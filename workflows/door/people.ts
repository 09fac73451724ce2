import { and, arrayContains, asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { sessions, users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

export const personChanges = ["make-admin", "unmake-admin", "disable", "enable"] as const;
export type PersonChange = (typeof personChanges)[number];

type Person = typeof users.$inferSelect;

const changed: Record<PersonChange, (person: Person) => Pick<Person, "roles" | "disabledAt">> = {
  "make-admin": ({ roles, disabledAt }) => ({ roles: [...new Set([...roles, "practice-admin" as const])], disabledAt }),
  "unmake-admin": ({ roles, disabledAt }) => ({ roles: roles.filter((role) => role !== "practice-admin"), disabledAt }),
  disable: ({ roles, disabledAt }) => ({ roles, disabledAt: disabledAt ?? new Date() }),
  enable: ({ roles }) => ({ roles, disabledAt: null }),
};

/** Whether somebody looks after the practice's people: an admin who may sign in. */
const looksAfter = ({ roles, disabledAt }: Pick<Person, "roles" | "disabledAt">) =>
  roles.includes("practice-admin") && disabledAt === null;

/**
 * A practice's admin changes what a colleague may do. Never leaves the practice without an admin; a person of another
 * practice is not there. Who is disabled is signed out at once.
 */
export async function changePerson(
  actor: Actor,
  userId: string,
  change: PersonChange,
): Promise<{ kind: "done"; name: string } | Refusal> {
  if (actor.kind !== "person" || !actor.practiceId || !may(actor, "practice.managePeople"))
    return { kind: "forbidden" };
  const { practiceId } = actor;
  return withTransaction(async (tx): Promise<{ kind: "done"; name: string } | Refusal> => {
    // All of them are locked, in one order: two admins who disable each other at once must not both succeed.
    const people = await tx.db
      .select()
      .from(users)
      .where(eq(users.practiceId, practiceId))
      .orderBy(asc(users.id))
      .for("update");
    const person = people.find((one) => one.id === userId);
    if (!person) return { kind: "not-found" };
    // Disabled or unmade while this was under way: what was allowed when the page was opened is no longer.
    const self = people.find((one) => one.id === actor.id);
    if (!self || !looksAfter(self)) return { kind: "forbidden" };
    const after = changed[change](person);
    if (!people.some((one) => looksAfter(one.id === userId ? after : one))) {
      const message = "The practice needs somebody who looks after its people. Make another person an admin first.";
      return { kind: "refused", code: "last-admin", message };
    }
    await tx.db.update(users).set(after).where(eq(users.id, userId));
    if (after.disabledAt) await tx.db.delete(sessions).where(eq(sessions.userId, userId));
    tx.audit({ chain: "system", actor: actor.id, action: `person.${change}`, objectId: userId, outcome: "done" });
    tx.notify(`practice:${practiceId}`);
    return { kind: "done", name: person.name };
  });
}

/** The people of a practice, by name. */
export async function peopleOf(practiceId: string): Promise<Person[]> {
  return database()
    .select()
    .from(users)
    .where(and(eq(users.practiceId, practiceId), arrayContains(users.roles, ["provider"])))
    .orderBy(asc(users.name));
}
