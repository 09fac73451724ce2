/**
 * Access keys: what a far end shows when it pushes messages to us. A key holds 256 random bits, is shown once, and opens
 * one side of one connection; the table keeps its SHA-256.
 */
import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import { accessKeys } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

type Side = "emr" | "lis";

export type AccessKey = {
  id: string;
  side: Side;
  hint: string;
  by: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** More than two are in use only while somebody changes them. */
const mostOpen = 5;
/** Tells what it is to whoever finds it, people and scanners. */
const prefix = "ghk_";
const hintLength = prefix.length + 6;

const digest = (key: string) => createHash("sha256").update(key).digest("hex");

/** Makes a key. It is given back once and cannot be read again. */
export async function createAccessKey(
  actor: Actor,
  connectionId: string,
  side: Side,
): Promise<{ kind: "done"; id: string; key: string } | Refusal> {
  const key = prefix + randomBytes(32).toString("base64url");
  return withTransaction(async (tx): Promise<{ kind: "done"; id: string; key: string } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, connectionId)).for("update");
    if (!row) return { kind: "not-found" };
    if (actor.kind !== "person" || !may(actor, "connection.accessKeys", row)) return { kind: "forbidden" };
    if (row.state === "retired" || row.state === "cancelled") {
      return { kind: "refused", code: "ended", message: "The connection has ended; nothing is taken from it." };
    }
    const open = await tx.db
      .select({ id: accessKeys.id })
      .from(accessKeys)
      .where(and(eq(accessKeys.connectionId, connectionId), eq(accessKeys.side, side), isNull(accessKeys.revokedAt)));
    if (open.length >= mostOpen) {
      const message = `There are ${mostOpen} keys already. Revoke one that is not used any more.`;
      return { kind: "refused", code: "too-many", message };
    }
    const id = newId("key");
    const hint = key.slice(0, hintLength);
    await tx.db.insert(accessKeys).values({ id, connectionId, side, sha256: digest(key), hint, createdBy: actor.id });
    tx.audit({
      chain: connectionId,
      actor: actor.id,
      action: "accessKey.create",
      objectId: id,
      outcome: "done",
      meta: { side, hint },
    });
    tx.notify(`connection:${connectionId}`);
    return { kind: "done", id, key };
  });
}

/** Closes a key at once; closing it twice changes nothing. */
export async function revokeAccessKey(
  actor: Actor,
  connectionId: string,
  id: string,
): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [found] = await tx.db
      .select({ key: accessKeys, practiceId: connections.practiceId })
      .from(accessKeys)
      .innerJoin(connections, eq(connections.id, accessKeys.connectionId))
      .where(and(eq(accessKeys.id, id), eq(accessKeys.connectionId, connectionId)))
      .for("update", { of: accessKeys });
    if (!found) return { kind: "not-found" };
    if (actor.kind !== "person" || !may(actor, "connection.accessKeys", found)) return { kind: "forbidden" };
    if (found.key.revokedAt) return { kind: "done" };
    await tx.db.update(accessKeys).set({ revokedAt: sql`now()` }).where(eq(accessKeys.id, id));
    tx.audit({ chain: connectionId, actor: actor.id, action: "accessKey.revoke", objectId: id, outcome: "done" });
    tx.notify(`connection:${connectionId}`);
    return { kind: "done" };
  });
}

/** The keys of a connection, newest first. */
export async function accessKeysOf(connectionId: string): Promise<AccessKey[]> {
  const rows = await database()
    .select({ key: accessKeys, by: users.name })
    .from(accessKeys)
    .innerJoin(users, eq(users.id, accessKeys.createdBy))
    .where(eq(accessKeys.connectionId, connectionId))
    .orderBy(desc(accessKeys.createdAt))
    .limit(50);
  return rows.map(({ key: { sha256: _, createdBy: __, connectionId: ___, ...key }, by }) => ({ ...key, by }));
}

/** The key as it is known; nothing for an unknown or revoked one, without a difference. */
export async function findAccessKey(
  key: string,
): Promise<{ id: string; connectionId: string; side: Side; hint: string } | undefined> {
  const [found] = await database()
    .select()
    .from(accessKeys)
    .where(and(eq(accessKeys.sha256, digest(key)), isNull(accessKeys.revokedAt)));
  if (!found) return undefined;
  const { id, connectionId, side, hint, lastUsedAt } = found;
  if (!lastUsedAt || Date.now() - lastUsedAt.getTime() > 60_000) {
    await withTransaction(async (tx) => {
      await tx.db.update(accessKeys).set({ lastUsedAt: sql`now()` }).where(eq(accessKeys.id, id));
      tx.notify(`connection:${connectionId}`);
    });
  }
  return { id, connectionId, side, hint };
}
