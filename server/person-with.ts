import { and, eq, isNull } from "drizzle-orm";
import { database } from "~/db/client";
import { users } from "~/db/schema/people";
import type { Actor } from "~/workflows/actor";

/** The person with an account of this e-mail who may sign in: who answers for what is done on the command line. */
export async function personWith(email: string): Promise<Extract<Actor, { kind: "person" }> | undefined> {
  const [user] = await database()
    .select()
    .from(users)
    .where(and(eq(users.email, email.trim().toLowerCase()), isNull(users.disabledAt)));
  if (!user) return undefined;
  const { id, name, roles, practiceId } = user;
  return { kind: "person", id, name, email: user.email, roles, practiceId, address: "command line" };
}
