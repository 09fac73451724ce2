import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { auditEvents } from "~/db/schema/operations";
import { sessions, signInFailures, users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { demoPassword, seedDemo } from "~/server/demo/seed";
import { continueAs, findSession, signIn, signOut } from "~/workflows/sign-in";
import { useDatabase } from "../support/database";

useDatabase();
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
});
beforeEach(() =>
  withTransaction(async (tx) => {
    await tx.db.delete(signInFailures);
  }),
);

const email = "engineer@demo.example";
const signedIn = async (address = "10.0.0.1") => {
  const result = await signIn(email, demoPassword, address);
  if (result.kind !== "signed-in") throw new Error(result.message);
  return result;
};
const moveSession = (token: string, change: Record<string, unknown>) =>
  withTransaction(async (tx) => {
    const tokenSha256 = createHash("sha256").update(token).digest("hex");
    const moved = await tx.db.update(sessions).set(change).where(eq(sessions.tokenSha256, tokenSha256)).returning();
    expect(moved).toHaveLength(1);
  });
const failTimes = async (times: number, account: string, address: string) => {
  for (let i = 0; i < times; i++) await signIn(account, "wrong", address);
};

describe("signing in", () => {
  test("with the right password opens a session", async () => {
    const { token, user } = await signedIn();
    expect(user.email).toBe(email);
    expect((await findSession(token))?.id).toBe(user.id);
  });

  test("does not care for case and spaces in the address", async () => {
    expect(await signIn("  Engineer@Demo.Example ", demoPassword, "10.0.0.1")).toMatchObject({ kind: "signed-in" });
  });

  test("keeps the token nowhere but in the cookie", async () => {
    const { token } = await signedIn();
    const rows = await database().select().from(sessions);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
  });

  test("with a wrong password, an unknown account or one without a password is refused in the same words", async () => {
    const answers = [
      await signIn(email, "wrong", "10.0.0.2"),
      await signIn("nobody@demo.example", demoPassword, "10.0.0.2"),
      await signIn("provider2@demo.example", demoPassword, "10.0.0.2"),
      await signIn(email, "", "10.0.0.2"),
    ];
    expect(answers).toEqual(answers.map(() => ({ kind: "refused", message: "E-mail or password is not right." })));
  });

  test("to a disabled account is refused, and its open session ends", async () => {
    const { token, user } = await signedIn();
    const disable = (disabledAt: Date | null) =>
      withTransaction(async (tx) => {
        await tx.db.update(users).set({ disabledAt }).where(eq(users.id, user.id));
      });
    await disable(new Date());
    expect(await findSession(token)).toBeUndefined();
    expect(await signIn(email, demoPassword, "10.0.0.1")).toMatchObject({ kind: "refused" });
    expect(await continueAs(email, "10.0.0.1")).toMatchObject({ kind: "refused" });
    await disable(null);
  });
});

describe("guessing", () => {
  test("is slowed down for the account, also with the right password and from elsewhere", async () => {
    await failTimes(6, email, "10.0.1.1");
    expect(await signIn(email, demoPassword, "10.0.1.2")).toMatchObject({ message: expect.stringMatching(/Too many/) });
  });

  test("is slowed down for the address, whatever the account", async () => {
    for (let i = 0; i < 6; i++) await signIn(`guess${i}@demo.example`, "wrong", "10.0.1.3");
    expect(await signIn(email, demoPassword, "10.0.1.3")).toMatchObject({ kind: "refused" });
    expect(await signIn(email, demoPassword, "10.0.1.4")).toMatchObject({ kind: "signed-in" });
  });

  test("five times is free, and a right sign-in forgets the account's failures", async () => {
    await failTimes(4, email, "10.0.1.5");
    await signedIn("10.0.1.6");
    await failTimes(5, email, "10.0.1.7");
    expect(await signIn(email, demoPassword, "10.0.1.8")).toMatchObject({ kind: "signed-in" });
  });

  test("waits longer each time, and leaves an audit event without the account's name", async () => {
    const account = "slow@demo.example";
    await failTimes(6, account, "10.0.1.9");
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      const [row] = await database().execute(sql`
        select extract(epoch from blocked_until - now())::float8 as seconds from sign_in_failures where key = ${`account ${account}`}`);
      waits.push(Number(row?.seconds));
      await withTransaction(async (tx) => {
        await tx.db.update(signInFailures).set({ blockedUntil: new Date(0) });
      });
      await failTimes(1, account, `10.0.2.${i}`);
    }
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
    expect(waits[2]).toBeGreaterThan(waits[1] ?? 0);
    const events = await database().select().from(auditEvents).where(eq(auditEvents.action, "session.blocked"));
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.stringify(events)).not.toContain("slow@");
  });
});

describe("a session", () => {
  test("ends an hour after its last use", async () => {
    const { token } = await signedIn();
    await moveSession(token, { seenAt: sql`now() - interval '61 minutes'` });
    expect(await findSession(token)).toBeUndefined();
  });

  test("that is used goes on", async () => {
    const { token } = await signedIn();
    await moveSession(token, { seenAt: sql`now() - interval '59 minutes'` });
    expect(await findSession(token)).toBeDefined();
    const [row] = await database()
      .select({ age: sql<number>`extract(epoch from now() - ${sessions.seenAt})::float8` })
      .from(sessions)
      .where(eq(sessions.tokenSha256, createHash("sha256").update(token).digest("hex")));
    expect(row?.age).toBeLessThan(60);
  });

  test("ends twelve hours after it began, in use or not", async () => {
    const { token } = await signedIn();
    await moveSession(token, { expiresAt: sql`now() - interval '1 second'` });
    expect(await findSession(token)).toBeUndefined();
  });

  test("ends with a sign-out, once, and no other one does", async () => {
    const one = await signedIn();
    const two = await signedIn();
    await signOut(one.token);
    await signOut(one.token);
    expect(await findSession(one.token)).toBeUndefined();
    expect(await findSession(two.token)).toBeDefined();
    const ends = await database().select().from(auditEvents).where(eq(auditEvents.action, "session.end"));
    expect(ends).toHaveLength(1);
  });

  test.each(["", "x", "a".repeat(43)])("with the made-up token %j is nobody's", async (token) => {
    expect(await findSession(token)).toBeUndefined();
  });
});
