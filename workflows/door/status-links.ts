/**
 * Status links: somebody without an account, such as the practice's management or its EMR vendor, sees how far one request
 * is. The link holds 256 random bits and is shown once; the table keeps their SHA-256.
 */
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { statusLinks } from "~/db/schema/door";
import { users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { countFailure, isBlocked } from "../failures";
import { may } from "../policy";
import { digestOf, newToken } from "./tokens";

export const statusDays = [30, 90, 180] as const;
export type StatusDays = (typeof statusDays)[number];

/** Makes a link to the standing of a request. The token is given back once and cannot be read again. */
export async function createStatusLink(
  actor: Actor,
  requestId: string,
  form: { label: string; days: StatusDays },
): Promise<{ kind: "done"; token: string } | Refusal> {
  const label = form.label.trim().slice(0, 120);
  if (label === "") return { kind: "refused", code: "label", field: "label", message: "Say who the link is for." };
  const token = newToken();
  return withTransaction(async (tx): Promise<{ kind: "done"; token: string } | Refusal> => {
    const [row] = await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, requestId));
    if (!row || actor.kind !== "person" || !may(actor, "request.share", row)) return { kind: "not-found" };
    if (row.state === "draft") {
      return { kind: "refused", code: "not-now", message: "A draft has nothing to show yet. Submit it first." };
    }
    const id = newId("sta");
    await tx.db.insert(statusLinks).values({
      id,
      tokenSha256: digestOf(token),
      requestId,
      label,
      createdBy: actor.id,
      expiresAt: sql`now() + make_interval(days => ${form.days})`,
    });
    tx.audit({ chain: "system", actor: actor.id, action: "status.create", objectId: requestId, outcome: "done" });
    return { kind: "done", token };
  });
}

/** Closes a link at once; closing it twice changes nothing. */
export async function revokeStatusLink(
  actor: Actor,
  requestId: string,
  id: string,
): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [found] = await tx.db
      .select({ link: statusLinks, practiceId: connectionRequests.practiceId })
      .from(statusLinks)
      .innerJoin(connectionRequests, eq(connectionRequests.id, statusLinks.requestId))
      .where(and(eq(statusLinks.id, id), eq(statusLinks.requestId, requestId)))
      .for("update", { of: statusLinks });
    if (!found || !may(actor, "request.share", found)) return { kind: "not-found" };
    if (found.link.revokedAt) return { kind: "done" };
    await tx.db.update(statusLinks).set({ revokedAt: sql`now()` }).where(eq(statusLinks.id, id));
    tx.audit({ chain: "system", actor: actor.id, action: "status.revoke", objectId: requestId, outcome: "done" });
    return { kind: "done" };
  });
}

/** The links of a request that still open, newest first. */
export async function statusLinksOf(requestId: string) {
  return database()
    .select({ link: statusLinks, by: users.name })
    .from(statusLinks)
    .innerJoin(users, eq(users.id, statusLinks.createdBy))
    .where(
      and(eq(statusLinks.requestId, requestId), isNull(statusLinks.revokedAt), sql`${statusLinks.expiresAt} > now()`),
    )
    .orderBy(desc(statusLinks.createdAt))
    .limit(20);
}

/**
 * The request a token opens. Nothing for an unknown, expired or revoked one, without a difference; nor to an address that
 * tried many wrong ones. The opening is on record, once a minute at most.
 */
export async function openStatusLink(token: string, address: string): Promise<{ requestId: string } | undefined> {
  const key = `status address ${address}`;
  if (await isBlocked([key])) return undefined;
  const [link] = await database()
    .select()
    .from(statusLinks)
    .where(
      and(
        eq(statusLinks.tokenSha256, digestOf(token)),
        isNull(statusLinks.revokedAt),
        sql`${statusLinks.expiresAt} > now()`,
      ),
    );
  if (!link) {
    await countFailure([key], "status.blocked", address);
    return undefined;
  }
  if (!link.openedAt || Date.now() - link.openedAt.getTime() > 60_000) {
    await withTransaction(async (tx) => {
      await tx.db.update(statusLinks).set({ openedAt: sql`now()` }).where(eq(statusLinks.id, link.id));
      tx.audit({
        chain: "system",
        actor: "status-link",
        action: "status.open",
        objectId: link.requestId,
        outcome: "done",
      });
    });
  }
  return { requestId: link.requestId };
}
