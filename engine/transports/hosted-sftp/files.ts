/** The file operations of one logged-in partner. Knows nothing of SSH. */
import ssh2 from "ssh2";
import type { HostedAccount, HostedFile, HostedOperation, HostedPlace, HostedStore } from "./contract";
import { HOSTED_FOLDERS } from "./contract";
import { type FilePlace, filePlace, placeOf, shownPath } from "./place";
import { Refusal } from "./refusal";
import { beginUpload, type Upload, type UploadRoom } from "./upload";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;
const MODE = utils.sftp.OPEN_MODE;

export type Attributes = { mode: number; uid: number; gid: number; size: number; atime: number; mtime: number };
export type Entry = { filename: string; longname: string; attrs: Attributes };

type Handle =
  | { kind: "upload"; path: string; place: FilePlace; upload: Upload }
  | { kind: "download"; path: string; place: FilePlace; bytes: Buffer; modifiedAt: Date; readTo: number }
  | { kind: "folder"; path: string; rest: Entry[] };

const ENTRIES_PER_ANSWER = 100;
const LARGEST_READ = 256 * 1024;
const HANDLES = 64;
const FILE = 0o100640;
const FOLDER = 0o040750;

const attributes = (mode: number, size: number, at: Date): Attributes => {
  const seconds = Math.floor(at.getTime() / 1_000);
  return { mode, uid: 0, gid: 0, size, atime: seconds, mtime: seconds };
};
const entryOf = (filename: string, attrs: Attributes): Entry => ({ filename, longname: filename, attrs });
const ofFile = ({ size, modifiedAt }: HostedFile) => attributes(FILE, size, modifiedAt);

/** What the operations need to know. */
export type FilesOf = {
  account: HostedAccount;
  address: string;
  store: HostedStore;
  room: UploadRoom;
  fileBytes: number;
};

/** Every method throws {@link Refusal} for what is not to be had. */
export class HostedFiles {
  readonly #handles = new Map<number, Handle>();
  #next = 1;

  constructor(private readonly of: FilesOf) {}

  async open(path: string, flags: number): Promise<Buffer> {
    const place = filePlace(path);
    return (flags & MODE.WRITE) === 0 ? this.#openForReading(path, place) : this.#openForWriting(path, place, flags);
  }

