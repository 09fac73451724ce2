/**
 * Invitations: how somebody gets an account. The lab invites a practice, so does an EMR vendor's contact who holds a share
 * link, a practice's admin a colleague, and whoever comes to the sign-up page is sent one to the address they gave. The link is the proof of the address; it works once, for
 * fourteen days, until it is withdrawn or sent anew.
 */
import { and, desc, eq, isNull, ne, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { type InvitationSource, type InvitedPractice, invitations } from "~/db/schema/door";
import { practices, users } from "~/db/schema/people";
import { shareLinks } from "~/db/schema/templates";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { type Actor, personId } from "../actor";
import type { OpenLink } from "../connection/share-links";
import type { Refusal } from "../dispatch";
import { getLab } from "../lab";
import { may } from "../policy";
import { isNpi } from "../request/form";
import * as letters from "./letters";
import { digestOf, newToken } from "./tokens";

export const invitationDays = 14;

export type InvitationRow = typeof invitations.$inferSelect;
export type InvitationState = "open" | "used" | "expired" | "withdrawn";

/** Where an invitation is; a used one stays used, whatever came later. */
export function invitationState(
  row: Pick<InvitationRow, "usedAt" | "withdrawnAt" | "expiresAt">,
  now = new Date(),
): InvitationState {
  if (row.usedAt) return "used";
  if (row.withdrawnAt) return "withdrawn";
  return row.expiresAt <= now ? "expired" : "open";
}

export type Sent = { kind: "done"; id: string } | Refusal;

const addressSchema = z.string().trim().toLowerCase().max(200).email();
const wrongAddress: Refusal = {
  kind: "refused",
  code: "email",
  field: "email",
  message: "This does not look like an e-mail address.",
};

/** Sales invites a practice. One whose NPI is known already is joined; any other begins with the account. */
export async function invitePractice(actor: Actor, form: InvitedPractice & { email: string }): Promise<Sent> {
  if (!may(actor, "invitation.send")) return { kind: "forbidden" };
  const address = addressSchema.safeParse(form.email);
  if (!address.success) return wrongAddress;
  const practice = { name: form.name.trim().slice(0, 200), npi: form.npi.trim(), emrSystemId: form.emrSystemId };
  if (practice.name === "") {
    return { kind: "refused", code: "name", field: "name", message: "The name of the practice is needed." };
  }
  if (practice.npi !== "" && !isNpi(practice.npi)) {
    const message = "This is not a valid NPI: ten digits, the last of which checks the others.";
    return { kind: "refused", code: "npi", field: "npi", message };
  }
  return withTransaction(async (tx): Promise<Sent> => {
    if (await accountOf(tx, address.data)) {
      const message = "There is an account for this address already. Its owner can sign in and ask.";
      return { kind: "refused", code: "known", field: "email", message };
    }
    const [known] =
      practice.npi === ""
        ? []
        : await tx.db.select({ id: practices.id }).from(practices).where(eq(practices.npi, practice.npi));
    return send(tx, actor, { source: "lab", email: address.data, practice, practiceId: known?.id ?? null });
  });
}

/** A practice's admin invites a colleague to the own practice. */
export async function inviteColleague(actor: Actor, email: string): Promise<Sent> {
  if (actor.kind !== "person" || !actor.practiceId || !may(actor, "practice.managePeople"))
    return { kind: "forbidden" };
  const { practiceId } = actor;
  const address = addressSchema.safeParse(email);
  if (!address.success) return wrongAddress;
  return withTransaction(async (tx): Promise<Sent> => {
    const account = await accountOf(tx, address.data);
    // Somebody of another practice is invited like anybody: who has an account elsewhere is not ours to tell.
    if (account?.practiceId === practiceId) {
      return { kind: "refused", code: "known", field: "email", message: "This person is in the list already." };
    }
    const [practice] = await tx.db.select().from(practices).where(eq(practices.id, practiceId));
    const what = { name: practice?.name ?? "", npi: practice?.npi ?? "", emrSystemId: "" };
    return send(tx, actor, { source: "practice", email: address.data, practice: what, practiceId });
  });
}

/**
 * The EMR vendor's contact who holds a share link invites another practice with the same EMR. The answer is the same
 * whether the address has an account or not.
 */
export async function inviteThroughLink(
  link: Pick<OpenLink, "id" | "label" | "emrSystemId">,
  form: { name: string; email: string },
): Promise<{ kind: "done" } | Refusal> {
  const address = addressSchema.safeParse(form.email);
  if (!address.success) return wrongAddress;
  const name = form.name.trim().slice(0, 200);
  if (name === "") {
    return { kind: "refused", code: "name", field: "name", message: "The name of the practice is needed." };
  }
  return withTransaction(async (tx) => {
    if (await accountOf(tx, address.data)) {
      await queueMail(tx, [address.data], "signUp.known vendor", letters.alreadyHasAccount(await getLab(tx.db)));
    } else {
      const practice = { name, npi: "", emrSystemId: link.emrSystemId ?? "" };
      await send(tx, null, { source: "vendor", email: address.data, practice, practiceId: null, link });
    }
    return { kind: "done" };
  });
}

/**
 * Somebody asks for an account on the sign-up page. The answer is the same whether the address is known or not; the mail
 * that follows is not.
 */
export async function askToSignUp(form: { email: string; practiceName: string }): Promise<{ kind: "done" } | Refusal> {
  const address = addressSchema.safeParse(form.email);
  if (!address.success) return wrongAddress;
  const name = form.practiceName.trim().slice(0, 200);
  if (name === "") {
    return { kind: "refused", code: "name", field: "practiceName", message: "The name of your practice is needed." };
  }
  return withTransaction(async (tx) => {
    if (await accountOf(tx, address.data)) {
      await queueMail(tx, [address.data], "signUp.known self", letters.alreadyHasAccount(await getLab(tx.db)));
    } else {
      const practice = { name, npi: "", emrSystemId: "" };
      await send(tx, null, { source: "self", email: address.data, practice, practiceId: null });
    }
    return { kind: "done" };
  });
}

/** The same invitation once more, with a new link; the old one stops opening. */
export async function resendInvitation(actor: Actor, id: string): Promise<Sent> {
  return change(actor, id, async (tx, row) => {
    if (row.usedAt) {
      const message = "The invitation has been used; there is an account.";
      return { kind: "refused", code: "used", message };
    }
    const token = newToken();
    const [fresh] = await tx.db
      .update(invitations)
      .set({
        tokenSha256: digestOf(token),
        withdrawnAt: null,
        openedAt: null,
        sentAt: sql`now()`,
        timesSent: row.timesSent + 1,
        expiresAt: inDays(),
      })
      .where(eq(invitations.id, id))
      .returning();
    // Sent again by the lab, the letter is the lab's.
    const source = row.source === "vendor" ? "lab" : row.source;
    if (fresh) await mail(tx, actor.name, { ...fresh, source }, token);
    tx.audit({ chain: "system", actor: actor.id, action: "invitation.resend", objectId: id, outcome: "done" });
    return { kind: "done", id };
  });
}

/** The link stops opening at once; withdrawing twice changes nothing. */
export async function withdrawInvitation(actor: Actor, id: string): Promise<Sent> {
  return change(actor, id, async (tx, row) => {
    if (row.usedAt) {
      const message = "The invitation has been used already; disable the account instead.";
      return { kind: "refused", code: "used", message };
    }
    if (row.withdrawnAt) return { kind: "done", id };
    await tx.db.update(invitations).set({ withdrawnAt: sql`now()` }).where(eq(invitations.id, id));
    tx.audit({ chain: "system", actor: actor.id, action: "invitation.withdraw", objectId: id, outcome: "done" });
    return { kind: "done", id };
  });
}

/** Invitations of the lab, and what the sign-up page has sent; newest first. */
export async function labInvitations() {
  return listed(ne(invitations.source, "practice"));
}

/** The colleagues a practice has invited and who have not come yet; newest first. */
export async function openInvitationsOf(practiceId: string) {
  return listed(
    and(eq(invitations.practiceId, practiceId), isNull(invitations.usedAt), isNull(invitations.withdrawnAt)),
  );
}

function listed(where: SQL | undefined) {
  return database()
    .select({ invitation: invitations, by: sql<string | null>`coalesce(${users.name}, ${shareLinks.label})` })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.createdBy))
    .leftJoin(shareLinks, eq(shareLinks.id, invitations.viaLink))
    .where(where)
    .orderBy(desc(invitations.createdAt))
    .limit(200);
}

