import { and, eq, like } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { invitations } from "~/db/schema/door";
import { auditEvents, mails } from "~/db/schema/operations";
import { practices, sessions, users } from "~/db/schema/people";
import { connectionRequests, emrSystems } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { openLink, withoutLink } from "~/emails/sealed-link";
import { seedDemo } from "~/server/demo/seed";
import type { Actor } from "~/workflows/actor";
import { createShareLink, openShareLink } from "~/workflows/connection/share-links";
import { acceptInvitation, openInvitation } from "~/workflows/door/accept";
import {
  askToSignUp,
  inviteColleague,
  invitePractice,
  inviteThroughLink,
  labInvitations,
  openInvitationsOf,
  resendInvitation,
  withdrawInvitation,
} from "~/workflows/door/invitations";
import { passwordProblem } from "~/workflows/door/password";
import { changePerson, peopleOf } from "~/workflows/door/people";
import { findSession } from "~/workflows/sign-in";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Extract<Actor, { kind: "person" }>;
let sales: Person;
let dana: Person;
let addresses = 0;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  sales = await demoActor("sales");
  dana = await demoActor("provider");
});

const password = "three quiet rivers";
const address = () => `somebody${++addresses}@practice.example`;

async function mailsTo(to: string) {
  return database().select().from(mails).where(eq(mails.to, to)).orderBy(mails.createdAt);
}

/** The secret in the newest mail to an address, as its reader has it. */
async function tokenFor(to: string): Promise<string> {
  const mail = (await mailsTo(to)).at(-1);
  if (!mail) throw new Error("There is no mail.");
  return openLink(mail.letter, mail.id).action?.path.replace("/invitation/", "") ?? "";
}

async function invited(more: Partial<Parameters<typeof invitePractice>[1]> = {}) {
  const email = address();
  const sent = await invitePractice(sales, { email, name: "Juniper Clinic", npi: "", emrSystemId: "", ...more });
  if (sent.kind !== "done") throw new Error(sent.kind);
  return { id: sent.id, email, token: await tokenFor(email) };
}

const stateOf = async (token: string) => (await openInvitation(token, "10.1.0.1"))?.state;
const accept = (token: string) => acceptInvitation(token, { name: "Pat Example", password }, "10.1.0.2");
const move = (id: string, change: Partial<typeof invitations.$inferInsert>) =>
  withTransaction((tx) => tx.db.update(invitations).set(change).where(eq(invitations.id, id)));

