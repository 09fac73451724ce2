/**
 * The words of the SFTP transport.
 *
 * - pin: the SHA-256 of the server's host key. Without a matching pin no credential is ever sent.
 * - deadline: the longest one request may stay unanswered. When it passes, the connection is destroyed.
 * - drop: hand over one file so that the receiver sees it whole or not at all.
 * - claim: move a file aside before it is read, so that of several readers one has it.
 * - sign: a small file beside another that says that this one is whole.
 * - dispose: tidy up a picked-up file at the source, only after its content is safe with us.
 * - epoch: the fencing number of the drop's owner; it makes the temp name of two owners differ.
 *
 * Sizes are bytes, `mtime` is whole seconds since 1970 (all SFTP v3 knows), durations are milliseconds.
 * Methods return expected outcomes by `kind` and throw `TransportError` for everything else.
 */

export type SftpAuth =
  | { kind: "password"; password: string }
  | { kind: "private-key"; privateKey: string; passphrase?: string };

export type SftpSettings = {
  host: string;
  port: number;
  username: string;
  auth: SftpAuth;
  /** `SHA256:<base64>` as `ssh-keygen -l` prints it; bare base64 and hex are understood too. */
  hostKeySha256: string;
  /** The key the server is going to show after an announced change, spelled alike; either is accepted. */
  nextHostKeySha256?: string;
  /** Connect to this already vetted IP address instead of resolving `host` again. */
  address?: string;
  /** Named exception for servers that only speak SHA-1 signatures or MACs. Default false. */
  legacyAlgorithms?: boolean;
  /** It answers no question about a single file: a look is an attempt to open it, and what was written is trusted. */
  noStat?: boolean;
  /** It renames nothing: files are written under their own name. */
  noRename?: boolean;
  /** How long a goodbye may take before the socket is destroyed. Default two seconds. */
  closeMs?: number;
  /** Whether an idle session is kept for reuse. Default true. */
  keepSession?: boolean;
  /** Sessions in use or idle at once; who comes later waits for one. */
  maxSessions?: number;
};

export type SftpDeadlines = {
  /** TCP, key exchange and authentication together. */
  connectMs: number;
  /** Any single SFTP request. */
  operationMs: number;
};

export type HostKey = {
  /** e.g. `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` (the key type, not the signature). */
  algorithm: string;
  /** `SHA256:<base64 without padding>`. */
  sha256: string;
  bits?: number;
};

/** A regular file with a plain safe name. `null` where the server does not tell. */
export type RemoteFile = { name: string; size: number | null; mtime: number | null };

/** Why a directory entry is not offered. */
export type IgnoreReason =
  /** the name starts with a dot */
  | "hidden"
  /** .tmp, .part, .filepart: somebody is still writing */
  | "unfinished"
  /** separators, control characters, undecodable bytes, or more than 255 bytes */
  | "unsafe-name"
  /** folder, symbolic link, device */
  | "not-a-file"
  /** does not match the pattern */
  | "other-pattern";

export type Listing = {
  /** In name order; each name once. */
  files: RemoteFile[];
  ignored: { reason: IgnoreReason; count: number }[];
  /** True when the folder holds more than was looked at. */
  truncated: boolean;
};

export type ListOptions = {
  /** `*` and `?`, alternatives separated by commas: `*.hl7, *.oru`. Case does not matter. Default: everything. */
  pattern?: string;
  maxEntries: number;
};

export type ReadOptions = {
  maxBytes: number;
  /** How the file was listed, when it was; spares requests where the server allows. */
  listed?: RemoteFile | undefined;
};

export type ReadResult =
  | { kind: "read"; bytes: Buffer; sha256: string; size: number; mtime: number | null }
  /** It grew, shrank or was touched while being read; wait and list again. */
  | { kind: "changed" }
  | { kind: "gone" }
  /** `size` as the server tells it, or what was read before giving up. */
  | { kind: "too-large"; size: number };

/** Folders right below a folder, plain safe names in their order. */
export type Folders = { names: string[]; truncated: boolean };

export type ClaimResult =
  | { kind: "claimed" }
  /** It is there, and the server does not let it be moved: its sender may still have it open. */
  | { kind: "refused"; why: string }
  /** Neither name exists: another reader has it, or its sender took it back. */
  | { kind: "gone" };