async function accountOf(tx: Transaction, email: string) {
  const [account] = await tx.db.select({ practiceId: users.practiceId }).from(users).where(eq(users.email, email));
  return account;
}

const inDays = () => new Date(Date.now() + invitationDays * 86_400_000);

type New = {
  source: InvitationSource;
  email: string;
  practice: InvitedPractice;
  practiceId: string | null;
  /** The share link through which it is sent. */
  link?: Pick<OpenLink, "id" | "label">;
};

async function send(
  tx: Transaction,
  actor: Actor | null,
  { link, ...what }: New,
): Promise<{ kind: "done"; id: string }> {
  const id = newId("inv");
  const token = newToken();
  const [row] = await tx.db
    .insert(invitations)
    .values({
      id,
      ...what,
      tokenSha256: digestOf(token),
      createdBy: actor ? personId(actor) : null,
      viaLink: link?.id ?? null,
      expiresAt: inDays(),
    })
    .returning();
  if (row) await mail(tx, actor?.name ?? link?.label, row, token);
  tx.audit({
    chain: "system",
    actor: actor?.id ?? (link ? "share-link" : "nobody"),
    action: "invitation.send",
    objectId: id,
    outcome: "done",
    meta: { source: what.source, ...(link && { link: link.id }) },
  });
  return { kind: "done", id };
}

async function mail(tx: Transaction, sender: string | undefined, row: InvitationRow, token: string): Promise<void> {
  const lab = await getLab(tx.db);
  const by = sender ?? lab.shortName;
  const letter = {
    lab: letters.invitedByLab(row.practice.name, by, row.expiresAt, lab),
    vendor: letters.invitedByVendor(row.practice.name, by, row.expiresAt, lab),
    practice: letters.invitedByColleague(row.practice.name, by, row.expiresAt, lab),
    self: letters.verifyAddress(row.practice.name, row.expiresAt, lab),
  }[row.source];
  await queueMail(tx, [row.email], `invitation.send ${row.id} ${row.timesSent}`, letter, token);
}

/** For the lab's own invitations Sales; for a practice's its admins, to whom another practice's are not there. */
async function change(
  actor: Actor,
  id: string,
  work: (tx: Transaction, row: InvitationRow) => Promise<Sent>,
): Promise<Sent> {
  return withTransaction(async (tx): Promise<Sent> => {
    const [row] = await tx.db.select().from(invitations).where(eq(invitations.id, id)).for("update");
    const mine =
      row &&
      (row.source === "practice"
        ? row.practiceId !== null && may(actor, "practice.managePeople", { practiceId: row.practiceId })
        : may(actor, "invitation.send"));
    return mine ? work(tx, row) : { kind: "not-found" };
  });
}