describe("an invitation of the lab", () => {
  test("opens an account, once, with a request that begins with what Sales knew", async () => {
    const [emr] = await database().select().from(emrSystems).where(eq(emrSystems.product, "athenaOne"));
    const { id, email, token } = await invited({ npi: "1679576722", emrSystemId: emr?.id ?? "" });
    expect(await stateOf(token)).toBe("open");
    const accepted = await accept(token);
    if (accepted.kind !== "done") throw new Error(accepted.kind);
    const user = await findSession(accepted.session);
    expect(user).toMatchObject({ email, name: "Pat Example", roles: ["provider", "practice-admin"] });
    const [draft] = await database()
      .select()
      .from(connectionRequests)
      .where(eq(connectionRequests.id, accepted.draftId ?? ""));
    expect(draft).toMatchObject({
      practiceId: user?.practiceId,
      state: "draft",
      emrSystemId: emr?.id,
      form: {
        practice: { legalName: "Juniper Clinic", npi: "1679576722" },
        contacts: { signer: { name: "Pat Example", email } },
      },
    });
    expect(await stateOf(token)).toBe("used");
    expect(await accept(token)).toEqual({ kind: "closed" });
    const events = await database().select().from(auditEvents).where(eq(auditEvents.objectId, id));
    expect(events.map((event) => event.action).sort()).toEqual([
      "invitation.open",
      "invitation.send",
      "invitation.use",
    ]);
  });

  test("of two who use the link at once makes one account", async () => {
    const { email, token } = await invited();
    const both = await Promise.all([accept(token), accept(token)]);
    expect(both.map((one) => one.kind).sort()).toEqual(["closed", "done"]);
    expect(await database().select().from(users).where(eq(users.email, email))).toHaveLength(1);
  });

  test("joins the practice whose NPI it names, and takes no place of an admin there", async () => {
    const { token } = await invited({ npi: "1234567893", name: "Larkspur" });
    const accepted = await accept(token);
    if (accepted.kind !== "done") throw new Error(accepted.kind);
    expect(await findSession(accepted.session)).toMatchObject({ practiceId: dana.practiceId, roles: ["provider"] });
  });

  test("runs out, can be withdrawn, and sent again with a new link that closes the old one", async () => {
    const { id, email, token } = await invited();
    await move(id, { expiresAt: new Date(0) });
    expect(await stateOf(token)).toBe("expired");
    expect(await accept(token)).toEqual({ kind: "closed" });
    expect(await resendInvitation(sales, id)).toMatchObject({ kind: "done" });
    const second = await tokenFor(email);
    expect([await stateOf(token), await stateOf(second)]).toEqual([undefined, "open"]);
    expect(await withdrawInvitation(sales, id)).toMatchObject({ kind: "done" });
    expect(await withdrawInvitation(sales, id)).toMatchObject({ kind: "done" });
    expect(await stateOf(second)).toBe("withdrawn");
    expect(await accept(second)).toEqual({ kind: "closed" });
    const row = (await labInvitations()).find(({ invitation }) => invitation.id === id);
    expect(row).toMatchObject({ by: sales.name, invitation: { timesSent: 2 } });
  });

  test("once used is neither sent again nor withdrawn", async () => {
    const { id, token } = await invited();
    await accept(token);
    expect(await resendInvitation(sales, id)).toMatchObject({ kind: "refused", code: "used" });
    expect(await withdrawInvitation(sales, id)).toMatchObject({ kind: "refused", code: "used" });
  });

  test("is nowhere kept in a form that opens it, and its mail loses the link once it is sent", async () => {
    const { email, token } = await invited();
    const [mail] = await mailsTo(email);
    const everything = [await database().select().from(invitations), await database().select().from(mails)];
    expect(JSON.stringify([...everything, await database().select().from(auditEvents)])).not.toContain(token);
    if (!mail) throw new Error("There is no mail.");
    expect(() => openLink(mail.letter, newId("mai"))).toThrow();
    expect(openLink(withoutLink(mail.letter), mail.id).action?.path).toBe("/invitation/");
  });

  test("is sent by Sales only, to an address, with a name, and an NPI that can be one", async () => {
    const form = { email: address(), name: "Juniper Clinic", npi: "", emrSystemId: "" };
    for (const role of ["provider", "engineer", "pm", "labops", "admin"] as const)
      expect(await invitePractice(await demoActor(role), form)).toEqual({ kind: "forbidden" });
    expect(await invitePractice(sales, { ...form, email: "nobody" })).toMatchObject({ field: "email" });
    expect(await invitePractice(sales, { ...form, name: " " })).toMatchObject({ field: "name" });
    expect(await invitePractice(sales, { ...form, npi: "1234567890" })).toMatchObject({ field: "npi" });
    expect(await invitePractice(sales, { ...form, email: dana.email })).toMatchObject({ code: "known" });
  });

  test("cannot be guessed quickly", async () => {
    const { token } = await invited();
    for (let i = 0; i < 6; i++) expect(await openInvitation(`x${i}`, "10.1.9.9")).toBeUndefined();
    expect(await openInvitation(token, "10.1.9.9")).toBeUndefined();
    expect(await openInvitation(token, "10.1.9.8")).toMatchObject({ state: "open" });
  });
});

