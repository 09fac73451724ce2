/**
 * The keys our own SFTP server shows. One of each algorithm is shown: the protocol has no way to show two of a kind. A
 * change is therefore prepared, announced to the partners, and only then made.
 */
import { and, asc, desc, eq, getTableColumns, isNotNull, isNull, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { type HostKeyAlgorithm, hostKeyAlgorithms, hostKeys } from "~/db/schema/transports";
import { sealedPlace } from "~/db/sealed-columns";
import { openSecret, sealSecret } from "~/db/secrets";
import { type Transaction, withTransaction } from "~/db/transaction";
import { makeKeyPair } from "~/engine/transports/hosted-sftp";
import { type Actor, workerActor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

export type HostKeyRow = Omit<typeof hostKeys.$inferSelect, "secret">;

const { secret: _, ...shownColumns } = getTableColumns(hostKeys);
const secretPlace = (id: string) => sealedPlace("host_keys", id);

/** Makes the keys that are missing, such as all of them at the first start; several gateways may start at once. */
export async function ensureHostKeys(): Promise<void> {
  await withTransaction(async (tx) => {
    await lockHostKeys(tx);
    const shown = await tx.db
      .select({ algorithm: hostKeys.algorithm })
      .from(hostKeys)
      .where(and(isNotNull(hostKeys.shownAt), isNull(hostKeys.retiredAt)));
    for (const algorithm of hostKeyAlgorithms) {
      if (shown.some((one) => one.algorithm === algorithm)) continue;
      await addHostKey(tx, workerActor, algorithm, { shown: true });
    }
  });
}

/** The private keys to show, in OpenSSH's format, the preferred first. Keep them in memory only. */
export async function shownHostKeys(): Promise<string[]> {
  const rows = await database()
    .select()
    .from(hostKeys)
    .where(and(isNotNull(hostKeys.shownAt), isNull(hostKeys.retiredAt)));
  return hostKeyAlgorithms.flatMap((algorithm) =>
    rows.filter((row) => row.algorithm === algorithm).map((row) => openSecret(row.secret, secretPlace(row.id))),
  );
}

/** All keys there are and were, newest first; never a private half. */
export const listHostKeys = (): Promise<HostKeyRow[]> =>
  database().select(shownColumns).from(hostKeys).orderBy(asc(hostKeys.algorithm), desc(hostKeys.createdAt)).limit(50);

type Done = { kind: "done" };

/** Makes the next key of an algorithm. Nobody is shown it before {@link switchHostKey}; its fingerprint can be announced. */
export async function prepareHostKey(actor: Actor, algorithm: HostKeyAlgorithm): Promise<Done | Refusal> {
  if (!may(actor, "gateway.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<Done | Refusal> => {
    await lockHostKeys(tx);
    const [prepared] = await tx.db
      .select({ id: hostKeys.id })
      .from(hostKeys)
      .where(and(eq(hostKeys.algorithm, algorithm), isNull(hostKeys.shownAt), isNull(hostKeys.retiredAt)));
    if (prepared) return { kind: "refused", code: "prepared", message: "The next key is prepared already." };
    await addHostKey(tx, actor, algorithm, { shown: false });
    return { kind: "done" };
  });
}

/** Shows a prepared key from now on, and retires the one of its algorithm that was shown. */
export const switchHostKey = (actor: Actor, id: string): Promise<Done | Refusal> =>
  withPrepared(actor, id, async (tx, row) => {
    const retired = await tx.db
      .update(hostKeys)
      .set({ retiredAt: sql`now()` })
      .where(and(eq(hostKeys.algorithm, row.algorithm), isNotNull(hostKeys.shownAt), isNull(hostKeys.retiredAt)))
      .returning({ sha256: hostKeys.sha256 });
    await tx.db.update(hostKeys).set({ shownAt: sql`now()` }).where(eq(hostKeys.id, id));
    return { action: "hostKey.show", meta: { before: retired[0]?.sha256 ?? null } };
  });

/** Throws a prepared key away. */
export const discardHostKey = (actor: Actor, id: string): Promise<Done | Refusal> =>
  withPrepared(actor, id, async (tx) => {
    await tx.db.update(hostKeys).set({ retiredAt: sql`now()` }).where(eq(hostKeys.id, id));
    return { action: "hostKey.discard", meta: {} };
  });

async function withPrepared(
  actor: Actor,
  id: string,
  change: (tx: Transaction, row: HostKeyRow) => Promise<{ action: string; meta: Record<string, unknown> }>,
): Promise<Done | Refusal> {
  if (!may(actor, "gateway.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<Done | Refusal> => {
    await lockHostKeys(tx);
    const [row] = await tx.db.select(shownColumns).from(hostKeys).where(eq(hostKeys.id, id));
    if (!row) return { kind: "not-found" };
    if (row.shownAt || row.retiredAt) {
      return {
        kind: "refused",
        code: "not-prepared",
        message: "This key is not waiting any more. Load the page again.",
      };
    }
    const { action, meta } = await change(tx, row);
    const { algorithm, sha256 } = row;
    tx.audit({
      chain: "system",
      actor: actor.id,
      action,
      objectId: id,
      outcome: "done",
      meta: { algorithm, sha256, ...meta },
    });
    tx.notify("gateway");
    return { kind: "done" };
  });
}

async function addHostKey(
  tx: Transaction,
  actor: Actor,
  algorithm: HostKeyAlgorithm,
  { shown }: { shown: boolean },
): Promise<void> {
  const id = newId("hsk");
  const { privateKey, publicKey } = makeKeyPair(algorithm, "gatehouse");
  const { sha256 } = publicKey;
  const secret = sealSecret(privateKey, secretPlace(id));
  await tx.db.insert(hostKeys).values({ id, algorithm, sha256, secret, shownAt: shown ? sql`now()` : null });
  const action = shown ? "hostKey.make" : "hostKey.prepare";
  tx.audit({ chain: "system", actor: actor.id, action, objectId: id, outcome: "done", meta: { algorithm, sha256 } });
  tx.notify("gateway");
}

/** One change of host keys at a time. */
const lockHostKeys = (tx: Transaction) => tx.db.execute(sql`select pg_advisory_xact_lock(hashtext('host_keys'))`);