export type Disposal = { kind: "archive"; directory: string; as: string } | { kind: "delete" } | { kind: "leave" };

export type DisposeRequest = {
  expect: { size: number; mtime: number | null };
  how: Disposal;
  /** The sign beside the file, which goes once the file is gone. */
  sign?: { directory: string; name: string } | undefined;
};

export type DisposeResult =
  /** `archivedAs`: the name used; `as` with a number behind it when that name was taken. */
  | { kind: "disposed"; archivedAs?: string }
  | { kind: "changed" }
  | { kind: "gone" }
  | { kind: "not-permitted"; why: string };

export type DropFile = {
  name: string;
  bytes: Uint8Array;
  /** Lower-case hex of `bytes`. */
  sha256: string;
  epoch: number;
  /** Folders on the way to it that are made where they are missing, outermost first. */
  makeFolders?: readonly string[];
  /** The name of the sign put beside it once it is whole. */
  sign?: string | undefined;
  /** Epochs of earlier attempts for the same name; their temp files are removed first. Empty: this is the first try. */
  earlierEpochs?: readonly number[];
};

/** What the caller does on the way. */
export type DropHooks = { beforeRename: () => Promise<void> };

/** How far the content at the other side was compared with ours. */
export type Compared = "hash" | "size" | "nothing";

export type DropResult =
  /** `movedAway`: the receiver took the file before we could look at it again. `flushed`: the server confirmed an fsync. */
  | { kind: "dropped"; movedAway: boolean; compared: Compared; flushed: boolean }
  /** The final name already holds exactly these bytes. */
  | { kind: "already-there"; compared: Compared }
  /** The final name holds something else; it was not touched. */
  | { kind: "conflict"; why: string };

export type RecoverResult =
  | { kind: "delivered"; compared: Compared }
  /** The rename never happened: calling `drop` again cannot double the file. */
  | { kind: "rename-again" }
  /** Neither name exists: the receiver probably took the file. Policy or a person decides. */
  | { kind: "in-doubt" }
  | { kind: "conflict"; why: string };

export interface SftpSession {
  /** False once the connection ended or any deadline passed; such a session never works again. */
  readonly alive: boolean;
  /** The host key the server showed: the pinned one, or the announced next one. */
  readonly hostKeySha256: string;
  list(directory: string, options: ListOptions): Promise<Listing>;
  /** Hidden ones are left out. */
  folders(directory: string, options: { maxEntries: number }): Promise<Folders>;
  /** See `claimFile`; the folder is made when it is missing. */
  claim(directory: string, name: string, to: { directory: string; as: string }): Promise<ClaimResult>;
  read(directory: string, name: string, options: ReadOptions): Promise<ReadResult>;
  /** `undefined` when there is no such regular file. */
  stat(directory: string, name: string): Promise<RemoteFile | undefined>;
  /** Never overwrites, and touches nothing unless size and mtime still are what `expect` says. */
  dispose(directory: string, name: string, request: DisposeRequest): Promise<DisposeResult>;
  /**
   * Temp file, verify, `beforeRename`, rename, look. The caller commits its intent in `beforeRename`; what that throws
   * is passed on and the temp file stays. An error once the rename request has left is `ambiguous`, unless the server
   * answered no and both names prove it: then it is what the answer says. On a server that renames nothing the file is
   * written under its own name, and `beforeRename` is called before that.
   */
  drop(directory: string, file: DropFile, hooks: DropHooks): Promise<DropResult>;
  /** After a crash or an ambiguous error with the intent committed: what became of the drop. */
  recoverDrop(directory: string, file: DropFile): Promise<RecoverResult>;
  /** Says goodbye and returns when the socket is closed, at the latest after `closeMs`. Never throws. */
  close(): Promise<void>;
}

export const PROBE_STEPS = [
  "dns",
  "tcp",
  "host-key",
  "authentication",
  "list",
  "write",
  "rename",
  "read-back",
  "delete",
] as const;

export type ProbeStepName = (typeof PROBE_STEPS)[number];

export type ProbeStep = {
  step: ProbeStepName;
  ok: boolean;
  /** True when an earlier step failed, or nothing was asked of this step. */
  skipped: boolean;
  ms: number;
  /** What was seen, in plain words. */
  detail: string;
  error?: { failure: "transient" | "ambiguous" | "permanent"; code: string; message: string };
};