describe("an invitation through a share link", () => {
  test("comes from the vendor's contact, and the request begins with their EMR", async () => {
    const engineer = await demoActor("engineer");
    const link = await createShareLink(engineer, await approvedConnection(), { label: "Vellum support", days: 7 });
    if (link.kind !== "done") throw new Error(link.kind);
    const open = await openShareLink(link.token, "192.0.2.9");
    if (!open) throw new Error("The link does not open.");
    const email = address();
    expect(await inviteThroughLink(open, { name: " ", email })).toMatchObject({ kind: "refused", field: "name" });
    expect(await inviteThroughLink(open, { name: "Fern Clinic", email: "fern" })).toMatchObject({ field: "email" });
    expect(await inviteThroughLink(open, { name: "Fern Clinic", email })).toEqual({ kind: "done" });
    const [listed] = await labInvitations();
    expect(listed).toMatchObject({
      by: "Vellum support",
      invitation: { source: "vendor", practice: { name: "Fern Clinic" } },
    });
    const account = await acceptInvitation(await tokenFor(email), { name: "Fern Fictus", password }, "192.0.2.9");
    if (account.kind !== "done" || !account.draftId) throw new Error(account.kind);
    const [draft] = await database()
      .select()
      .from(connectionRequests)
      .where(eq(connectionRequests.id, account.draftId));
    expect(draft?.emrSystemId).toBe(open.emrSystemId);
  });

  test("answers a known address like any other; the mail opens no account", async () => {
    const link = { id: "shr_none", label: "Vellum support", emrSystemId: null };
    expect(await inviteThroughLink(link, { name: "Larkspur", email: dana.email })).toEqual({ kind: "done" });
    expect((await mailsTo(dana.email)).at(-1)?.cause).toBe("signUp.known vendor");
  });
});

describe("signing up without an invitation", () => {
  test("makes nothing until the address is proved, and then a practice with its admin", async () => {
    const email = address();
    expect(await askToSignUp({ email: ` ${email.toUpperCase()} `, practiceName: "Harbor Clinic" })).toEqual({
      kind: "done",
    });
    expect(await database().select().from(practices).where(eq(practices.name, "Harbor Clinic"))).toEqual([]);
    const accepted = await accept(await tokenFor(email));
    expect(accepted).toMatchObject({ kind: "done", draftId: null });
    const [practice] = await database().select().from(practices).where(eq(practices.name, "Harbor Clinic"));
    expect(await peopleOf(practice?.id ?? "")).toMatchObject([{ email, roles: ["provider", "practice-admin"] }]);
  });

  test("answers a known address like any other; the mail says that there is an account and opens none", async () => {
    const answers = [
      await askToSignUp({ email: dana.email, practiceName: "Harbor Clinic" }),
      await askToSignUp({ email: address(), practiceName: "Harbor Clinic" }),
    ];
    expect(answers[0]).toEqual(answers[1]);
    expect((await mailsTo(dana.email)).at(-1)).toMatchObject({
      subject: expect.stringContaining("Your account"),
      letter: { action: { path: "/sign-in" } },
    });
    expect(await database().select().from(invitations).where(eq(invitations.email, dana.email))).toEqual([]);
  });

  test("twice from one address makes one account; the second link leads to it", async () => {
    const email = address();
    const tokens: string[] = [];
    for (const practiceName of ["Harbor One", "Harbor Two"]) {
      await askToSignUp({ email, practiceName });
      tokens.push(await tokenFor(email));
    }
    expect(await accept(tokens[0] ?? "")).toMatchObject({ kind: "done" });
    expect(await openInvitation(tokens[1] ?? "", "10.1.0.1")).toMatchObject({ state: "open", known: true });
    expect(await accept(tokens[1] ?? "")).toEqual({ kind: "closed" });
    expect(await database().select().from(practices).where(like(practices.name, "Harbor Two"))).toEqual([]);
  });

  test("with a password that is guessed easily, or without a name, says so beside the field and keeps the link", async () => {
    const { token } = await invited();
    const answer = await acceptInvitation(token, { name: " ", password: "short" }, "10.1.0.2");
    expect(answer).toMatchObject({
      kind: "invalid",
      errors: { name: expect.any(String), password: expect.any(String) },
    });
    expect(await stateOf(token)).toBe("open");
  });
});

describe("a password", () => {
  const known = ["pat@juniper.example", "Juniper Clinic", "Pat Example"];
  test.each(["three quiet rivers", "correct horse battery", "ÄÖÜ üben wir täglich", "tK2#9fLq!vB7zXw"])(
    "such as %s is taken",
    (good) => expect(passwordProblem(good, known)).toBeUndefined(),
  );
  test.each([
    "fourteen chars",
    "aaaaaaaaaaaaaaaaaaaa",
    "password password 12",
    "juniper clinic 2026",
    "qwertyqwertyqwerty",
    "x".repeat(60) + "yz".repeat(40),
  ])("such as %s is not", (bad) => expect(passwordProblem(bad, known)).toEqual(expect.any(String)));
});

