/** The single questions asked of a server, each one request with a deadline. */
import type { FileEntryWithStats, Stats } from "ssh2";
import type { RemoteFile } from "./contract";
import { codeOf } from "./failures";
import { pathOf } from "./names";
import type { Wire } from "./wire";

/** ssh2 types every attribute as present; servers may leave any of them out. */
export type Attributes = Partial<Pick<Stats, "size" | "mtime" | "mode">>;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** Regular file, something else, or unknown because the server sends no mode. */
export function fileType(attributes: Attributes): "file" | "other" | "unknown" {
  const type = (attributes.mode ?? 0) & FILE_TYPE;
  return type === 0 ? "unknown" : type === REGULAR ? "file" : "other";
}

export const isFolder = ({ mode }: Attributes): boolean => ((mode ?? 0) & FILE_TYPE) === FOLDER;

export const remoteFile = (name: string, attributes: Attributes): RemoteFile => ({
  name,
  size: attributes.size ?? null,
  mtime: attributes.mtime ?? null,
});

/** What stands under a name, links not followed; `undefined` when nothing does. */
export async function look(wire: Wire, directory: string, name: string): Promise<Attributes | undefined> {
  const path = pathOf(directory, name);
  if (wire.quirks.noStat) return lookByOpening(wire, path);
  try {
    return await wire.request<Stats>(`look at ${path}`, "file", (sftp, done) => sftp.lstat(path, done));
  } catch (error) {
    if (codeOf(error) === "no-such-file") return undefined;
    throw error;
  }
}

/** What can be opened is there; nothing else is known of it. */
async function lookByOpening(wire: Wire, path: string): Promise<Attributes | undefined> {
  try {
    await closeFile(wire, await openForReading(wire, path), path);
    return {};
  } catch (error) {
    if (codeOf(error) === "no-such-file") return undefined;
    throw error;
  }
}

/** The size and time of an open file; what the server leaves out is missing. */
export const lookAtOpen = async (wire: Wire, handle: Buffer, path: string): Promise<Attributes> =>
  wire.quirks.noStat ? {} : wire.request<Stats>(`look at ${path}`, "file", (sftp, done) => sftp.fstat(handle, done));

export const openForReading = (wire: Wire, path: string): Promise<Buffer> =>
  wire.request<Buffer>(`open ${path}`, "file", (sftp, done) => sftp.open(path, "r", done));

/** Creates the file; fails when the name exists. */
export const createFile = (wire: Wire, path: string): Promise<Buffer> =>
  wire.request<Buffer>(`create ${path}`, "folder", (sftp, done) => sftp.open(path, "wx", done));

export const closeFile = (wire: Wire, handle: Buffer, path: string): Promise<void> =>
  wire.request<void>(`close ${path}`, "file", (sftp, done) => sftp.close(handle, (error) => done(error, undefined)));

/** Asks for an fsync where the server offers it; ssh2 throws when it does not. */
export const flush = (wire: Wire, handle: Buffer, path: string): Promise<boolean> =>
  wire
    .request<boolean>(`flush ${path}`, "file", (sftp, done) => {
      try {
        sftp.ext_openssh_fsync(handle, (error) => done(error, true));
      } catch {
        done(undefined, false);
      }
    })
    .catch((error: unknown) => {
      if (codeOf(error) === "not-supported") return false;
      throw error;
    });

/** Plain SFTP v3 rename. Most servers refuse an existing target, some overwrite it: look before. */
export const rename = (wire: Wire, from: string, to: string): Promise<void> =>
  wire.request<void>(`rename ${from} to ${to}`, "file", (sftp, done) =>
    sftp.rename(from, to, (error) => done(error, undefined)),
  );

/** Removes a file; one that is not there is fine. */
export async function remove(wire: Wire, path: string): Promise<void> {
  try {
    await wire.request<void>(`delete ${path}`, "file", (sftp, done) =>
      sftp.unlink(path, (error) => done(error, undefined)),
    );
  } catch (error) {
    if (codeOf(error) !== "no-such-file") throw error;
  }
}

/** Makes sure that a folder exists; its parent has to. Asked once for all who wait on the same connection. */
export function ensureFolder(wire: Wire, directory: string): Promise<void> {
  const made = foldersSeen.get(wire) ?? new Map<string, Promise<void>>();
  foldersSeen.set(wire, made);
  const seen = made.get(directory) ?? makeFolder(wire, directory);
  made.set(directory, seen);
  seen.catch(() => made.delete(directory));
  return seen;
}

/** Looks again the next time a folder is to exist. */
export const forgetFolders = (wire: Wire): boolean => foldersSeen.delete(wire);

const foldersSeen = new WeakMap<Wire, Map<string, Promise<void>>>();

async function makeFolder(wire: Wire, directory: string): Promise<void> {
  const exists = () =>
    findFolder(wire, directory).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === "no-such-folder") return false;
        throw error;
      },
    );
  if (await exists()) return;
  try {
    await wire.request<void>(`create the folder ${directory}`, "folder", (sftp, done) =>
      sftp.mkdir(directory, (error) => done(error, undefined)),
    );
  } catch (error) {
    // Somebody else may have made it meanwhile; servers answer that with a bare FAILURE.
    if (codeOf(error) !== "server-refused" || !(await exists())) throw error;
  }
}

async function findFolder(wire: Wire, directory: string): Promise<void> {
  if (wire.quirks.noStat) return closeFile(wire, await openFolder(wire, directory), directory);
  await wire.request<Stats>(`look at ${directory}`, "folder", (sftp, done) => sftp.stat(directory, done));
}

export const openFolder = (wire: Wire, directory: string): Promise<Buffer> =>
  wire.request<Buffer>(`list ${directory}`, "folder", (sftp, done) => sftp.opendir(directory, done));

/** The next entries of an open folder; `undefined` at the end. */
export const readFolder = (wire: Wire, handle: Buffer, directory: string): Promise<FileEntryWithStats[] | undefined> =>
  wire.request(`list ${directory}`, "folder", (sftp, done) =>
    sftp.readdir(handle, (error, entries) => (isEndOfFile(error) ? done(undefined, undefined) : done(error, entries))),
  );

const isEndOfFile = (error: unknown): boolean => (error as { code?: unknown } | undefined)?.code === 1;
