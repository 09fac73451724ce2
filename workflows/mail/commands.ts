import { and, eq, inArray } from "drizzle-orm";
import { database } from "~/db/client";
import { mailPreferences } from "~/db/schema/mail-preferences";
import { mails } from "~/db/schema/operations";
import type { Role } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { type MailKind, mailKinds } from "~/emails/kinds";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

type Done = { kind: "done" };

/** Hands a mail that failed, or of which nobody knows, to the mail server once more. */
export async function sendMailAgain(actor: Actor, id: string): Promise<Done | Refusal> {
  if (!may(actor, "mail.sendAgain")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<Done | Refusal> => {
    const [mail] = await tx.db
      .update(mails)
      .set({ state: "pending", attempts: 0, claimedAt: null, lastError: null })
      .where(and(eq(mails.id, id), inArray(mails.state, ["failed", "in-doubt"])))
      .returning();
    if (!mail) {
      const [known] = await tx.db.select({ state: mails.state }).from(mails).where(eq(mails.id, id));
      return known
        ? { kind: "refused", code: "not-now", message: `The mail is ${known.state}; there is nothing to send again.` }
        : { kind: "not-found" };
    }
    tx.audit({ chain: "system", actor: actor.id, action: "mail.sendAgain", objectId: id, outcome: "done" });
    tx.notify("mail");
    return { kind: "done" };
  });
}

/** The kinds of mail that somebody with these roles may get. */
export const kindsFor = (roles: readonly Role[]): MailKind[] =>
  (Object.keys(mailKinds) as MailKind[]).filter((kind) =>
    (mailKinds[kind].for as readonly Role[]).some((role) => roles.includes(role)),
  );

/** The kinds that a person does not want. */
export async function mutedKinds(userId: string): Promise<Set<string>> {
  const rows = await database()
    .select({ kind: mailPreferences.kind })
    .from(mailPreferences)
    .where(eq(mailPreferences.userId, userId));
  return new Set(rows.map((row) => row.kind));
}

/** Keeps which of their kinds of mail a person wants; those they cannot get are left as they are. */
export async function chooseMails(actor: Actor, wanted: readonly string[]): Promise<Done | Refusal> {
  if (actor.kind !== "person" || !may(actor, "account.change")) return { kind: "forbidden" };
  const theirs = kindsFor(actor.roles);
  const muted = theirs.filter((kind) => !wanted.includes(kind));
  await withTransaction(async (tx) => {
    await tx.db
      .delete(mailPreferences)
      .where(and(eq(mailPreferences.userId, actor.id), inArray(mailPreferences.kind, theirs)));
    if (muted.length > 0) await tx.db.insert(mailPreferences).values(muted.map((kind) => ({ userId: actor.id, kind })));
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "account.mails",
      objectId: actor.id,
      outcome: "done",
      meta: { muted },
    });
  });
  return { kind: "done" };
}
