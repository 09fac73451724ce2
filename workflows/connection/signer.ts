import { and, arrayContains, asc, eq, isNull } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { signerChanges } from "~/db/schema/go-live";
import { users } from "~/db/schema/people";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { getLab, type Lab } from "../lab";
import { may } from "../policy";
import * as letters from "./letters";

/**
 * Who signs for the practice. The request names the signer; they, or the practice's admin, may give it to another person of
 * the practice and take it back. Every change is kept; what was signed before stays signed.
 */
export type SignerChange = typeof signerChanges.$inferSelect;
type Person = Extract<Actor, { kind: "person" }>;
type Signer = { name: string; email: string };

/** Every change of who signs for a connection, oldest first, with who made it. */
export async function signerTrace(connectionId: string, db: Pick<Writer, "select"> = database()) {
  return db
    .select({ change: signerChanges, by: users.name })
    .from(signerChanges)
    .innerJoin(users, eq(users.id, signerChanges.changedBy))
    .where(eq(signerChanges.connectionId, connectionId))
    .orderBy(asc(signerChanges.at));
}

/** The signer the request named. */
export const firstSigner = (row: ConnectionRow, trace: readonly { change: SignerChange }[]): Signer => {
  const [first] = trace;
  return first
    ? { name: first.change.fromName, email: first.change.fromEmail }
    : { name: row.signerName, email: row.signerEmail };
};

/** Whether somebody may change who signs: who signs now, who did at first, or an admin of the practice. */
export const mayChangeSigner = (actor: Person, row: ConnectionRow, first: Signer): boolean =>
  may(actor, "connection.delegateSignature", row) &&
  (actor.roles.includes("practice-admin") || [row.signerEmail, first.email].some((email) => same(email, actor.email)));

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Gives the signature to another person of the practice. */
export async function giveSignature(
  actor: Actor,
  id: string,
  userId: string,
): Promise<{ kind: "done"; name: string } | Refusal> {
  return changeSigner(actor, id, "given", async (db, row) => {
    const [person] = await db
      .select()
      .from(users)
      .where(
        and(
          eq(users.id, userId),
          eq(users.practiceId, row.practiceId),
          arrayContains(users.roles, ["provider"]),
          isNull(users.disabledAt),
        ),
      );
    return person;
  });
}

/** Takes it back: the signer whom the request named signs again. */
export async function takeBackSignature(actor: Actor, id: string): Promise<{ kind: "done"; name: string } | Refusal> {
  return changeSigner(actor, id, "taken-back", async (_db, _row, first) => first);
}

async function changeSigner(
  actor: Actor,
  id: string,
  kind: SignerChange["kind"],
  choose: (db: Writer, row: ConnectionRow, first: Signer) => Promise<Signer | undefined>,
): Promise<{ kind: "done"; name: string } | Refusal> {
  const lab = await getLab();
  return withTransaction(async (tx) => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!row || actor.kind !== "person" || !may(actor, "connection.delegateSignature", row)) {
      return { kind: "not-found" };
    }
    const first = firstSigner(row, await signerTrace(id, tx.db));
    const refused = (code: string, message: string): Refusal => ({ kind: "refused", code, message, field: "signer" });
    if (!mayChangeSigner(actor, row, first)) {
      return refused("not-yours", `Only ${row.signerName} or an admin of your practice can change who signs.`);
    }
    if (row.state === "retired" || row.state === "cancelled") {
      return refused("not-now", "The connection has ended; there is nothing to sign.");
    }
    const next = await choose(tx.db, row, first);
    if (!next) return refused("nobody", "Choose a person of your practice who can sign in.");
    if (same(next.email, row.signerEmail)) return refused("same", `${row.signerName} signs already.`);
    await record(tx, actor, row, kind, next, lab);
    return { kind: "done", name: next.name };
  });
}

async function record(
  tx: Transaction,
  actor: Person,
  row: ConnectionRow,
  kind: SignerChange["kind"],
  next: Signer,
  lab: Lab,
): Promise<void> {
  const changeId = newId("sgc");
  await tx.db.insert(signerChanges).values({
    id: changeId,
    connectionId: row.id,
    kind,
    fromName: row.signerName,
    fromEmail: row.signerEmail,
    toName: next.name,
    toEmail: next.email,
    changedBy: actor.id,
  });
  await tx.db
    .update(connections)
    .set({ signerName: next.name, signerEmail: next.email })
    .where(eq(connections.id, row.id));
  tx.audit({
    chain: row.id,
    actor: actor.id,
    action: kind === "given" ? "signature.give" : "signature.takeBack",
    objectId: changeId,
    outcome: "done",
  });
  tx.notify(`connection:${row.id}`, "connections", `practice:${row.practiceId}`);
  const cause = `signature.change ${changeId}` as const;
  await queueMail(tx, [next.email], cause, letters.namedToSign(row, actor.name, lab));
  await queueMail(tx, [row.signerEmail], cause, letters.noLongerSigns(row, actor.name, next.name));
}
