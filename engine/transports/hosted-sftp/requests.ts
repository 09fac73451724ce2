/** Answers the SFTP requests of one partner, one after the other. */
import { setTimeout as delay } from "node:timers/promises";
import ssh2, { type FileEntry, type SFTPWrapper } from "ssh2";
import { type FilesOf, HostedFiles } from "./files";
import { shownPath } from "./place";
import { Refusal } from "./refusal";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;
const STATUS = utils.sftp.STATUS_CODE;
const ANSWERS: Record<Refusal["answer"], number> = {
  failure: STATUS.FAILURE,
  "permission-denied": STATUS.PERMISSION_DENIED,
  "no-such-file": STATUS.NO_SUCH_FILE,
  unsupported: STATUS.OP_UNSUPPORTED,
};

/** How a request that was refused is called in the audit trail; what changes nothing and shows nothing is not there. */
const RECORDED = { open: "upload", close: "upload", opendir: "list", rename: "rename", remove: "remove" } as const;

/** Refusals of one channel that are written down one by one; the others are counted. */
const REFUSALS_IN_FULL = 20;

/** @param of.onRequest called for each request; @returns to be called when the channel or its connection has ended */
export function serveRequests(
  sftp: SFTPWrapper,
  of: FilesOf & { requestsPerSecond: number; onRequest: () => void },
): () => void {
  const files = new HostedFiles(of);
  const pace = paceOf(of.requestsPerSecond);
  let gone = false;
  let refusals = 0;
  let last: Promise<unknown> = Promise.resolve();
  const { account, address, store } = of;
  const who = { account: account.id, username: account.username, address };

  const answer = async (id: number, what: string, path: string, act: () => Promise<() => void> | (() => void)) => {
    await pace();
    if (gone) return;
    of.onRequest();
    try {
      (await act())();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal("failure", "That did not work; please try again.");
      sftp.status(id, ANSWERS[refusal.answer], refusal.message);
      const operation = RECORDED[what as keyof typeof RECORDED];
      if (!operation || ++refusals > REFUSALS_IN_FULL) return;
      await store.record({ ...who, operation, path: shownPath(path), ok: false, reason: refusal.message });
    }
  };
  const queue = (id: number, what: string, path: () => string, act: () => Promise<() => void> | (() => void)) => {
    // What cannot be written down has been answered already; the next request is not made to suffer.
    last = last.then(() => answer(id, what, path(), act)).catch(() => undefined);
  };
  const ok = (id: number) => () => sftp.status(id, STATUS.OK);
  const plain = (id: number, what: string, path: () => string, act: () => Promise<void> | void) =>
    queue(id, what, path, async () => {
      await act();
      return ok(id);
    });
  const opened = (handle: Buffer) => () => files.pathOf(handle);
  const at = (path: string) => () => path;

  sftp.on("OPEN", (id, path, flags) =>
    queue(id, "open", at(path), async () => {
      const handle = await files.open(path, flags);
      return () => sftp.handle(id, handle);
    }),
  );
  sftp.on("READ", (id, handle, offset, length) =>
    queue(id, "read", opened(handle), () => {
      const data = files.read(handle, offset, length);
      return () => (data.length === 0 ? sftp.status(id, STATUS.EOF) : sftp.data(id, data));
    }),
  );
  sftp.on("WRITE", (id, handle, offset, data) => {
    // ssh2 uses its buffer again.
    const copy = Buffer.from(data);
    plain(id, "write", opened(handle), () => files.write(handle, offset, copy));
  });
  sftp.on("CLOSE", (id, handle) => plain(id, "close", opened(handle), () => files.close(handle)));
  sftp.on("FSTAT", (id, handle) =>
    queue(id, "fstat", opened(handle), () => {
      const found = files.fstat(handle);
      return () => sftp.attrs(id, found);
    }),
  );
  for (const request of ["STAT", "LSTAT"] as const) {
    sftp.on(request, (id: number, path: string) =>
      queue(id, "stat", at(path), async () => {
        const found = await files.stat(path);
        return () => sftp.attrs(id, found);
      }),
    );
  }
  sftp.on("OPENDIR", (id, path) =>
    queue(id, "opendir", at(path), async () => {
      const handle = await files.opendir(path);
      return () => sftp.handle(id, handle);
    }),
  );
  sftp.on("READDIR", (id, handle) =>
    queue(id, "readdir", opened(handle), () => {
      const entries = files.readdir(handle);
      return () => (entries.length === 0 ? sftp.status(id, STATUS.EOF) : sftp.name(id, entries as FileEntry[]));
    }),
  );
  sftp.on("RENAME", (id, from, to) => plain(id, "rename", at(from), () => files.rename(from, to)));
  sftp.on("REMOVE", (id, path) => plain(id, "remove", at(path), () => files.remove(path)));
  sftp.on("REALPATH", (id, path) =>
    queue(id, "realpath", at(path), () => {
      const filename = shownPath(path);
      return () => sftp.name(id, [{ filename, longname: filename } as FileEntry]);
    }),
  );
  // Times and rights are the lab's; clients that set them after an upload are not made to fail for it.
  sftp.on("SETSTAT", (id, path) => plain(id, "setstat", at(path), () => undefined));
  sftp.on("FSETSTAT", (id, handle) => plain(id, "setstat", opened(handle), () => undefined));
  for (const request of ["MKDIR", "RMDIR", "READLINK", "SYMLINK"] as const) {
    sftp.on(request, (id: number) => {
      queue(id, "unsupported", at(""), () => {
        throw new Refusal("unsupported", "The folders here are fixed.");
      });
    });
  }

  // A client that has said its last waits until the channel is closed from here too.
  sftp.on("end", () => {
    last = last.then(() => sftp.end());
  });

  return () => {
    if (gone) return;
    gone = true;
    files.closeAll();
    const more = refusals - REFUSALS_IN_FULL;
    if (more <= 0) return;
    const reason = `${more} more requests were refused.`;
    store.record({ ...who, operation: "ended", path: "/", ok: false, reason }).catch(() => undefined);
  };
}

/** A bucket of requests that fills by so many a second; who empties it waits. */
function paceOf(perSecond: number): () => Promise<void> {
  let tokens = perSecond;
  let filledAt = performance.now();
  return async () => {
    const now = performance.now();
    tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1_000) * perSecond);
    filledAt = now;
    tokens -= 1;
    if (tokens < 0) await delay((-tokens / perSecond) * 1_000);
  };
}