  async #openForReading(path: string, place: FilePlace): Promise<Buffer> {
    const { store } = this.of;
    const [found, bytes] = await Promise.all([store.find(this.#at(place)), store.read(this.#at(place))]);
    if (!found || !bytes) throw new Refusal("no-such-file", "There is no such file.");
    await store.record(this.#did({ operation: "download", path, size: bytes.length }));
    return this.#keep({ kind: "download", path, place, bytes, modifiedAt: found.modifiedAt, readTo: 0 });
  }

  async #openForWriting(path: string, place: FilePlace, flags: number): Promise<Buffer> {
    if (place.folder !== "to-lab") throw new Refusal("permission-denied", "Files for the lab go into to-lab.");
    if ((flags & MODE.APPEND) !== 0) throw new Refusal("unsupported", "Send the file again, whole.");
    const found = await this.of.store.find(this.#at(place));
    if (found && (flags & MODE.EXCL) !== 0) throw new Refusal("failure", "A file of that name is there.");
    if (found && (flags & MODE.TRUNC) === 0) throw new Refusal("unsupported", "Send the file again, whole.");
    if (!found && (flags & MODE.CREAT) === 0) throw new Refusal("no-such-file", "There is no such file.");
    return this.#keep({ kind: "upload", path, place, upload: beginUpload(this.of.fileBytes, this.of.room) });
  }

  /** Empty at the end. */
  read(handle: Buffer, offset: number, length: number): Buffer {
    const open = this.#open(handle);
    if (open.kind !== "download") throw new Refusal("failure", "It was not opened for reading.");
    const data = open.bytes.subarray(offset, offset + Math.min(length, LARGEST_READ));
    open.readTo = Math.max(open.readTo, offset + data.length);
    return data;
  }

  write(handle: Buffer, offset: number, data: Uint8Array): void {
    const open = this.#open(handle);
    if (open.kind !== "upload") throw new Refusal("failure", "It was not opened for writing.");
    open.upload.write(offset, data);
  }

  /** Closing is what hands an upload over: when this has returned, it is kept for good. */
  async close(handle: Buffer): Promise<void> {
    const open = this.#open(handle);
    this.#handles.delete(handle.readUInt32BE(0));
    const { store } = this.of;
    if (open.kind === "download" && open.readTo >= open.bytes.length) await store.fetched(this.#at(open.place));
    if (open.kind !== "upload") return;
    const { place, upload, path } = open;
    try {
      const bytes = upload.whole();
      await store.put(this.#at(place), bytes, this.#did({ operation: "upload", path, size: bytes.length }));
    } finally {
      upload.end();
    }
  }

  fstat(handle: Buffer): Attributes {
    const open = this.#open(handle);
    if (open.kind === "folder") return attributes(FOLDER, 0, new Date());
    if (open.kind === "download") return attributes(FILE, open.bytes.length, open.modifiedAt);
    return attributes(FILE, open.upload.length, new Date());
  }

  async stat(path: string): Promise<Attributes> {
    const place = placeOf(path);
    if (place.kind !== "file") return attributes(FOLDER, 0, new Date());
    const found = await this.of.store.find(this.#at(place));
    if (!found) throw new Refusal("no-such-file", "There is no such file.");
    return ofFile(found);
  }

  async opendir(path: string): Promise<Buffer> {
    const place = placeOf(path);
    if (place.kind === "file") throw new Refusal("no-such-file", "That is no folder.");
    const own = attributes(FOLDER, 0, new Date());
    const rest = [entryOf(".", own), entryOf("..", own)];
    if (place.kind === "top") rest.push(...HOSTED_FOLDERS.map((folder) => entryOf(folder, own)));
    else {
      const files = await this.of.store.list(this.of.account.id, place.folder);
      rest.push(...files.map((file) => entryOf(file.name, ofFile(file))));
    }
    return this.#keep({ kind: "folder", path, rest });
  }

  /** Empty when all were returned. */
  readdir(handle: Buffer): Entry[] {
    const open = this.#open(handle);
    if (open.kind !== "folder") throw new Refusal("failure", "That is no folder.");
    return open.rest.splice(0, ENTRIES_PER_ANSWER);
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [filePlace(from), filePlace(to)];
    if (source.folder !== target.folder) throw new Refusal("permission-denied", "Files stay in their folder.");
    const done = this.#did({ operation: "rename", path: from, reason: `to ${shownPath(to)}` });
    const outcome = await this.of.store.rename(this.#at(source), target.name, done);
    if (outcome === "gone") throw new Refusal("no-such-file", "There is no such file.");
    if (outcome === "taken") throw new Refusal("failure", "A file of that name is there.");
  }

  async remove(path: string): Promise<void> {
    const place = filePlace(path);
    const removed = await this.of.store.remove(this.#at(place), this.#did({ operation: "remove", path }));
    if (!removed) throw new Refusal("no-such-file", "There is no such file.");
  }

  /** The path a handle was opened with. */
  pathOf(handle: Buffer): string {
    return this.#handles.get(handle.length === 4 ? handle.readUInt32BE(0) : 0)?.path ?? "";
  }

  /** What a departed partner left unfinished is forgotten: it was never handed over. */
  closeAll(): void {
    for (const open of this.#handles.values()) if (open.kind === "upload") open.upload.end();
    this.#handles.clear();
  }

  #at({ folder, name }: FilePlace): HostedPlace {
    return { account: this.of.account.id, folder, name };
  }

  #did(operation: Pick<HostedOperation, "operation" | "path" | "size" | "reason">): HostedOperation {
    const { account, address } = this.of;
    const path = shownPath(operation.path);
    return { ...operation, path, ok: true, account: account.id, username: account.username, address };
  }

  #keep(open: Handle): Buffer {
    if (this.#handles.size >= HANDLES) throw new Refusal("failure", "Too many files are open.");
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(this.#next, 0);
    this.#handles.set(this.#next++, open);
    return handle;
  }

  #open(handle: Buffer): Handle {
    const open = this.#handles.get(handle.length === 4 ? handle.readUInt32BE(0) : 0);
    if (!open) throw new Refusal("failure", "That handle is not open.");
    return open;
  }
}
