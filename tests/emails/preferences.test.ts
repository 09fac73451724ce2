import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { mails, settings } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { type MailKind, mailKinds } from "~/emails/kinds";
import { queueMail } from "~/emails/outbox";
import { renderLetter } from "~/emails/render";
import { seedDemo } from "~/server/demo/seed";
import { getLab } from "~/workflows/lab";
import { chooseMails, kindsFor, mutedKinds, sendMailAgain } from "~/workflows/mail/commands";
import { sendDigests } from "~/workflows/mail/digest";
import { specimens } from "~/workflows/mail/gallery";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let sales: Person;
let provider: Person;
let admin: Person;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  [sales, provider, admin] = await Promise.all([demoActor("sales"), demoActor("provider"), demoActor("admin")]);
});
beforeEach(() => withTransaction(async (tx) => void (await tx.db.delete(mails))));

const letter = { subject: "A letter", heading: "Heading", paragraphs: ["One."] };
const addressees = async () => (await database().select({ to: mails.to }).from(mails)).map((row) => row.to).sort();

describe("what somebody wants to get", () => {
  test("is asked for each kind, of theirs alone, and holds for that kind alone", async () => {
    expect(kindsFor(["sales"])).not.toContain("request.ask");
    const wanted = kindsFor(["sales"]).filter((kind) => kind !== "request.submit");
    expect(await chooseMails(sales, [...wanted, "request.ask"])).toEqual({ kind: "done" });
    expect(await mutedKinds(sales.id)).toEqual(new Set(["request.submit"]));
    const to = [sales.email, provider.email];
    await withTransaction((tx) => queueMail(tx, to, "request.submit req_1", letter));
    expect(await addressees()).toEqual([provider.email]);
    await withTransaction((tx) => queueMail(tx, to, "request.answer req_1", letter));
    expect(await addressees()).toEqual([provider.email, provider.email, sales.email].sort());
  });

  test("can be changed back", async () => {
    expect(await chooseMails(sales, kindsFor(["sales"]))).toEqual({ kind: "done" });
    expect(await mutedKinds(sales.id)).toEqual(new Set());
  });
});

describe("a mail that was not delivered", () => {
  test("is sent again by an administrator, who is told when there is nothing to send", async () => {
    await withTransaction((tx) => queueMail(tx, ["a@example.test"], "digest 1", letter));
    const [mail] = await database().select().from(mails);
    const id = mail?.id ?? "";
    expect(await sendMailAgain(admin, id)).toMatchObject({ kind: "refused", code: "not-now" });
    for (const state of ["failed", "in-doubt"] as const) {
      await withTransaction((tx) => tx.db.update(mails).set({ state, attempts: 8, lastError: "550" }));
      expect(await sendMailAgain(sales, id)).toEqual({ kind: "forbidden" });
      expect(await sendMailAgain(admin, id)).toEqual({ kind: "done" });
      expect(await database().select().from(mails)).toMatchObject([{ state: "pending", attempts: 0, lastError: null }]);
    }
    expect(await sendMailAgain(admin, "mai_none")).toEqual({ kind: "not-found" });
  });
});

describe("the week in one mail", () => {
  const digests = async () => (await database().select().from(mails)).filter(({ cause }) => cause.startsWith("digest"));

  test("goes out on Monday at seven in the lab's own time, once", async () => {
    const { calendar } = await getLab();
    expect(calendar.timeZone).toBe("America/New_York");
    // The clock change of 1 November lies between the two weeks.
    await sendDigests(new Date("2026-10-26T10:59:00Z"));
    expect(await digests()).toEqual([]);
    await sendDigests(new Date("2026-10-26T11:00:00Z"));
    const first = await digests();
    expect(first.map(({ to }) => to)).toContain(sales.email);
    await Promise.all([sendDigests(new Date("2026-10-26T11:01:00Z")), sendDigests(new Date("2026-10-30T11:01:00Z"))]);
    expect(await digests()).toHaveLength(first.length);
    await sendDigests(new Date("2026-11-02T11:59:00Z"));
    expect(await digests()).toHaveLength(first.length);
    await Promise.all([1, 2, 3].map(() => sendDigests(new Date("2026-11-02T12:00:00Z"))));
    expect(await digests()).toHaveLength(first.length * 2);
    const [sent] = await database().select().from(settings).where(eq(settings.key, "digest-sent"));
    expect(sent?.value).toBe("2026-11-02");
  });

  test("tells a practice of its own things alone", async () => {
    await withTransaction((tx) => tx.db.delete(settings).where(eq(settings.key, "digest-sent")));
    await sendDigests(new Date("2026-11-09T13:00:00Z"));
    const theirs = (await digests()).filter(({ subject }) => subject.startsWith("Where your connections"));
    expect(theirs.length).toBeGreaterThan(1);
    const people = await database()
      .select({ email: users.email, emr: connectionRequests.emrName })
      .from(users)
      .innerJoin(connectionRequests, eq(connectionRequests.practiceId, users.practiceId));
    for (const { to, letter: mail } of theirs) {
      const own = people.filter(({ email }) => email === to).map(({ emr }) => emr);
      expect(mail.facts?.length).toBeGreaterThan(0);
      for (const { label, value } of mail.facts ?? []) {
        expect(own).toContain(label.replace(/^(Request|Connection) for /, ""));
        expect(value).not.toMatch(/undefined|null/);
      }
    }
  });
});

describe("the gallery", () => {
  test("shows each kind of mail, readable in light and dark", async () => {
    const lab = await getLab();
    const all = specimens(lab, new Date("2026-11-20T15:00:00Z"));
    const kinds = new Set<MailKind>(all.map((one) => one.kind));
    expect(Object.keys(mailKinds).filter((kind) => !kinds.has(kind as MailKind))).toEqual([]);
    expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
    const context = { labName: lab.name, publicUrl: "https://gatehouse.example" };
    for (const one of all) {
      for (const look of ["light", "dark", "theirs"] as const) {
        const { html, text } = await renderLetter(one.letter, context, look);
        expect(html + text, one.id).not.toMatch(/undefined|null|NaN|Invalid Date|\[object/);
        expect(html.includes("#0e1417"), `${one.id} ${look}`).toBe(look !== "light");
        expect(html.includes("prefers-color-scheme"), `${one.id} ${look}`).toBe(look === "theirs");
        expect(html).toContain("https://gatehouse.example/account/mails");
      }
    }
    const approved = all.find((one) => one.to === "practice" && one.kind === "request.approve");
    expect(approved?.letter.steps).toEqual([
      { label: "Submitted", state: "done", at: "Nov 17" },
      { label: "Approved", state: "done", at: "Nov 19" },
      { label: "Set up", state: "now" },
      { label: "Live", state: "next" },
    ]);
  });
});
