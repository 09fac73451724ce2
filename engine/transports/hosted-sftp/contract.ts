/**
 * The words of the hosted SFTP server: the lab's own server for partners that have none.
 *
 * - account: one partner. It sees two folders and nothing else.
 * - `to-lab`: the partner leaves files here; an upload appears when it was closed whole, never before.
 * - `from-lab`: the partner takes files here, and removes or moves away what it has taken.
 * - store: where the files really are; the server keeps nothing itself.
 */

export const HOSTED_FOLDERS = ["to-lab", "from-lab"] as const;
export type HostedFolder = (typeof HOSTED_FOLDERS)[number];

export type HostedAccount = { id: string; username: string };
export type HostedFile = { name: string; size: number; modifiedAt: Date };
/** A file of an account, by its id. */
export type HostedPlace = { account: string; folder: HostedFolder; name: string };

/** One thing a partner did or tried; for the audit trail. Holds no content. */
export type HostedOperation = {
  account: string | undefined;
  username: string;
  address: string;
  /** `ended`: the end of a connection, when there is something to say about it. */
  operation: "login" | "list" | "upload" | "download" | "rename" | "remove" | "ended";
  /** Absolute, without `.` and `..`. */
  path: string;
  ok: boolean;
  /** Bytes of an upload or download. */
  size?: number;
  /** SHA-256 fingerprint of the key somebody signs in with. */
  key?: string;
  reason?: string;
};

/** Where accounts and files are. What changes something is written down in the commit that changes it. */
export interface HostedStore {
  /** The account a user name and a public key open now; its signature is checked by the server. */
  authenticate(username: string, key: Buffer): Promise<HostedAccount | undefined>;
  list(account: string, folder: HostedFolder): Promise<HostedFile[]>;
  find(place: HostedPlace): Promise<HostedFile | undefined>;
  read(place: HostedPlace): Promise<Buffer | undefined>;
  /**
   * Keeps an upload, for good when it returns; one of the same name that was not taken yet is replaced.
   * @throws Refusal when the account has no room left
   */
  put(place: HostedPlace, bytes: Buffer, done: HostedOperation): Promise<void>;
  rename(place: HostedPlace, to: string, done: HostedOperation): Promise<"renamed" | "gone" | "taken">;
  /** False when there is no such file. */
  remove(place: HostedPlace, done: HostedOperation): Promise<boolean>;
  /** The partner has read a file to its end. */
  fetched(place: HostedPlace): Promise<void>;
  /** Writes down what was done or tried. An operation that cannot be written down is answered with a failure. */
  record(operation: HostedOperation): Promise<void>;
}

export type HostedLimits = {
  /** Largest upload, in bytes. */
  fileBytes: number;
  /** All uploads under way together, in bytes. */
  uploadBytes: number;
  /** Requests a second of one connection; more are made to wait. */
  requestsPerSecond: number;
  connectionsPerAccount: number;
  connections: number;
  /** Refused sign-ins from one address within a minute, after which it is turned away for that minute. */
  wrongLogins: number;
  /** From connecting to being logged in, in milliseconds. */
  loginMs: number;
  /** Without a request for this long a connection is closed, in milliseconds. */
  idleMs: number;
};

export const HOSTED_LIMITS: HostedLimits = {
  fileBytes: 64 * 1024 * 1024,
  uploadBytes: 256 * 1024 * 1024,
  requestsPerSecond: 2_000,
  connectionsPerAccount: 4,
  connections: 200,
  wrongLogins: 10,
  loginMs: 20_000,
  idleMs: 300_000,
};
