import { addressOf, credentialsOf, type EndpointOver } from "~/db/endpoint-settings";
import { type MllpSender, mllpSenders } from "~/db/queries/mllp-endpoints";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import type { Listener, MllpReach } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { accept, mostBytes } from "~/engine/pipeline/accept";
import { hl7AnswerTo } from "~/engine/pipeline/acknowledge";
import { listenMllp, type MllpServer } from "~/engine/transports/mllp";
import { isWithin } from "~/engine/transports/network/vetted-address";
import type { Log } from "./log";

/**
 * One listener for each MLLP endpoint that sends to us. A message is answered when it is stored, and only then: who got
 * no answer sends again, and is told the same.
 */
const limits = { maxBytes: mostBytes, maxConnections: 20, idleMs: 30 * 60_000 };
const graceMs = 10_000;

type Wanted = { endpoint: EndpointOver<"mllp">; port: number; connectionId?: string; problem?: string };
type Open = { key: string; server: MllpServer | undefined; state: Listener };

export function mllpListeners(host: string, log: Log) {
  const open = new Map<string, Open>();

  const start = async (wanted: Wanted): Promise<MllpServer> => {
    const { endpoint, port, connectionId, problem } = wanted;
    if (problem) throw new Error(problem);
    const { allowedAddresses } = endpoint.reach;
    return listenMllp({
      host,
      port,
      ...limits,
      ...tlsOf(endpoint),
      ...(allowedAddresses.length > 0 && { admits: (address) => isWithin(address, allowedAddresses) }),
      async answer(bytes, { address }) {
        const by = `from ${address}`;
        return hl7AnswerTo(
          bytes,
          await accept({ endpointId: endpoint.id, bytes, by, ...(connectionId && { connectionId }) }),
        );
      },
      refused: ({ address }, why) => log("warn", "an MLLP sender was cut off", { endpoint: endpoint.id, address, why }),
    });
  };

  return {
    /** Opens, closes and changes listeners until they are those that are wanted. Returns how each is, by endpoint. */
    async keep(): Promise<Record<string, Listener>> {
      const wanted = wantedOf(await mllpSenders());
      const keys = new Map(wanted.map((one) => [one.endpoint.id, keyOf(one)]));
      // First those that go: the port of one may be wanted by another.
      for (const [id, { key, server }] of [...open]) {
        if (keys.get(id) === key) continue;
        open.delete(id);
        await server?.close(graceMs);
        if (!keys.has(id)) await withTransaction((tx) => resolveAlerts(tx, [alertKey(id)]));
      }
      for (const one of wanted) {
        const { id } = one.endpoint;
        const known = open.get(id);
        if (known?.server) continue;
        const { server, error } = await start(one).then(
          (made) => ({ server: made, error: null }),
          (failure: unknown) => ({ server: undefined, error: wordsOf(failure, one.port) }),
        );
        const told = known?.state.error ?? null;
        open.set(id, { key: keys.get(id) ?? "", server, state: { port: one.port, error } });
        if (error === null || error !== told) await tell(one, error);
      }
      return Object.fromEntries([...open].map(([id, { state }]) => [id, state]));
    },
    async close(): Promise<void> {
      await Promise.all([...open.values()].map(({ server }) => server?.close(graceMs)));
      open.clear();
    },
  };
}

/** Senders by port. Endpoints of the lab's one system share a listener; two different far ends cannot. */
function wantedOf(senders: readonly MllpSender[]): Wanted[] {
  const byPort = new Map<number, Wanted>();
  const all: Wanted[] = [];
  for (const { endpoint, connectionId } of senders) {
    const port = endpoint.reach.listenPort ?? 0;
    const first = byPort.get(port);
    if (!first) {
      const only = endpoint.side === "emr" ? { connectionId } : {};
      const one = { endpoint, port, ...only, ...problemOf(endpoint.reach) };
      byPort.set(port, one);
      all.push(one);
    } else if (!sameSystem(first.endpoint, endpoint) && !all.some((one) => one.endpoint.id === endpoint.id)) {
      all.push({ endpoint, port, problem: `Port ${port} is another connection's already. Choose another one.` });
    }
  }
  return all;
}

const sameSystem = (one: EndpointOver<"mllp">, other: EndpointOver<"mllp">) =>
  one.id === other.id ||
  (one.side === "lis" && other.side === "lis" && addressOf<"mllp">(one.reach) === addressOf<"mllp">(other.reach));

function problemOf({ allowedAddresses, tls, ca }: MllpReach): { problem?: string } {
  return allowedAddresses.length > 0 || (tls && ca)
    ? {}
    : { problem: "Nobody may connect: name the sender's addresses, or the authority of its certificate." };
}

/** Our certificate. Without addresses to know the sender by, its certificate is what lets it in. */
function tlsOf(endpoint: EndpointOver<"mllp">): { tls?: { cert: string; key: string; ca?: string } } {
  const { tls, ca, certificate, allowedAddresses } = endpoint.reach;
  if (!tls) return {};
  const { privateKey } = credentialsOf(endpoint);
  if (!certificate || !privateKey) throw new Error("TLS needs our certificate and its key.");
  return { tls: { cert: certificate, key: privateKey, ...(ca && allowedAddresses.length === 0 && { ca }) } };
}

const keyOf = ({ endpoint, connectionId, problem }: Wanted) =>
  JSON.stringify([endpoint.reach, endpoint.secretSetAt, connectionId, problem]);

const alertKey = (id: string) => `listener/${id}`;

const codes: Record<string, (port: number) => string> = {
  EADDRINUSE: (port) => `Port ${port} is taken by another program on this machine.`,
  EACCES: (port) => `This process may not open port ${port}.`,
  EADDRNOTAVAIL: () => "The address of GATEHOUSE_MLLP_HOST is not this machine's.",
};

function wordsOf(failure: unknown, port: number): string {
  const code = (failure as NodeJS.ErrnoException)?.code ?? "";
  return codes[code]?.(port) ?? (failure instanceof Error ? failure.message : "It could not be opened.");
}

async function tell({ endpoint, port, connectionId }: Wanted, error: string | null): Promise<void> {
  const key = alertKey(endpoint.id);
  await withTransaction(async (tx) => {
    if (error === null) return resolveAlerts(tx, [key]);
    await raiseAlert(tx, {
      key,
      kind: "endpoint",
      severity: "stop",
      connectionId: connectionId ?? null,
      title: `Nobody can send to ${endpoint.name} on port ${port}`,
      detail: `${error} Nothing was lost: the sender keeps its messages and sends them when it can connect.`,
    });
  });
}
