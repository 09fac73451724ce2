/** Answers the SFTP requests of one client, in the order they arrive, after its quirks had their say. */
import { setTimeout as delay } from "node:timers/promises";
import ssh2, { type FileEntry, type SFTPWrapper } from "ssh2";
import { virtualPath } from "./confinement";
import { FolderOperations, type RemoteAttributes } from "./folder-operations";
import type { OperationLog } from "./operation-log";
import type { Answer, Quirks, SftpOperation } from "./quirks";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;

type Client = { account: string; folder: string; cut: () => void };
type Subject = { path: string; to?: string };

const STATUS = utils.sftp.STATUS_CODE;
const ANSWERS: Record<Answer, number> = {
  failure: STATUS.FAILURE,
  "permission-denied": STATUS.PERMISSION_DENIED,
  "no-such-file": STATUS.NO_SUCH_FILE,
  unsupported: STATUS.OP_UNSUPPORTED,
};

/** Serves until the connection ends; returns the clean-up to run then. */
export function serveRequests(
  sftp: SFTPWrapper,
  client: Client,
  quirks: Quirks,
  log: OperationLog,
): () => Promise<void> {
  const files = new FolderOperations(client.folder, quirks);
  let last: Promise<void> = Promise.resolve();
  /** What a departed client had asked for is neither done nor allowed to use up a planned fault. */
  let gone = false;
  const cut = () => {
    gone = true;
    client.cut();
  };

  const answer = async (
    id: number,
    operation: SftpOperation,
    subject: () => Subject,
    act: () => Promise<(() => void) | { reply: () => void; wrote: boolean }>,
  ): Promise<void> => {
    if (gone) return;
    const fault = quirks.take(operation);
    if (quirks.latencyMs > 0) await delay(quirks.latencyMs);
    if (fault?.kind === "hang") return;
    if (fault?.kind === "cut" && fault.when === "before") return cut();
    const note = (ok: boolean, about: Subject, wrote?: boolean) =>
      log.add({
        at: new Date().toISOString(),
        account: client.account,
        operation,
        ...about,
        ok,
        ...(wrote === undefined ? {} : { wrote }),
      });
    let about: Subject = { path: "" };
    try {
      if (fault?.kind === "first") await fault.run();
      about = subject();
      if (fault?.kind === "fail") {
        note(false, about);
        return sftp.status(id, ANSWERS[fault.answer], fault.message);
      }
      const done = await act();
      if (fault?.kind === "cut") cut();
      else if (typeof done === "function") done();
      else done.reply();
      note(true, about, typeof done === "function" ? undefined : done.wrote);
    } catch (error) {
      note(false, about);
      sftp.status(id, statusOf(error), error instanceof Error ? error.message.slice(0, 200) : "");
    }
  };

  const ok = (id: number) => () => sftp.status(id, STATUS.OK);
  const attributes = (id: number, found: RemoteAttributes) => () =>
    sftp.attrs(id, found as Parameters<SFTPWrapper["attrs"]>[1]);
  const queue = (work: () => Promise<void>) => {
    last = last.then(work).catch(cut);
  };
  const at = (path: string) => () => ({ path: virtualPath(path) });
  const of = (handle: Buffer) => () => ({ path: files.pathOf(handle) });
  /** A request whose success is a bare OK. */
  const plain = (id: number, operation: SftpOperation, subject: () => Subject, act: () => Promise<void>) =>
    queue(() =>
      answer(id, operation, subject, async () => {
        await act();
        return ok(id);
      }),
    );
  const asks = (id: number, operation: SftpOperation, subject: () => Subject, act: () => Promise<() => void>) =>
    queue(() => answer(id, operation, subject, act));

  sftp.on("OPEN", (id, path, flags) =>
    asks(id, "open", at(path), async () => {
      const handle = await files.open(path, flags);
      return () => sftp.handle(id, handle);
    }),
  );
  sftp.on("READ", (id, handle, offset, length) =>
    asks(id, "read", of(handle), async () => {
      const data = await files.read(handle, offset, length);
      return () => (data.length === 0 ? sftp.status(id, STATUS.EOF) : sftp.data(id, data));
    }),
  );
  sftp.on("WRITE", (id, handle, offset, data) => {
    const copy = Buffer.from(data);
    plain(id, "write", of(handle), () => files.write(handle, offset, copy));
  });
  sftp.on("CLOSE", (id, handle) =>
    queue(() =>
      answer(id, "close", of(handle), async () => {
        const { wrote } = await files.close(handle);
        return { reply: ok(id), wrote };
      }),
    ),
  );
  sftp.on("FSTAT", (id, handle) =>
    asks(id, "fstat", of(handle), async () => attributes(id, await files.fstat(handle))),
  );
  sftp.on("STAT", (id, path) => asks(id, "stat", at(path), async () => attributes(id, await files.stat(path))));
  sftp.on("LSTAT", (id, path) => asks(id, "lstat", at(path), async () => attributes(id, await files.lstat(path))));
  sftp.on("OPENDIR", (id, path) =>
    asks(id, "opendir", at(path), async () => {
      const handle = await files.opendir(path);
      return () => sftp.handle(id, handle);
    }),
  );
  sftp.on("READDIR", (id, handle) =>
    asks(id, "readdir", of(handle), async () => {
      const entries = files.readdir(handle);
      return () => (entries.length === 0 ? sftp.status(id, STATUS.EOF) : sftp.name(id, entries as FileEntry[]));
    }),
  );
  sftp.on("REMOVE", (id, path) => plain(id, "remove", at(path), () => files.remove(path)));
  sftp.on("MKDIR", (id, path) => plain(id, "mkdir", at(path), () => files.mkdir(path)));
  sftp.on("RMDIR", (id, path) => plain(id, "rmdir", at(path), () => files.rmdir(path)));
  sftp.on("SETSTAT", (id, path, attrs) => plain(id, "setstat", at(path), () => files.setstat(path, attrs)));
  sftp.on("RENAME", (id, from, to) =>
    plain(
      id,
      "rename",
      () => ({ path: virtualPath(from), to: virtualPath(to) }),
      () => files.rename(from, to),
    ),
  );
  sftp.on("REALPATH", (id, path) =>
    asks(id, "realpath", at(path), async () => {
      const filename = virtualPath(path);
      return () => sftp.name(id, [{ filename, longname: filename } as FileEntry]);
    }),
  );

  return async () => {
    gone = true;
    await last;
    await files.closeAll();
  };
}

function statusOf(error: unknown): number {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return STATUS.NO_SUCH_FILE;
    case "EACCES":
    case "EPERM":
    case "ELOOP":
      return STATUS.PERMISSION_DENIED;
    case "EOPNOTSUPP":
      return STATUS.OP_UNSUPPORTED;
    default:
      return STATUS.FAILURE;
  }
}
