/** The account of a connection on our own SFTP server, and the keys that open it. */
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { auditEvents } from "~/db/schema/operations";
import { practices, users } from "~/db/schema/people";
import { gateways, type HostedSftpReach, hostedAccounts, hostedKeys } from "~/db/schema/transports";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { makeKeyPair, type PublicKey, readPublicKeys } from "~/engine/transports/hosted-sftp";
import { type Actor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

/** Keys of one account that are open at the same time. */
const mostKeys = 20;

/** How the endpoint of a connection on our own server is reached; the account is made the first time. */
export async function hostedReach(
  db: Writer,
  connectionId: string,
  { filePattern, ackFiles }: Pick<HostedSftpReach, "filePattern" | "ackFiles">,
): Promise<HostedSftpReach> {
  const reachTo = ({ id, username }: { id: string; username: string }): HostedSftpReach => ({
    transport: "hosted-sftp",
    account: id,
    username,
    filePattern,
    ackFiles,
  });
  const [found] = await db.select().from(hostedAccounts).where(eq(hostedAccounts.connectionId, connectionId));
  if (found) return reachTo(found);
  const [owner] = await db
    .select({ practice: practices.name })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(eq(connections.id, connectionId));
  const id = newId("acc");
  const username = `${shortName(owner?.practice ?? "")}-${id.slice(-4)}`;
  await db.insert(hostedAccounts).values({ id, username, connectionId });
  return reachTo({ id, username });
}

/** The first word of a name in the letters a user name may have. */
function shortName(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9 ]/g, "")
      .split(" ")
      .find((word) => word.length > 2)
      ?.slice(0, 20) ?? "practice"
  );
}

export type HostedKey = {
  id: string;
  algorithm: string;
  sha256: string;
  comment: string;
  by: string | null;
  createdAt: Date;
  revokedAt: Date | null;
};

/** The keys of an account: those that open it first, then those that were revoked lately. */
export async function hostedKeysOf(account: string): Promise<HostedKey[]> {
  const rows = await database()
    .select({ key: hostedKeys, by: users.name })
    .from(hostedKeys)
    .leftJoin(users, eq(users.id, hostedKeys.createdBy))
    .where(eq(hostedKeys.account, account))
    .orderBy(sql`${hostedKeys.revokedAt} desc nulls first`, asc(hostedKeys.createdAt))
    .limit(mostKeys + 10);
  return rows.map(({ key: { id, line, sha256, comment, createdAt, revokedAt }, by }) => ({
    id,
    algorithm: line.split(" ")[0] ?? "",
    sha256,
    comment,
    by,
    createdAt,
    revokedAt,
  }));
}

type SignInTry = { at: Date; address: string; key: string };

/** The last time the partner signed in. */
export const lastLogin = (account: string): Promise<SignInTry | undefined> => lastTry(account, "done");

/** The last time somebody who named the account was turned away; `key` is empty where none was shown. */
export const lastRefusal = (account: string): Promise<SignInTry | undefined> => lastTry(account, "refused");

async function lastTry(account: string, outcome: "done" | "refused"): Promise<SignInTry | undefined> {
  const [row] = await database()
    .select({ at: auditEvents.at, meta: auditEvents.meta })
    .from(auditEvents)
    .where(
      and(eq(auditEvents.objectId, account), eq(auditEvents.action, "hosted.login"), eq(auditEvents.outcome, outcome)),
    )
    .orderBy(desc(auditEvents.at))
    .limit(1);
  if (!row) return undefined;
  const { address = "", key = "" } = JSON.parse(row.meta) as { address?: string; key?: string };
  return { at: row.at, address, key };
}

/** Where partners reach our SFTP server, as it says itself; `up`: whether it said so lately. Undefined: it never ran. */
export async function ourServer(): Promise<{ address: string; up: boolean } | undefined> {
  const [row] = await database()
    .select({ address: gateways.sftpAddress, up: sql<boolean>`${gateways.seenAt} > now() - interval '30 seconds'` })
    .from(gateways)
    .where(sql`${gateways.sftpAddress} is not null`)
    .orderBy(desc(gateways.seenAt))
    .limit(1);
  return row?.address ? { address: row.address, up: row.up } : undefined;
}

type Done = { kind: "done" };

