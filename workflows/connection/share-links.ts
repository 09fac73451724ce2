/**
 * Share links: somebody without an account, such as the EMR vendor's engineer, reads the interface specification of one
 * connection. The link holds 256 random bits and is shown once; the table keeps their SHA-256.
 */
import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import { shareLinks } from "~/db/schema/templates";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { countFailure, isBlocked } from "../failures";
import { may } from "../policy";

export const shareDays = [7, 30, 90] as const;
export type ShareDays = (typeof shareDays)[number];
export type ShareLink = {
  id: string;
  label: string;
  by: string;
  createdAt: Date;
  expiresAt: Date;
  openedAt: Date | null;
  /** Whether it still opens. */
  open: boolean;
};

const digest = (token: string) => createHash("sha256").update(token).digest("hex");

/** Makes a link to the connection's specification. The token is given back once and cannot be read again. */
export async function createShareLink(
  actor: Actor,
  connectionId: string,
  form: { label: string; days: ShareDays },
): Promise<{ kind: "done"; id: string; token: string } | Refusal> {
  const label = form.label.trim().slice(0, 120);
  if (label === "") return { kind: "refused", code: "label", message: "Say who the link is for." };
  const token = randomBytes(32).toString("base64url");
  return withTransaction(async (tx): Promise<{ kind: "done"; id: string; token: string } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, connectionId));
    if (!row) return { kind: "not-found" };
    if (actor.kind !== "person" || !may(actor, "connection.share", row)) return { kind: "forbidden" };
    const id = newId("shr");
    await tx.db.insert(shareLinks).values({
      id,
      tokenSha256: digest(token),
      what: "specification",
      connectionId,
      label,
      createdBy: actor.id,
      expiresAt: sql`now() + make_interval(days => ${form.days})`,
    });
    tx.audit({
      chain: connectionId,
      actor: actor.id,
      action: "share.create",
      objectId: id,
      outcome: "done",
      meta: { what: "specification", days: form.days },
    });
    tx.notify(`connection:${connectionId}`);
    return { kind: "done", id, token };
  });
}

/** Closes a link at once; closing it twice changes nothing. */
export async function revokeShareLink(
  actor: Actor,
  connectionId: string,
  id: string,
): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [found] = await tx.db
      .select({ link: shareLinks, practiceId: connections.practiceId })
      .from(shareLinks)
      .innerJoin(connections, eq(connections.id, shareLinks.connectionId))
      .where(and(eq(shareLinks.id, id), eq(shareLinks.connectionId, connectionId)))
      .for("update", { of: shareLinks });
    if (!found) return { kind: "not-found" };
    if (actor.kind !== "person" || !may(actor, "connection.share", found)) return { kind: "forbidden" };
    if (found.link.revokedAt) return { kind: "done" };
    await tx.db.update(shareLinks).set({ revokedAt: sql`now()`, revokedBy: actor.id }).where(eq(shareLinks.id, id));
    tx.audit({ chain: connectionId, actor: actor.id, action: "share.revoke", objectId: id, outcome: "done" });
    tx.notify(`connection:${connectionId}`);
    return { kind: "done" };
  });
}

/** The links of a connection, newest first. */
export async function shareLinksOf(connectionId: string): Promise<ShareLink[]> {
  const rows = await database()
    .select({
      link: shareLinks,
      by: users.name,
      open: sql<boolean>`${shareLinks.revokedAt} is null and ${shareLinks.expiresAt} > now()`,
    })
    .from(shareLinks)
    .innerJoin(users, eq(users.id, shareLinks.createdBy))
    .where(eq(shareLinks.connectionId, connectionId))
    .orderBy(desc(shareLinks.createdAt))
    .limit(50);
  return rows.map(({ link, by, open }) => {
    const { id, label, createdAt, expiresAt, openedAt } = link;
    return { id, label, by, createdAt, expiresAt, openedAt, open };
  });
}

/** A link that opens: for whom it was made, and what it is about. */
export type OpenLink = { id: string; label: string; connectionId: string; emrSystemId: string | null };

/**
 * The connection a token opens. Nothing for an unknown, expired or revoked one, without a difference; nor for a
 * connection that has ended; nor to an address that tried many wrong ones. The opening is on record, once a minute at most.
 */
export async function openShareLink(token: string, address: string): Promise<OpenLink | undefined> {
  const key = `share address ${address}`;
  if (await isBlocked([key])) return undefined;
  const valid = and(
    eq(shareLinks.tokenSha256, digest(token)),
    isNull(shareLinks.revokedAt),
    sql`${shareLinks.expiresAt} > now()`,
  );
  const [found] = await database()
    .select({ link: shareLinks, state: connections.state, emrSystemId: connections.emrSystemId })
    .from(shareLinks)
    .innerJoin(connections, eq(connections.id, shareLinks.connectionId))
    .where(valid);
  if (!found || found.state === "retired" || found.state === "cancelled") {
    await countFailure([key], "share.blocked", address);
    return undefined;
  }
  const { id, connectionId, openedAt } = found.link;
  if (!openedAt || Date.now() - openedAt.getTime() > 60_000) {
    await withTransaction(async (tx) => {
      await tx.db.update(shareLinks).set({ openedAt: sql`now()` }).where(eq(shareLinks.id, id));
      tx.audit({ chain: connectionId, actor: "share-link", action: "share.open", objectId: id, outcome: "done" });
    });
  }
  return { id, label: found.link.label, connectionId, emrSystemId: found.emrSystemId };
}
