import { addressOf } from "~/db/endpoint-settings";
import type { AckState } from "~/db/schema/messages";
import type { Transport } from "~/db/schema/transports";
import { failpoint } from "~/engine/transports/failpoint";
import { peek, type Reading } from "./glance";
import { loadPutCodes } from "./guarded";
import type { Endpoint } from "./inbound-files";
import { routeResult } from "./route";
import { loadRoutes } from "./routes";
import { connectionsUsing, loadSettings } from "./setting";
import { type Arrival, arrivalId } from "./store";
import { understand } from "./understand";

const transportNames: Readonly<Record<Transport, string>> = {
  sftp: "SFTP",
  "hosted-sftp": "our SFTP server",
  rest: "REST",
  mllp: "MLLP",
};

/** What messages came in together. A push without a name of its own has none. */
type Sending = { id: string; name: string | null };
type Options = {
  /** Whether an answer is owed for what came under this name; none is without it. */
  ack?: (name: string | null) => AckState;
  /** Which of these connections the sender may reach; all without it. */
  reachable?: (connectionIds: readonly string[]) => Promise<ReadonlySet<string>>;
};

/** Understands every message of the files or pushes; results are routed to their connections first. */
export async function understandFiles(
  endpoint: Endpoint,
  reading: Reading,
  files: readonly { row: Sending; parts: readonly Buffer[] }[],
  options: Options = {},
): Promise<Arrival[]> {
  await failpoint("map");
  const parts = files.flatMap(({ row, parts }) =>
    parts.map((bytes, i) => ({ row, bytes, ordinal: i + 1, glance: peek(bytes, reading), ...arrivalId() })),
  );
  const ackOf = ({ row }: { row: Sending }) => options.ack?.(row.name) ?? "not-owed";
  const base = {
    sourceEndpointId: endpoint.id,
    from: `${endpoint.name}, ${transportNames[endpoint.reach.transport]}`,
  };
  if (endpoint.side === "emr") {
    const [connectionId = ""] = await connectionsUsing(endpoint);
    const numbers = parts.flatMap(({ glance }) => glance.placerOrderNumber ?? []);
    const [settings, putByConnection] = await Promise.all([
      loadSettings(connectionId ? [connectionId] : []),
      loadPutCodes(connectionId ? [connectionId] : [], numbers),
    ]);
    const setting = settings.get(connectionId);
    const put = putByConnection.get(connectionId);
    return inTurn(parts, async (part) => ({
      ...arrivalOf(part),
      ...base,
      ack: ackOf(part),
      scope: connectionId || endpoint.id,
      understanding: await understand(
        part.bytes,
        part.glance,
        setting,
        { direction: "order", messageId: part.id, receivedAt: part.receivedAt },
        { ...(put && { put }) },
      ),
    }));
  }
  const routes = await loadRoutes(parts.map((part) => part.glance));
  const routed = parts.map((part) => routeResult(part.glance, routes));
  const wanted = [...new Set(routed.flatMap((one) => ("connectionId" in one ? [one.connectionId] : [])))];
  const reachable = options.reachable ? await options.reachable(wanted) : new Set(wanted);
  const targets = routed.map((one) =>
    "connectionId" in one && !reachable.has(one.connectionId) ? { reason: notTheirs } : one,
  );
  const settings = await loadSettings([...reachable]);
  const scope = `lis:${addressOf(endpoint.reach) || endpoint.id}`;
  return inTurn(parts, async (part, i) => {
    const target = targets[i];
    const setting = target && "connectionId" in target ? settings.get(target.connectionId) : undefined;
    const reason = target && "reason" in target ? target.reason : undefined;
    return {
      ...arrivalOf(part),
      ...base,
      ack: ackOf(part),
      scope,
      understanding: await understand(
        part.bytes,
        part.glance,
        setting,
        { direction: "result", messageId: part.id, receivedAt: part.receivedAt },
        { routes, ...(reason && { reason }) },
      ),
    };
  });
}

/** One after the other: expressions of many messages at once would only be slow together. */
async function inTurn<T, R>(list: readonly T[], step: (one: T, index: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const [index, one] of list.entries()) done.push(await step(one, index));
  return done;
}

const arrivalOf = (part: { id: string; receivedAt: Date; bytes: Buffer; ordinal: number; row: Sending }) => ({
  id: part.id,
  receivedAt: part.receivedAt,
  bytes: part.bytes,
  ordinal: part.ordinal,
  fileId: part.row.id,
  fileName: part.row.name,
});

const notTheirs = "It belongs to a connection whose results come from another system than this sender.";