/** Adds keys a partner gave us, as lines of an `authorized_keys` file. Keys that are there already stay as they are. */
export async function addHostedKeys(
  actor: Actor,
  connectionId: string,
  pasted: string,
): Promise<{ kind: "done"; added: number } | Refusal> {
  const read = readPublicKeys(pasted);
  if (read.kind === "private-key") {
    const message =
      "This is a private key: whoever has it can sign in. It was not kept. Ask for the public half, a line in a .pub file, and for a new pair if this one was sent by mail.";
    return { kind: "refused", code: "private-key", message };
  }
  if (read.kind === "wrong") return { kind: "refused", code: "no-key", message: `Line ${read.line}: ${read.reason}` };
  return withAccount(actor, connectionId, async (tx, account) => {
    const open = await openKeys(tx, account);
    const fresh = read.keys.filter((key) => !open.includes(key.sha256));
    if (open.length + fresh.length > mostKeys) return tooMany;
    for (const key of fresh) await insertKey(tx, { account, connectionId, actor, key, action: "hostedKey.add" });
    return { kind: "done", added: fresh.length };
  });
}

/** Makes a pair for a partner that has none. The private half is given back once, and kept nowhere. */
export async function makeHostedKey(
  actor: Actor,
  connectionId: string,
): Promise<{ kind: "done"; privateKey: string; key: PublicKey } | Refusal> {
  return withAccount(actor, connectionId, async (tx, account) => {
    if ((await openKeys(tx, account)).length >= mostKeys) return tooMany;
    const { privateKey, publicKey } = makeKeyPair("ssh-ed25519", `made by the laboratory`);
    await insertKey(tx, { account, connectionId, actor, key: publicKey, action: "hostedKey.make" });
    return { kind: "done", privateKey, key: publicKey };
  });
}

/** Takes a key away. Who is signed in with it is cut off within seconds. */
export async function revokeHostedKey(actor: Actor, connectionId: string, keyId: string): Promise<Done | Refusal> {
  return withAccount(actor, connectionId, async (tx, account): Promise<Done | Refusal> => {
    const [row] = await tx.db
      .update(hostedKeys)
      .set({ revokedAt: sql`now()`, revokedBy: personId(actor) })
      .where(and(eq(hostedKeys.id, keyId), eq(hostedKeys.account, account), isNull(hostedKeys.revokedAt)))
      .returning({ sha256: hostedKeys.sha256 });
    if (!row)
      return { kind: "refused", code: "no-key", message: "This key is not open any more. Load the page again." };
    tx.audit({
      chain: connectionId,
      actor: actor.id,
      action: "hostedKey.revoke",
      objectId: account,
      outcome: "done",
      meta: { sha256: row.sha256 },
    });
    return { kind: "done" };
  });
}

const tooMany: Refusal = {
  kind: "refused",
  code: "too-many",
  message: `An account has ${mostKeys} keys at most. Revoke those that are not in use.`,
};

async function withAccount<T>(
  actor: Actor,
  connectionId: string,
  change: (tx: Transaction, account: string) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  return withTransaction(async (tx): Promise<T | Refusal> => {
    const [row] = await tx.db
      .select({ account: hostedAccounts.id, practiceId: connections.practiceId })
      .from(hostedAccounts)
      .innerJoin(connections, eq(connections.id, hostedAccounts.connectionId))
      .where(eq(connections.id, connectionId))
      .for("update", { of: hostedAccounts });
    if (!row) return { kind: "refused", code: "no-account", message: "Save this side's settings first." };
    if (!may(actor, "connection.changeKeys", row)) return { kind: "forbidden" };
    const outcome = await change(tx, row.account);
    tx.notify("gateway", `connection:${connectionId}`);
    return outcome;
  });
}

async function openKeys(tx: Transaction, account: string): Promise<string[]> {
  const rows = await tx.db
    .select({ sha256: hostedKeys.sha256 })
    .from(hostedKeys)
    .where(and(eq(hostedKeys.account, account), isNull(hostedKeys.revokedAt)));
  return rows.map((row) => row.sha256);
}

type NewKey = { account: string; connectionId: string; actor: Actor; key: PublicKey; action: string };

async function insertKey(tx: Transaction, { account, connectionId, actor, key, action }: NewKey): Promise<void> {
  const { line, sha256, comment } = key;
  await tx.db
    .insert(hostedKeys)
    .values({ id: newId("key"), account, line, sha256, comment, createdBy: personId(actor) });
  const meta = { sha256, algorithm: key.algorithm };
  tx.audit({ chain: connectionId, actor: actor.id, action, objectId: account, outcome: "done", meta });
}
