import { createHash } from "node:crypto";
import { and, asc, count, eq, sql, sum } from "drizzle-orm";
import { database } from "~/db/client";
import { messageTime } from "~/db/ids";
import { accountInForce, accountOfKey } from "~/db/queries/hosted-accounts";
import { intakeLane, wakeLanes } from "~/db/queries/wake-lanes";
import { hops, messages } from "~/db/schema/messages";
import { hostedAccounts, hostedFiles } from "~/db/schema/transports";
import { errorCode, type Transaction, withTransaction } from "~/db/transaction";
import { type HostedOperation, type HostedPlace, type HostedStore, Refusal } from "~/engine/transports/hosted-sftp";
import { fingerprintOf } from "~/engine/transports/sftp";
import { recordHops } from "./record";

/** What one account may leave with us before we have taken it. */
const room = { files: 5_000, bytes: 1024 * 1024 * 1024 };

const at = ({ account, folder, name }: HostedPlace) =>
  and(eq(hostedFiles.account, account), eq(hostedFiles.folder, folder), eq(hostedFiles.name, name));
const shown = { name: hostedFiles.name, size: hostedFiles.size, modifiedAt: hostedFiles.modifiedAt };

/** The lab's own SFTP server's files and accounts, in the database: what was changed and its audit event are one commit. */
export const hostedStore: HostedStore = {
  async authenticate(username, key) {
    const found = await accountOfKey(username, fingerprintOf(key));
    return found && { id: found.account, username: found.username };
  },

  list: (account, folder) =>
    database()
      .select(shown)
      .from(hostedFiles)
      .where(and(eq(hostedFiles.account, account), eq(hostedFiles.folder, folder)))
      .orderBy(asc(hostedFiles.name)),

  async find(place) {
    const [row] = await database().select(shown).from(hostedFiles).where(at(place));
    return row;
  },

  async read(place) {
    const [row] = await database().select({ bytes: hostedFiles.bytes }).from(hostedFiles).where(at(place));
    return row?.bytes;
  },

  async put(place, bytes, done) {
    await withTransaction(async (tx) => {
      const open = await accountInForce(place.account, tx.db);
      if (!open) throw new Refusal("permission-denied", "This account is closed.");
      await refuseOverflow(tx, place, bytes.length);
      await tx.db
        .insert(hostedFiles)
        .values({ ...place, bytes, size: bytes.length, modifiedAt: new Date() })
        .onConflictDoUpdate({
          target: [hostedFiles.account, hostedFiles.folder, hostedFiles.name],
          // Never the time of the file it replaces: an intake that read that one must not take this one for it.
          set: {
            bytes,
            size: bytes.length,
            modifiedAt: sql`greatest(excluded.modified_at, ${hostedFiles.modifiedAt} + interval '1 millisecond')`,
          },
        });
      await tellIntake(tx, place, open.endpointId);
      await audit(tx, done);
    });
  },

  async rename(place, to, done) {
    const outcome = withTransaction(async (tx) => {
      const [there] = await tx.db.select(shown).from(hostedFiles).where(at(place)).for("update");
      if (!there) return "gone" as const;
      const [taken] = await tx.db
        .select(shown)
        .from(hostedFiles)
        .where(at({ ...place, name: to }));
      if (taken) return "taken" as const;
      await tx.db.update(hostedFiles).set({ name: to }).where(at(place));
      const open = await accountInForce(place.account, tx.db);
      if (open) await tellIntake(tx, place, open.endpointId);
      await audit(tx, done);
      return "renamed" as const;
    });
    return outcome.catch((error: unknown) => {
      // Two renames onto one name at the same moment.
      if (errorCode(error) === "23505") return "taken" as const;
      throw error;
    });
  },

  remove: (place, done) =>
    withTransaction(async (tx) => {
      const [row] = await tx.db.delete(hostedFiles).where(at(place)).returning({ messageId: hostedFiles.messageId });
      if (!row) return false;
      if (row.messageId)
        await hopOnce(tx, row.messageId, { ok: false, detail: "Removed by the partner before it was read" });
      await audit(tx, done, row.messageId);
      return true;
    }),

  async fetched(place) {
    const [row] = await database().select({ messageId: hostedFiles.messageId }).from(hostedFiles).where(at(place));
    const { messageId } = row ?? {};
    if (!messageId) return;
    await withTransaction((tx) => hopOnce(tx, messageId, { ok: true, detail: "Read to its end by the partner" }));
  },

  record: (operation) => withTransaction((tx) => audit(tx, operation)),
};

