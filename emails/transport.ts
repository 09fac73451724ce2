import { and, asc, eq, inArray, lt, lte, sql } from "drizzle-orm";
import { createTransport, type Transporter } from "nodemailer";
import { database } from "~/db/client";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { mails } from "~/db/schema/operations";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { MailCause } from "./kinds";
import { type RenderContext, renderLetter } from "./render";
import { openLink, withoutLink } from "./sealed-link";

/**
 * Sends what waits in the outbox. A mail is claimed in one commit, handed over, and settled in another. When the process
 * dies in between, nobody knows whether it went out: it becomes `in-doubt`, for a person to see, and is not sent again.
 * Without an SMTP server the outbox is where mails end; they count as sent, and demo mode shows them.
 */
export type MailSettings = RenderContext & {
  smtpUrl: string | undefined;
  from: string;
  /** The files that go with a mail, by what caused it; none where it is left out. */
  attachments?: (cause: MailCause) => Promise<MailAttachment[]>;
};

/** A file that goes with a mail. */
export type MailAttachment = { filename: string; contentType: string; content: Buffer };

const attemptsAtMost = 8;
const claimedAtMostMs = 120_000;

/** A sender for one process; `sendDue` returns how many mails it settled. */
export function createMailer(settings: MailSettings) {
  const transport: Transporter | undefined = settings.smtpUrl
    ? createTransport({
        url: settings.smtpUrl,
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        socketTimeout: 30_000,
      })
    : undefined;

  async function sendDue(): Promise<number> {
    await markDoubtful();
    const due = await claim();
    for (const mail of due) {
      const outcome = await send(mail);
      await withTransaction(async (tx) => {
        await tx.db.update(mails).set(outcome).where(eq(mails.id, mail.id));
        if (outcome.state === "failed") await raiseAlert(tx, undelivered(mail, outcome.lastError));
        else if (outcome.state === "sent") await endUndelivered(tx);
        tx.audit({
          chain: "system",
          actor: "worker",
          action: outcome.state === "sent" ? "mail.sent" : "mail.failed",
          objectId: mail.id,
          outcome: outcome.state === "sent" ? "done" : "failed",
          meta: { cause: mail.cause, attempt: mail.attempts },
        });
      });
    }
    return due.length;
  }

  async function send(mail: typeof mails.$inferSelect) {
    if (!transport) return { state: "sent" as const, sentAt: new Date(), lastError: null };
    try {
      const { html, text } = await renderLetter(openLink(mail.letter, mail.id), settings);
      const attachments = await settings.attachments?.(mail.cause as MailCause);
      await transport.sendMail({
        from: settings.from,
        to: mail.to,
        subject: mail.subject,
        html,
        text,
        ...(attachments && { attachments }),
        messageId: `<${mail.id}@${new URL(settings.publicUrl).hostname}>`,
      });
      return { state: "sent" as const, sentAt: new Date(), lastError: null, letter: withoutLink(mail.letter) };
    } catch (error) {
      const lastError = error instanceof Error ? error.message.slice(0, 300) : "The mail server gave no reason.";
      const over = mail.attempts >= attemptsAtMost || isFinal(error);
      return { state: over ? ("failed" as const) : ("pending" as const), lastError };
    }
  }

  return { sendDue, close: () => transport?.close() };
}

/** The server will not take it however often it is asked, such as for an address that does not exist (RFC 5321, 4.2.1). */
const isFinal = (error: unknown) =>
  error instanceof Error && "responseCode" in error && Number(error.responseCode) >= 500;

const alertKey = "mail/undelivered";
const undelivered = (mail: typeof mails.$inferSelect, why: string) => ({
  key: alertKey,
  kind: "mail",
  severity: "warn" as const,
  connectionId: null,
  title: "A mail could not be delivered",
  detail: `"${mail.subject}" to ${mail.to}: ${why} It is kept in the mail outbox, from where it can be sent again.`,
});

/** None is left that could not be delivered. */
async function endUndelivered(tx: Transaction): Promise<void> {
  const [left] = await tx.db.select({ id: mails.id }).from(mails).where(eq(mails.state, "failed")).limit(1);
  if (!left) await resolveAlerts(tx, [alertKey]);
}

/** Takes up to ten mails whose turn it is: a failed one waits 2, 4, 8 … seconds. */
function claim() {
  return withTransaction(async (tx) => {
    const due = await tx.db
      .select({ id: mails.id })
      .from(mails)
      .where(
        and(
          eq(mails.state, "pending"),
          lte(
            sql`coalesce(${mails.claimedAt}, 'epoch') + make_interval(secs => power(2, ${mails.attempts}) - 1)`,
            sql`now()`,
          ),
        ),
      )
      .orderBy(asc(mails.createdAt))
      .limit(10)
      .for("update", { skipLocked: true });
    if (due.length === 0) return [];
    return tx.db
      .update(mails)
      .set({ state: "sending", claimedAt: sql`now()`, attempts: sql`${mails.attempts} + 1` })
      .where(
        inArray(
          mails.id,
          due.map((mail) => mail.id),
        ),
      )
      .returning();
  });
}

async function markDoubtful(): Promise<void> {
  const limit = new Date(Date.now() - claimedAtMostMs);
  const [stuck] = await database()
    .select({ id: mails.id })
    .from(mails)
    .where(and(eq(mails.state, "sending"), lt(mails.claimedAt, limit)))
    .limit(1);
  if (!stuck) return;
  await withTransaction(async (tx) => {
    await tx.db
      .update(mails)
      .set({ state: "in-doubt", lastError: "The process that was sending it ended; it may have gone out." })
      .where(and(eq(mails.state, "sending"), lt(mails.claimedAt, limit)));
  });
}
