import { createHash } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { placeHostedFile } from "~/db/queries/place-hosted-file";
import { type HostedFolderName, hostedFiles } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { isUnfinishedName, matcherOf } from "~/engine/transports/sftp";
import { TransportError } from "~/engine/transports/transport-error";
import type { Files } from "./files-at";

const placeOf = (account: string, folder: string, name: string) =>
  and(eq(hostedFiles.account, account), eq(hostedFiles.folder, folder as HostedFolderName), eq(hostedFiles.name, name));

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/**
 * The files of an account on the lab's own SFTP server, as those at a partner's are seen. An upload becomes a row when it
 * is whole, so nothing here is ever half there. Times are milliseconds: two uploads of one name in one second differ.
 */
export function hostedFilesOf(account: string): Files {
  if (!account) throw new TransportError("transient", "no-account", "The account cannot be reached.");
  const at = async (folder: string, name: string) => {
    const [row] = await database()
      .select()
      .from(hostedFiles)
      .where(placeOf(account, folder, name));
    return row;
  };
  return {
    alive: true,
    async list(folder, { pattern, maxEntries }) {
      const matches = matcherOf(pattern);
      const rows = await database()
        .select({ name: hostedFiles.name, size: hostedFiles.size, modifiedAt: hostedFiles.modifiedAt })
        .from(hostedFiles)
        .where(and(eq(hostedFiles.account, account), eq(hostedFiles.folder, folder as HostedFolderName)))
        .orderBy(asc(hostedFiles.name))
        .limit(maxEntries + 1);
      const offered = rows.filter(
        (row) => matches(row.name) && !row.name.startsWith(".") && !isUnfinishedName(row.name),
      );
      const others = rows.length - offered.length;
      return {
        files: offered
          .slice(0, maxEntries)
          .map(({ name, size, modifiedAt }) => ({ name, size, mtime: modifiedAt.getTime() })),
        ignored: others > 0 ? [{ reason: "other-pattern", count: others }] : [],
        truncated: rows.length > maxEntries,
      };
    },
    // An account has two folders, one partner and one reader.
    async folders() {
      return { names: [], truncated: false };
    },
    async claim() {
      return { kind: "claimed" };
    },
    async stat(folder, name) {
      const row = await at(folder, name);
      return row && { name, size: row.size, mtime: row.modifiedAt.getTime() };
    },
    async read(folder, name, { maxBytes }) {
      const row = await at(folder, name);
      if (!row) return { kind: "gone" };
      if (row.size > maxBytes) return { kind: "too-large", size: row.size };
      const { bytes, size } = row;
      return { kind: "read", bytes, sha256: sha256Of(bytes), size, mtime: row.modifiedAt.getTime() };
    },
    async dispose(folder, name, { expect }) {
      const removed = await withTransaction(async (tx) =>
        tx.db
          .delete(hostedFiles)
          .where(
            and(
              placeOf(account, folder, name),
              eq(hostedFiles.size, expect.size),
              expect.mtime === null ? undefined : eq(hostedFiles.modifiedAt, new Date(expect.mtime)),
            ),
          )
          .returning({ name: hostedFiles.name }),
      );
      if (removed.length > 0) return { kind: "disposed" };
      return { kind: (await at(folder, name)) ? "changed" : "gone" };
    },
    async drop(folder, file, { beforeRename }) {
      await beforeRename();
      const { name, messageId } = file;
      const placed = await placeHostedFile({ account, name, bytes: Buffer.from(file.bytes), messageId });
      if (placed) return { kind: "dropped", movedAway: false, compared: "hash", flushed: true };
      return compared(await at(folder, file.name), file.sha256, "already-there");
    },
    async recoverDrop(folder, { name, sha256 }) {
      const row = await at(folder, name);
      return row ? compared(row, sha256, "delivered") : { kind: "in-doubt" };
    },
  };
}

function compared<K extends string>(row: { bytes: Buffer } | undefined, sha256: string, same: K) {
  // Gone again since we looked: the partner has taken it.
  if (!row || sha256Of(row.bytes) === sha256) return { kind: same, compared: "hash" as const };
  return { kind: "conflict" as const, why: "A file of this name with other content is already there." };
}
