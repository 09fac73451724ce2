import type { AddressInfo } from "node:net";
import { eq, isNull, sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { alerts, auditEvents, type Letter, mails } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import type { MailCause } from "~/emails/kinds";
import { queueMail } from "~/emails/outbox";
import { createMailer } from "~/emails/transport";
import { useDatabase } from "../support/database";

useDatabase();
const letter: Letter = { subject: "A letter", heading: "Heading", paragraphs: ["One.", "Two."] };

/** What the mail server took: the recipient and the message ID of each. */
const taken: { to: string; id: string; text: string }[] = [];
let refuse: string | undefined;
/** The code it is refused with: 451 for now, 550 for good. */
let refusal = 451;
let smtp: SMTPServer;

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (part) => {
        text += String(part);
      });
      stream.on("end", () => {
        if (refuse) return done(Object.assign(new Error(refuse), { responseCode: refusal }));
        const id = /^Message-ID: <(.*)@/im.exec(text)?.[1] ?? "";
        taken.push({ to: session.envelope.rcptTo[0]?.address ?? "", id, text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void smtp.listen(0, "127.0.0.1", () => resolve()));
});
afterAll(() => new Promise<void>((resolve) => void smtp.close(() => resolve())));
beforeEach(async () => {
  taken.length = 0;
  refuse = undefined;
  refusal = 451;
  await withTransaction(async (tx) => {
    await tx.db.delete(mails);
    await tx.db.delete(alerts);
  });
});

const portOf = () => (smtp.server.address() as AddressInfo).port;
const mailerOf = (smtpUrl: string | undefined = `smtp://127.0.0.1:${portOf()}`) =>
  createMailer({
    labName: "Cedarline",
    publicUrl: "https://gatehouse.example",
    from: "Gatehouse <g@example.test>",
    smtpUrl,
  });
const queue = (to: string[], cause: MailCause = "digest test") =>
  withTransaction((tx) => queueMail(tx, to, cause, letter));
const rows = () => database().select().from(mails).orderBy(mails.to);
const dueAgain = () =>
  withTransaction(async (tx) => {
    await tx.db.update(mails).set({ claimedAt: sql`now() - interval '1 hour'` });
  });

describe("the outbox", () => {
  test("holds one mail for each address, none for what is no address", async () => {
    await queue(["a@example.test", "a@example.test", "", "nobody", "b@example.test"]);
    expect((await rows()).map((row) => [row.to, row.state])).toEqual([
      ["a@example.test", "pending"],
      ["b@example.test", "pending"],
    ]);
  });

  test("holds nothing of a change that was not made", async () => {
    await withTransaction(async (tx) => {
      await queueMail(tx, ["a@example.test"], "digest test", letter);
      throw new Error("no");
    }).catch(() => undefined);
    expect(await rows()).toEqual([]);
  });
});

describe("a mail", () => {
  test("is sent once, with an audit event that names no address", async () => {
    await queue(["a@example.test"]);
    const mailer = mailerOf();
    expect([await mailer.sendDue(), await mailer.sendDue()]).toEqual([1, 0]);
    const [row] = await rows();
    expect(taken).toMatchObject([{ to: "a@example.test", id: row?.id }]);
    expect(row).toMatchObject({ state: "sent", attempts: 1, lastError: null });
    const events = await database()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.objectId, row?.id ?? ""));
    expect(events).toMatchObject([{ action: "mail.sent", outcome: "done" }]);
    expect(JSON.stringify(events)).not.toContain("@example.test");
    expect(await verifyAudit("system")).toMatchObject({ ok: true });
    mailer.close();
  });

  test("that was refused is tried again later, under the same message ID", async () => {
    await queue(["a@example.test"]);
    const nowhere = mailerOf("smtp://127.0.0.1:1");
    expect(await nowhere.sendDue()).toBe(1);
    const [waiting] = await rows();
    expect(waiting).toMatchObject({ state: "pending", attempts: 1, lastError: expect.stringMatching(/\w/) });
    nowhere.close();

    refuse = "greylisted";
    const mailer = mailerOf();
    await dueAgain();
    await mailer.sendDue();
    expect((await rows())[0]).toMatchObject({
      state: "pending",
      attempts: 2,
      lastError: expect.stringContaining("greylisted"),
    });
    refuse = undefined;
    await dueAgain();
    await mailer.sendDue();
    expect((await rows())[0]).toMatchObject({ state: "sent", attempts: 3, lastError: null });
    expect(taken.map((one) => one.id)).toEqual([waiting?.id]);
    mailer.close();
  });

  test("that failed waits before its next try", async () => {
    await queue(["a@example.test"]);
    refuse = "no";
    const mailer = mailerOf();
    await withTransaction(async (tx) => {
      await tx.db.update(mails).set({ attempts: 5 });
    });
    await mailer.sendDue();
    expect(await mailer.sendDue()).toBe(0);
    mailer.close();
  });

  test("that failed eight times is given up, and stays to be seen", async () => {
    await queue(["a@example.test"]);
    refuse = "never";
    const mailer = mailerOf();
    for (let i = 0; i < 9; i++) {
      await mailer.sendDue();
      await dueAgain();
    }
    expect((await rows())[0]).toMatchObject({
      state: "failed",
      attempts: 8,
      lastError: expect.stringContaining("never"),
    });
    mailer.close();
  });

  test("for an address that does not exist is given up at once, somebody is told, and it is over when none is left", async () => {
    await queue(["nobody@example.test"]);
    refuse = "no such mailbox";
    refusal = 550;
    const mailer = mailerOf();
    await mailer.sendDue();
    expect((await rows())[0]).toMatchObject({ state: "failed", attempts: 1 });
    const open = () => database().select().from(alerts).where(isNull(alerts.resolvedAt));
    expect(await open()).toMatchObject([
      { key: "mail/undelivered", detail: expect.stringMatching(/nobody@example\.test: .*no such mailbox/) },
    ]);
    refuse = undefined;
    await queue(["somebody@example.test"]);
    await mailer.sendDue();
    expect(await open()).toHaveLength(1);
    await withTransaction((tx) => tx.db.update(mails).set({ state: "pending", attempts: 0, claimedAt: null }));
    await mailer.sendDue();
    expect(await open()).toEqual([]);
    mailer.close();
  });

  test("whose sender died with it in hand is in doubt and is not sent again", async () => {
    await queue(["a@example.test"]);
    await withTransaction(async (tx) => {
      await tx.db.update(mails).set({ state: "sending", attempts: 1, claimedAt: sql`now() - interval '3 minutes'` });
    });
    const mailer = mailerOf();
    expect(await mailer.sendDue()).toBe(0);
    expect((await rows())[0]).toMatchObject({
      state: "in-doubt",
      lastError: expect.stringMatching(/may have gone out/),
    });
    expect(taken).toEqual([]);
    mailer.close();
  });

  test("in the hands of another sender just now is left to it", async () => {
    await queue(["a@example.test"]);
    await withTransaction(async (tx) => {
      await tx.db.update(mails).set({ state: "sending", attempts: 1, claimedAt: sql`now()` });
    });
    const mailer = mailerOf();
    expect(await mailer.sendDue()).toBe(0);
    expect((await rows())[0]?.state).toBe("sending");
    mailer.close();
  });

  test("is never sent twice by two senders at once", async () => {
    const addresses = Array.from({ length: 40 }, (_, i) => `p${String(i).padStart(2, "0")}@example.test`);
    await queue(addresses);
    const mailers = [mailerOf(), mailerOf()];
    const drain = async (mailer: (typeof mailers)[number]) => {
      let sent = 0;
      for (let more = await mailer.sendDue(); more > 0; more = await mailer.sendDue()) sent += more;
      return sent;
    };
    const sent = await Promise.all(mailers.map(drain));
    expect(sent.reduce((a, b) => a + b)).toBe(40);
    expect(taken.map((one) => one.to).sort()).toEqual(addresses);
    expect((await rows()).every((row) => row.state === "sent")).toBe(true);
    for (const mailer of mailers) mailer.close();
  });

  test("without a mail server ends in the outbox", async () => {
    await queue(["a@example.test"]);
    const mailer = createMailer({
      labName: "C",
      publicUrl: "https://g.example",
      from: "g@example.test",
      smtpUrl: undefined,
    });
    expect(await mailer.sendDue()).toBe(1);
    expect((await rows())[0]?.state).toBe("sent");
    mailer.close();
  });
});
