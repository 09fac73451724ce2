import { TransportError } from "./transport-error";

const SOCKET: Record<string, { code: string; words: string }> = {
  ECONNREFUSED: { code: "connection-refused", words: "refused the connection: nothing listens on that port" },
  ENOTFOUND: { code: "host-not-found", words: "could not be found: the name does not resolve" },
  EAI_AGAIN: { code: "host-not-found", words: "could not be looked up: the name service did not answer" },
  EHOSTUNREACH: { code: "host-unreachable", words: "cannot be reached: there is no route to it" },
  ENETUNREACH: { code: "host-unreachable", words: "cannot be reached: there is no route to its network" },
  ETIMEDOUT: { code: "timed-out", words: "did not answer in time" },
  ECONNRESET: { code: "connection-lost", words: "closed the connection unexpectedly" },
  EPIPE: { code: "connection-lost", words: "closed the connection unexpectedly" },
};

/** What to do about it, by the code of the failure. */
const NEXT: Record<string, string> = {
  "connection-refused": "Ask its operator for the port and whether the program behind it runs.",
  "host-not-found": "Look at how the name is written, or ask its operator for the address.",
  "host-unreachable": "Ask its operator whether a firewall stands between, and to let us through.",
  "timed-out": "Ask its operator whether a firewall stands between, and to let us through.",
  "connection-lost": "Ask its operator why: it may let in known addresses only, or expect TLS.",
  "certificate-refused": "Ask its operator for the authority of the certificate and enter it here.",
  "tls-failed": "Ask its operator whether TLS is spoken on this port, and from which version.",
};

/** The failure in words for somebody who is setting the far end up: what happened, and the next step where one is known. */
export function wordsWithNextStep({ code, message }: { code: string; message: string }): string {
  const next = NEXT[code];
  return next ? `${message} ${next}` : message;
}

/** Codes of Node's TLS that say the certificate, not the network, is the matter. */
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_CA)/;

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null ? String((error as { code?: unknown }).code ?? "") : "";

/**
 * What a socket, the name service or TLS said, in words. `where` is `host:port`.
 * @returns undefined for an error that is none of theirs
 */
export function socketFailure(error: unknown, where: string): TransportError | undefined {
  if (error instanceof TransportError) return error;
  const code = codeOf(error);
  const known = SOCKET[code];
  if (known) return new TransportError("transient", known.code, `${where} ${known.words}.`, error);
  if (CERTIFICATE.test(code)) {
    const message = `${where} presented a certificate we do not accept (${code}). Nothing was sent to it.`;
    return new TransportError("permanent", "certificate-refused", message, error);
  }
  if (/^(ERR_SSL|EPROTO|ERR_TLS)/.test(code)) {
    return new TransportError("permanent", "tls-failed", `${where} and we agree on no TLS (${code}).`, error);
  }
  return undefined;
}
