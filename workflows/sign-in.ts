import { createHash, randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { and, eq, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { sessions, signInFailures, users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { countFailure, isBlocked } from "./failures";

/**
 * Sign-in and sessions. The cookie holds 256 random bits, the table their SHA-256. A session ends an hour after its last
 * use and twelve hours after it began, and at once when the account is disabled.
 */
const idleMinutes = 60;
const absoluteHours = 12;

export type UserRow = typeof users.$inferSelect;
export type SignInResult = { kind: "signed-in"; token: string; user: UserRow } | { kind: "refused"; message: string };

// Verified against when the account does not exist, so that both cases take as long.
const nobody = hash(randomBytes(16).toString("hex"));

export async function signIn(email: string, password: string, address: string): Promise<SignInResult> {
  const account = email.trim().toLowerCase();
  const keys = [`account ${account}`, `address ${address}`];
  if (await isBlocked(keys)) return { kind: "refused", message: "Too many tries. Please wait a minute and try again." };

  const [user] = await database()
    .select()
    .from(users)
    .where(and(eq(users.email, account), isNull(users.disabledAt)));
  const right = await verify(user?.passwordHash ?? (await nobody), password).catch(() => false);
  if (!user?.passwordHash || !right) {
    await countFailure(keys, "session.blocked", account);
    return { kind: "refused", message: "E-mail or password is not right." };
  }
  return { kind: "signed-in", token: await openSession(user, address), user };
}

/** Demo mode only: sign in as a demo account without its password. The caller has checked the mode. */
export async function continueAs(email: string, address: string): Promise<SignInResult> {
  const [user] = await database()
    .select()
    .from(users)
    .where(and(eq(users.email, email.trim().toLowerCase()), isNull(users.disabledAt)));
  if (!user?.passwordHash) return { kind: "refused", message: "There is no such demo account." };
  return { kind: "signed-in", token: await openSession(user, address), user };
}

/** The person behind a session token; `undefined` when it is unknown, over, or the account is disabled. */
export async function findSession(token: string): Promise<UserRow | undefined> {
  const tokenSha256 = digest(token);
  const [found] = await database()
    .select({ user: users, seenLately: sql<boolean>`${sessions.seenAt} > now() - interval '1 minute'` })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.tokenSha256, tokenSha256),
        sql`${sessions.expiresAt} > now()`,
        sql`${sessions.seenAt} > now() - make_interval(mins => ${idleMinutes})`,
        isNull(users.disabledAt),
      ),
    );
  if (!found) return undefined;
  // Once a minute is enough to know that somebody is there.
  if (!found.seenLately) {
    await withTransaction(async (tx) => {
      await tx.db.update(sessions).set({ seenAt: sql`now()` }).where(eq(sessions.tokenSha256, tokenSha256));
    });
  }
  return found.user;
}

export async function signOut(token: string): Promise<void> {
  await withTransaction(async (tx) => {
    const [ended] = await tx.db
      .delete(sessions)
      .where(eq(sessions.tokenSha256, digest(token)))
      .returning();
    if (!ended) return;
    tx.audit({ chain: "system", actor: ended.userId, action: "session.end", objectId: ended.userId, outcome: "done" });
  });
}

/** Begins a session for somebody who has just proved who they are; gives back the cookie's token. */
export async function openSession(user: UserRow, address: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await withTransaction(async (tx) => {
    await tx.db.insert(sessions).values({
      tokenSha256: digest(token),
      userId: user.id,
      expiresAt: sql`now() + make_interval(hours => ${absoluteHours})`,
      address,
    });
    await tx.db.delete(signInFailures).where(eq(signInFailures.key, `account ${user.email}`));
    tx.audit({ chain: "system", actor: user.id, action: "session.begin", objectId: user.id, outcome: "done" });
  });
  return token;
}

/** A name for a session that stays the same while it lasts and is no key to it. */
export const sessionName = (token: string): string => digest(`name of ${digest(token)}`).slice(0, 16);

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
