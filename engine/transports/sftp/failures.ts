/** Turns what ssh2, the socket and the server say into one `TransportError` with plain words. */
import ssh2 from "ssh2";
import { socketFailure } from "../socket-failure";
import { TransportError } from "../transport-error";

// A CommonJS package whose names Node cannot see from an ES module.
const { utils } = ssh2;

/**
 * Every code this transport throws.
 * Transient: host-not-found, connection-refused, host-unreachable, timed-out, connection-lost, server-busy,
 * server-refused, disk-full, rename-did-nothing.
 * Ambiguous: rename-unanswered, rename-unclear, write-unclear, sign-missing, temp-vanished.
 * Permanent: host-key-mismatch, host-key-pin-invalid, authentication-failed, private-key-unreadable,
 * no-common-algorithms, not-an-ssh-server, sftp-not-offered, no-such-folder, no-such-file, permission-denied,
 * not-supported, unsafe-name, bytes-do-not-match.
 */
export type SftpErrorCode = string;

const STATUS = utils.sftp.STATUS_CODE;
const field = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? (error as Record<string, unknown>)[name] : undefined;
const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A failure before the session was ready. `where` is `host:port`. */
export function connectFailure(error: unknown, where: string, username: string): TransportError {
  const known = socketFailure(error, where);
  if (known) return known;
  const text = words(error);
  if (field(error, "level") === "client-authentication") {
    const message = `${where} did not accept the credentials of "${username}".`;
    return new TransportError("permanent", "authentication-failed", message, error);
  }
  if (/no matching/i.test(text)) {
    const message = `${where} and we share no acceptable algorithm (${text.replace(/^Handshake failed: /, "")}).`;
    return new TransportError("permanent", "no-common-algorithms", message, error);
  }
  if (/identification|invalid (packet|header)|protocol version/i.test(text)) {
    return new TransportError("permanent", "not-an-ssh-server", `${where} answers, but not as an SSH server.`, error);
  }
  if (/too many/i.test(text)) {
    return new TransportError("transient", "server-busy", `${where} has too many connections open.`, error);
  }
  if (/subsystem/i.test(text)) {
    const message = `${where} accepts the login, but does not offer SFTP to "${username}".`;
    return new TransportError("permanent", "sftp-not-offered", message, error);
  }
  if (/parse privateKey|private key/i.test(text)) {
    const message = "The private key cannot be read, or its passphrase is wrong.";
    return new TransportError("permanent", "private-key-unreadable", message);
  }
  return new TransportError("transient", "connection-lost", `${where} ended the connection: ${text}.`, error);
}

/** A failure of one request on a ready session. `what` completes "could not ...", `missing` names what may be absent. */
export function requestFailure(error: unknown, what: string, missing: "folder" | "file"): TransportError {
  if (error instanceof TransportError) return error;
  const text = words(error);
  switch (field(error, "code")) {
    case STATUS.NO_SUCH_FILE: {
      const message = `Could not ${what}: the ${missing} does not exist on the server.`;
      return new TransportError("permanent", `no-such-${missing}`, message, error);
    }
    case STATUS.PERMISSION_DENIED:
      return new TransportError("permanent", "permission-denied", `Could not ${what}: permission denied.`, error);
    case STATUS.OP_UNSUPPORTED: {
      const message = `Could not ${what}: the server does not support it.`;
      return new TransportError("permanent", "not-supported", message, error);
    }
    case STATUS.FAILURE:
      if (/no space|quota|disk (is )?full/i.test(text)) {
        const message = `Could not ${what}: the server's disk is full or the quota is used up.`;
        return new TransportError("transient", "disk-full", message, error);
      }
      return new TransportError("transient", "server-refused", `Could not ${what}: the server said "${text}".`, error);
    default:
      return new TransportError("transient", "connection-lost", `Could not ${what}: the connection was lost.`, error);
  }
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof TransportError ? error.code : undefined;