describe("the people of a practice", () => {
  const colleague = async () => {
    const email = address();
    const sent = await inviteColleague(dana, email);
    if (sent.kind !== "done") throw new Error(sent.kind);
    const accepted = await accept(await tokenFor(email));
    if (accepted.kind !== "done") throw new Error(accepted.kind);
    const user = await findSession(accepted.session);
    if (!user) throw new Error("not signed in");
    const { id, name, roles, practiceId } = user;
    const actor: Person = { kind: "person", id, name, email, roles, practiceId, address: "127.0.0.1" };
    return { actor, session: accepted.session };
  };

  test("are invited by their admin into the own practice, without the admin's rights", async () => {
    const { actor } = await colleague();
    expect(actor).toMatchObject({ practiceId: dana.practiceId, roles: ["provider"] });
    expect(await inviteColleague(actor, address())).toEqual({ kind: "forbidden" });
    expect(await inviteColleague(sales, address())).toEqual({ kind: "forbidden" });
    expect(await inviteColleague(dana, actor.email)).toMatchObject({ kind: "refused", code: "known" });
    // Who has an account elsewhere is not told.
    expect(await inviteColleague(dana, "provider2@demo.example")).toMatchObject({ kind: "done" });
  });

  test("are made and unmade admins and switched off; who is, is signed out at once", async () => {
    const { actor, session } = await colleague();
    expect(await changePerson(dana, actor.id, "make-admin")).toMatchObject({ kind: "done" });
    expect(await changePerson(dana, actor.id, "unmake-admin")).toMatchObject({ kind: "done" });
    expect(await changePerson(dana, actor.id, "disable")).toMatchObject({ kind: "done" });
    expect(await findSession(session)).toBeUndefined();
    expect(await database().select().from(sessions).where(eq(sessions.userId, actor.id))).toEqual([]);
    expect(await changePerson(dana, actor.id, "enable")).toMatchObject({ kind: "done" });
  });

  test("never lose their last admin, not even to two who remove each other at once", async () => {
    expect(await changePerson(dana, dana.id, "unmake-admin")).toMatchObject({ code: "last-admin" });
    expect(await changePerson(dana, dana.id, "disable")).toMatchObject({ code: "last-admin" });
    const { actor } = await colleague();
    const other: Person = { ...actor, roles: ["provider", "practice-admin"] };
    await changePerson(dana, other.id, "make-admin");
    const both = await Promise.all([changePerson(dana, other.id, "disable"), changePerson(other, dana.id, "disable")]);
    expect(both.filter((one) => one.kind === "done")).toHaveLength(1);
    const admins = (await peopleOf(dana.practiceId ?? "")).filter(
      ({ roles, disabledAt }) => roles.includes("practice-admin") && disabledAt === null,
    );
    expect(admins).toHaveLength(1);
    // For the tests that follow, Dana is the admin again.
    await withTransaction((tx) => tx.db.update(users).set({ disabledAt: null }).where(eq(users.id, dana.id)));
  });

  test("and the invitations of another practice are not there", async () => {
    const [stranger] = await database().select().from(users).where(eq(users.email, "provider2@demo.example"));
    const other: Person = {
      ...dana,
      id: stranger?.id ?? "",
      practiceId: stranger?.practiceId ?? "",
      roles: ["provider", "practice-admin"],
    };
    const sent = await inviteColleague(dana, address());
    if (sent.kind !== "done") throw new Error(sent.kind);
    for (const change of ["make-admin", "unmake-admin", "disable", "enable"] as const)
      expect(await changePerson(dana, other.id, change)).toEqual({ kind: "not-found" });
    expect(await resendInvitation(other, sent.id)).toEqual({ kind: "not-found" });
    expect(await withdrawInvitation(other, sent.id)).toEqual({ kind: "not-found" });
    expect(await withdrawInvitation(sales, sent.id)).toEqual({ kind: "not-found" });
    expect(await openInvitationsOf(other.practiceId ?? "")).toEqual([]);
    const { id } = await invited();
    expect(await withdrawInvitation(dana, id)).toEqual({ kind: "not-found" });
    const traces = await database()
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.objectId, other.id), like(auditEvents.action, "person.%")));
    expect(traces).toEqual([]);
  });
});
