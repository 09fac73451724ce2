/** The file operations of one logged-in client on its account's folder. Knows nothing about SSH. */

import type { Stats } from "node:fs";
import { constants } from "node:fs";
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rmdir,
  stat,
  truncate,
  unlink,
  utimes,
} from "node:fs/promises";
import { basename, join } from "node:path";
import ssh2 from "ssh2";
import { confine, Refusal, virtualPath } from "./confinement";
import type { Quirks } from "./quirks";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;

export type RemoteAttributes = { mode?: number; uid: number; gid: number; size?: number; atime: number; mtime: number };
export type DirectoryEntry = { filename: string; longname: string; attrs: RemoteAttributes };

type OpenFile = { kind: "file"; path: string; file: FileHandle; wrote: boolean };
type OpenFolder = { kind: "folder"; path: string; rest: DirectoryEntry[] };

const MODE = utils.sftp.OPEN_MODE;
const ENTRIES_PER_ANSWER = 100;

export class FolderOperations {
  private readonly handles = new Map<number, OpenFile | OpenFolder>();
  private nextHandle = 1;

  constructor(
    private readonly folder: string,
    private readonly quirks: Quirks,
  ) {}

  async open(path: string, flags: number): Promise<Buffer> {
    const file = await open(await confine(this.folder, path), systemFlags(flags), 0o640);
    return this.keep({ kind: "file", path: virtualPath(path), file, wrote: false });
  }

  /** Empty at the end of the file. */
  async read(handle: Buffer, offset: number, length: number): Promise<Buffer> {
    const { file } = this.openFile(handle);
    const wanted = Math.min(length, this.quirks.shortReads ?? length, 256 * 1024);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, offset);
    return buffer.subarray(0, bytesRead);
  }

  async write(handle: Buffer, offset: number, data: Buffer): Promise<void> {
    const entry = this.openFile(handle);
    entry.wrote = true;
    for (let at = 0; at < data.length; ) {
      const { bytesWritten } = await entry.file.write(data, at, data.length - at, offset + at);
      at += bytesWritten;
    }
  }

  async close(handle: Buffer): Promise<{ wrote: boolean }> {
    const entry = this.entry(handle);
    this.handles.delete(handle.readUInt32BE(0));
    if (entry.kind === "file") await entry.file.close();
    return { wrote: entry.kind === "file" && entry.wrote };
  }

  async fstat(handle: Buffer): Promise<RemoteAttributes> {
    this.mayAsk();
    return this.attributes(await this.openFile(handle).file.stat());
  }

  async stat(path: string): Promise<RemoteAttributes> {
    this.mayAsk();
    return this.attributes(await stat(await confine(this.folder, path)));
  }

  async lstat(path: string): Promise<RemoteAttributes> {
    this.mayAsk();
    return this.attributes(await lstat(await confine(this.folder, path, true)));
  }

  async opendir(path: string): Promise<Buffer> {
    const real = await confine(this.folder, path);
    const rest: DirectoryEntry[] = [];
    for (const filename of await readdir(real)) {
      const found = await lstat(join(real, filename)).catch(() => undefined);
      if (found) rest.push({ filename, longname: filename, attrs: this.attributes(found) });
    }
    const own = await lstat(real);
    const plain = { ...this.attributes(own), mode: 0o100640, size: 1 };
    for (const filename of this.quirks.phantomNames) rest.push({ filename, longname: filename, attrs: plain });
    return this.keep({ kind: "folder", path: virtualPath(path), rest });
  }

  /** Empty when all were returned. */
  readdir(handle: Buffer): DirectoryEntry[] {
    const entry = this.entry(handle);
    if (entry.kind !== "folder") throw new Refusal("ENOENT", "Not a folder handle.");
    return entry.rest.splice(0, ENTRIES_PER_ANSWER);
  }

  /** SFTP v3: refuses an existing target. By link and unlink, so that no race can overwrite. */
  async rename(from: string, to: string): Promise<void> {
    if (this.quirks.refuseRename) throw new Refusal("EOPNOTSUPP", "Rename is not supported here.");
    const source = await confine(this.folder, from);
    const target = await confine(this.folder, to);
    if (this.quirks.overwriteOnRename || (await lstat(source)).isDirectory()) await rename(source, target);
    else {
      await link(source, target);
      await unlink(source);
    }
    if (this.quirks.moveAwayTo !== undefined) {
      const away = await confine(this.folder, this.quirks.moveAwayTo);
      await mkdir(away, { recursive: true });
      await rename(target, join(away, basename(target)));
    }
  }

  async remove(path: string): Promise<void> {
    await unlink(await confine(this.folder, path, true));
  }

  async mkdir(path: string): Promise<void> {
    await mkdir(await confine(this.folder, path), 0o750);
  }

  async rmdir(path: string): Promise<void> {
    await rmdir(await confine(this.folder, path));
  }

  async setstat(path: string, attributes: { size?: number; atime?: number; mtime?: number }): Promise<void> {
    const real = await confine(this.folder, path);
    if (attributes.size !== undefined) await truncate(real, attributes.size);
    if (attributes.atime !== undefined && attributes.mtime !== undefined) {
      await utimes(real, attributes.atime, attributes.mtime);
    }
  }

  private mayAsk(): void {
    if (this.quirks.refuseStat) throw new Refusal("EOPNOTSUPP", "Nothing is told of a single file here.");
  }

  /** The path a handle was opened with, for the log. */
  pathOf(handle: Buffer): string {
    return this.handles.get(handle.length === 4 ? handle.readUInt32BE(0) : 0)?.path ?? "";
  }

  /** Closes what a departed client left open. */
  async closeAll(): Promise<void> {
    const left = [...this.handles.values()];
    this.handles.clear();
    for (const entry of left) if (entry.kind === "file") await entry.file.close().catch(() => undefined);
  }

  private keep(entry: OpenFile | OpenFolder): Buffer {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(this.nextHandle, 0);
    this.handles.set(this.nextHandle++, entry);
    return handle;
  }

  private entry(handle: Buffer): OpenFile | OpenFolder {
    const entry = this.handles.get(handle.length === 4 ? handle.readUInt32BE(0) : 0);
    if (!entry) throw new Refusal("ENOENT", "Unknown handle.");
    return entry;
  }

  private openFile(handle: Buffer): OpenFile {
    const entry = this.entry(handle);
    if (entry.kind !== "file") throw new Refusal("ENOENT", "Not a file handle.");
    return entry;
  }

  private attributes(found: Stats): RemoteAttributes {
    return {
      uid: 0,
      gid: 0,
      atime: Math.floor(found.atimeMs / 1000),
      mtime: Math.floor(found.mtimeMs / 1000),
      ...(this.quirks.omitMode || this.quirks.refuseStat ? {} : { mode: found.mode }),
      ...(this.quirks.omitSize || this.quirks.refuseStat ? {} : { size: found.size }),
    };
  }
}

function systemFlags(flags: number): number {
  const reads = (flags & MODE.READ) !== 0;
  const writes = (flags & MODE.WRITE) !== 0;
  let system = constants.O_NOFOLLOW | (writes ? (reads ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY);
  if (flags & MODE.APPEND) system |= constants.O_APPEND;
  if (flags & MODE.CREAT) system |= constants.O_CREAT;
  if (flags & MODE.TRUNC) system |= constants.O_TRUNC;
  if (flags & MODE.EXCL) system |= constants.O_EXCL;
  return system;
}
