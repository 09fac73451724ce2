import { createHash } from "node:crypto";
import { credentialsOf, type EndpointOver } from "~/db/endpoint-settings";
import { allowedNetworks } from "~/db/queries/allowed-networks";
import { connectMllp, type MllpSession } from "~/engine/transports/mllp";
import { vettedAddress } from "~/engine/transports/network/vetted-address";
import { type RestClient, restClient, restSettings } from "~/engine/transports/rest";
import { createSftpPool, type SftpPool } from "~/engine/transports/sftp";

/** What a process keeps open towards far ends, for as long as it runs. */
export interface Means {
  readonly sftp: SftpPool;
  /** The client of an endpoint, with its access token. */
  rest(endpoint: EndpointOver<"rest">, url: string): Promise<RestClient>;
  /** A connection to an endpoint; one that ended is opened anew. */
  mllp(endpoint: EndpointOver<"mllp">, at: { host: string; port: number }): Promise<MllpSession>;
  close(): Promise<void>;
}

/** Milliseconds until a far end that does not connect, or does not answer a request, counts as away. */
export type Patience = { connectMs: number; answerMs: number };
const patience = {
  sftp: { connectMs: 15_000, answerMs: 20_000 },
  rest: { connectMs: 5_000, answerMs: 30_000 },
  mllp: { connectMs: 10_000, answerMs: 30_000 },
};
/** Endpoints in use at once; those not used for longest are closed first. */
const keptAtMost = 200;

/** `shorter` replaces the patience with every transport; `networks` are reached beside those the administrator allows. */
export function createMeans(shorter?: Patience, networks: readonly string[] = []): Means {
  const {
    sftp: onSftp,
    rest: onRest,
    mllp: onMllp,
  } = shorter ? { sftp: shorter, rest: shorter, mllp: shorter } : patience;
  const reachable = async () => [...networks, ...(await allowedNetworks())];
  const addressOf = async (host: string) => vettedAddress(host, await reachable());
  const sftpDeadlines = { connectMs: onSftp.connectMs, operationMs: onSftp.answerMs };
  const restDeadlines = { connectMs: onRest.connectMs, totalMs: onRest.answerMs };
  const sftp = createSftpPool({ idleMs: 60_000, deadlines: sftpDeadlines, addressOf });
  const rest = kept<RestClient>();
  const mllp = kept<MllpSession>();
  return {
    sftp,
    async rest(endpoint, url) {
      const settings = restSettings({ ...endpoint.reach, url }, credentialsOf(endpoint), await reachable());
      return rest.get(keyOf(endpoint.id, settings), async () => restClient(settings, restDeadlines));
    },
    async mllp(endpoint, { host, port }) {
      const { tls, ca, certificate } = endpoint.reach;
      const { privateKey } = credentialsOf(endpoint);
      const address = await addressOf(host);
      const certified = certificate && privateKey ? { cert: certificate, key: privateKey } : {};
      const settings = { host, port, address, ...(tls && { tls: { ...(ca && { ca }), ...certified } }) };
      const key = keyOf(endpoint.id, settings);
      const session = await mllp.get(key, () => connectMllp(settings, onMllp));
      if (session.alive) return session;
      mllp.forget(key);
      return mllp.get(key, () => connectMllp(settings, onMllp));
    },
    async close() {
      rest.close();
      mllp.close();
      await sftp.close();
    },
  };
}

/** A key that tells settings apart without holding a credential. */
const keyOf = (id: string, settings: unknown) =>
  `${id} ${createHash("sha256").update(JSON.stringify(settings)).digest("hex")}`;

/** Things made once for a key and closed when too many others were used since. */
function kept<T extends { close(): void }>() {
  const all = new Map<string, Promise<T>>();
  const forget = (key: string) => {
    const made = all.get(key);
    all.delete(key);
    made?.then(
      (one) => one.close(),
      () => undefined,
    );
  };
  return {
    get(key: string, make: () => Promise<T>): Promise<T> {
      const made = all.get(key) ?? make();
      all.delete(key);
      all.set(key, made);
      made.catch(() => forget(key));
      for (const oldest of all.keys()) {
        if (all.size <= keptAtMost) break;
        forget(oldest);
      }
      return made;
    },
    forget,
    close() {
      for (const key of [...all.keys()]) forget(key);
    },
  };
}
