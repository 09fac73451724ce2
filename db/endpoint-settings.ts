import type { endpoints } from "./schema/connections";
import type { Reach, Transport } from "./schema/transports";
import { sealedPlace } from "./sealed-columns";
import { openSecret } from "./secrets";

export type EndpointRow = typeof endpoints.$inferSelect;
/** An endpoint that is reached in this way. */
export type EndpointOver<T extends Transport> = EndpointRow & { reach: Extract<Reach, { transport: T }> };

export const isOver = <T extends Transport>(endpoint: EndpointRow, transport: T): endpoint is EndpointOver<T> =>
  endpoint.reach.transport === transport;

/** Whether messages may go there: nothing is sent to an SFTP server whose key nobody has confirmed. */
export const isConfirmed = (endpoint: EndpointRow): boolean =>
  !isOver(endpoint, "sftp") || endpoint.hostKeySha256 !== null;

/** An SFTP endpoint as the transport wants it, its secret opened. Keep it in memory no longer than the call. */
export function sftpSettings(endpoint: EndpointOver<"sftp">) {
  const { host, port, username, authKind, quirks } = endpoint.reach;
  const secret = secretOf(endpoint);
  return {
    host,
    port,
    username,
    auth:
      authKind === "password"
        ? { kind: "password" as const, password: secret }
        : { kind: "private-key" as const, privateKey: secret },
    hostKeySha256: endpoint.hostKeySha256 ?? "",
    ...(endpoint.nextHostKeySha256 && { nextHostKeySha256: endpoint.nextHostKeySha256 }),
    legacyAlgorithms: quirks.legacyAlgorithms,
    noStat: quirks.noStat,
    noRename: quirks.noRename,
    keepSession: quirks.keepSession,
    closeMs: quirks.closeSeconds * 1_000,
    ...(quirks.maxSessions !== null && { maxSessions: quirks.maxSessions }),
  };
}

/** What is secret of the REST and MLLP transports: what proves who we are, and the key of our certificate. */
export type Credentials = { credential?: string; privateKey?: string };

/** See {@link Credentials}. Keep them in memory no longer than the call. */
export const credentialsOf = (endpoint: EndpointRow): Credentials =>
  endpoint.secret ? (JSON.parse(secretOf(endpoint)) as Credentials) : {};

/** The endpoint's secret as it was sealed; empty when it has none. */
export const secretOf = (endpoint: EndpointRow): string =>
  endpoint.secret ? openSecret(endpoint.secret, secretPlace(endpoint.id)) : "";

/** Where an endpoint's secret is kept; part of what it is sealed for. */
export const secretPlace = (endpointId: string) => sealedPlace("endpoints", endpointId);

const addresses: { [T in Transport]: (reach: Extract<Reach, { transport: T }>) => string } = {
  sftp: ({ host, port, username }) => `${host}:${port}:${username}`,
  "hosted-sftp": ({ account }) => account,
  rest: ({ url, pullUrl }) => url ?? pullUrl ?? "",
  // One that only sends is known by the port of ours that it sends to.
  mllp: ({ host, port, listenPort }) => (host === null ? `:${listenPort}` : `${host}:${port}`),
};

/** Names the far end, the same through changes of settings that do not mean another one. */
export const addressOf = <T extends Transport>(reach: Extract<Reach, { transport: T }>): string =>
  (addresses[reach.transport as T] as (one: typeof reach) => string)(reach);