async function refuseOverflow(tx: Transaction, place: HostedPlace, more: number): Promise<void> {
  const [used] = await tx.db
    .select({ files: count(), bytes: sum(hostedFiles.size).mapWith(Number) })
    .from(hostedFiles)
    .where(and(eq(hostedFiles.account, place.account), eq(hostedFiles.folder, place.folder)));
  if ((used?.files ?? 0) < room.files && (used?.bytes ?? 0) + more <= room.bytes) return;
  throw new Refusal("failure", "The folder is full; nothing was taken from it yet. Please call the laboratory.");
}

/** The partner's next look for new files is worth waiting for; ours is not. */
async function tellIntake(tx: Transaction, { folder }: HostedPlace, endpointId: string): Promise<void> {
  if (folder !== "to-lab") return;
  await wakeLanes(tx.db, [intakeLane(endpointId)]);
  tx.notify("files");
}

/** Says on a message's way that the partner has its file, once however often it is read. */
async function hopOnce(tx: Transaction, messageId: string, how: { ok: boolean; detail: string }): Promise<void> {
  const receivedAt = messageTime(messageId);
  if (!receivedAt) return;
  const [message] = await tx.db
    .select({ connectionId: messages.connectionId })
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.receivedAt, receivedAt)))
    .for("update");
  const [before] = await tx.db
    .select({ seq: hops.seq })
    .from(hops)
    .where(and(eq(hops.messageId, messageId), eq(hops.receivedAt, receivedAt), eq(hops.hop, "fetched")))
    .limit(1);
  if (!message || before) return;
  const { connectionId } = message;
  await recordHops(tx, [{ messageId, receivedAt, connectionId, hop: "fetched", ...how }], "partner");
  tx.notify("messages");
  if (connectionId) tx.notify(`connection:${connectionId}`);
}

/** A name partners chose may hold a patient's; the trail keeps its hash. Ours hold none. */
function audited(path: string): Record<string, string> {
  const [folder = "", name] = path.split("/").filter(Boolean);
  if (name === undefined) return { path };
  if (folder === "from-lab") return { folder, file: name };
  return { folder, fileSha256: createHash("sha256").update(name).digest("hex").slice(0, 16) };
}

/** On the connection's chain; what nobody's account tried is on the system's, under the account that was named. */
async function audit(tx: Transaction, done: HostedOperation, messageId?: string | null): Promise<void> {
  const { account, username, address, operation, ok, size, key, path } = done;
  const [named] = await tx.db
    .select({ id: hostedAccounts.id, connectionId: hostedAccounts.connectionId })
    .from(hostedAccounts)
    .where(account ? eq(hostedAccounts.id, account) : eq(hostedAccounts.username, username));
  // The new name of a rename is a partner's name too.
  const reason = operation === "rename" && ok ? undefined : done.reason;
  tx.audit({
    chain: (account && named?.connectionId) ?? "system",
    actor: "partner",
    action: `hosted.${operation}`,
    objectId: account ?? named?.id ?? "sftp",
    outcome: ok ? "done" : "refused",
    ...(reason && { reason }),
    meta: {
      address,
      ...(operation === "login" || operation === "ended" ? {} : audited(path)),
      ...(size !== undefined && { size }),
      ...(key && { key }),
      ...(messageId && { messageId }),
    },
  });
  if (named && operation === "login") tx.notify(`connection:${named.connectionId}`);
}
