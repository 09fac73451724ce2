import { hash } from "@node-rs/argon2";
import { and, arrayContains, eq, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { invitations } from "~/db/schema/door";
import { practices, type Role, users } from "~/db/schema/people";
import { type Transaction, withTransaction } from "~/db/transaction";
import { countFailure, isBlocked } from "../failures";
import { getLab } from "../lab";
import { createDraft } from "../request/drafts";
import { emptyRequestForm } from "../request/form";
import { openSession } from "../sign-in";
import { type InvitationRow, type InvitationState, invitationState } from "./invitations";
import { passwordProblem } from "./password";
import { digestOf } from "./tokens";

/** What a link shows: the invitation and its state; nothing for one that was never made, or a guess too many. */
export type Opened = { row: InvitationRow; state: InvitationState; known: boolean } | undefined;

/** Looks behind a link without using it up. */
export async function openInvitation(token: string, address: string): Promise<Opened> {
  const key = `invitation address ${address}`;
  if (await isBlocked([key])) return undefined;
  const [found] = await database()
    .select({ row: invitations, account: users.id })
    .from(invitations)
    .leftJoin(users, eq(users.email, invitations.email))
    .where(eq(invitations.tokenSha256, digestOf(token)));
  if (!found) {
    await countFailure([key], "invitation.blocked", address);
    return undefined;
  }
  const { row } = found;
  if (!row.openedAt) {
    await withTransaction(async (tx) => {
      await tx.db.update(invitations).set({ openedAt: sql`now()` }).where(eq(invitations.id, row.id));
      tx.audit({ chain: "system", actor: "nobody", action: "invitation.open", objectId: row.id, outcome: "done" });
    });
  }
  return { row, state: invitationState(row), known: found.account !== null };
}

export type Accepted =
  /** `session`: the token of the session that was begun; `draftId`: the request begun with what the lab knew. */
  | { kind: "done"; session: string; draftId: string | null }
  | { kind: "closed" }
  | { kind: "invalid"; errors: Record<string, string> };

/** Uses a link up: the account, its practice where it has none yet, a session, and for the lab's own a begun request. */
export async function acceptInvitation(
  token: string,
  form: { name: string; password: string },
  address: string,
): Promise<Accepted> {
  const opened = await openInvitation(token, address);
  if (opened?.state !== "open") return { kind: "closed" };
  const name = form.name.trim();
  const errors: Record<string, string> = {};
  if (name === "" || name.length > 120) errors.name = name === "" ? "Your name is needed." : "At most 120 characters.";
  const weak = passwordProblem(form.password, [opened.row.email, opened.row.practice.name, name]);
  if (weak) errors.password = weak;
  if (Object.keys(errors).length > 0) return { kind: "invalid", errors };

  const passwordHash = await hash(form.password);
  const made = await withTransaction(async (tx) => {
    const [row] = await tx.db.select().from(invitations).where(eq(invitations.id, opened.row.id)).for("update");
    if (!row || invitationState(row) !== "open") return undefined;
    const [account] = await tx.db
      .insert(users)
      .values({
        id: newId("usr"),
        email: row.email,
        name,
        passwordHash,
        roles: ["provider"],
        timeZone: (await getLab(tx.db)).calendar.timeZone,
      })
      .onConflictDoNothing()
      .returning();
    // An account came to be in the meantime; whoever owns it signs in.
    if (!account) return undefined;
    const practiceId = row.practiceId ?? (await startPractice(tx, row));
    const [user] = await tx.db
      .update(users)
      .set({ practiceId, roles: await rolesFor(tx, row, practiceId) })
      .where(eq(users.id, account.id))
      .returning();
    if (!user) return undefined;
    await tx.db.update(invitations).set({ usedAt: sql`now()`, usedBy: user.id }).where(eq(invitations.id, row.id));
    tx.audit({
      chain: "system",
      actor: user.id,
      action: "invitation.use",
      objectId: row.id,
      outcome: "done",
      meta: { practiceId },
    });
    tx.notify(`practice:${practiceId}`);
    return { row, user };
  });
  if (!made) return { kind: "closed" };
  const { row, user } = made;
  const draftId = row.source === "lab" || row.source === "vendor" ? await beginRequest(row, user, address) : null;
  return { kind: "done", session: await openSession(user, address), draftId };
}

async function startPractice(tx: Transaction, row: InvitationRow): Promise<string> {
  const id = newId("prc");
  const { timeZone } = (await getLab(tx.db)).calendar;
  await tx.db.insert(practices).values({ id, name: row.practice.name, npi: row.practice.npi, timeZone });
  return id;
}

/** The first of a practice looks after its people; a colleague's invitation makes nobody more than a colleague. */
async function rolesFor(tx: Transaction, row: InvitationRow, practiceId: string): Promise<Role[]> {
  if (row.source === "practice") return ["provider"];
  const admins = await tx.db
    .select({ id: users.id })
    .from(users)
    .where(
      and(eq(users.practiceId, practiceId), arrayContains(users.roles, ["practice-admin"]), isNull(users.disabledAt)),
    );
  return admins.length === 0 ? ["provider", "practice-admin"] : ["provider"];
}

async function beginRequest(row: InvitationRow, user: typeof users.$inferSelect, address: string) {
  const asker = { name: user.name, email: user.email, phone: "" };
  const form = {
    ...emptyRequestForm,
    practice: {
      ...emptyRequestForm.practice,
      legalName: row.practice.name,
      npi: row.practice.npi,
      timeZone: user.timeZone,
    },
    emr: { ...emptyRequestForm.emr, systemId: row.practice.emrSystemId },
    contacts: { ...emptyRequestForm.contacts, clinical: asker, signer: asker },
  };
  const { id, name, email, roles, practiceId } = user;
  const actor = { kind: "person" as const, id, name, email, roles, practiceId, address };
  const draft = await createDraft(actor, form, `invitation ${row.id}`);
  return draft.kind === "done" ? draft.row.id : null;
}
