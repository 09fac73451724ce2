import { addressOf } from "~/db/endpoint-settings";
import type { Transport } from "~/db/schema/transports";
import { peek, type Reading } from "./glance";
import type { Endpoint, FileRow } from "./inbound-files";
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

/** Understands every message of the files; results are routed to their connections first. */
export async function understandFiles(
  endpoint: Endpoint,
  reading: Reading,
  files: readonly { row: FileRow; parts: Buffer[] }[],
): Promise<Arrival[]> {
  const parts = files.flatMap(({ row, parts }) =>
    parts.map((bytes, i) => ({ row, bytes, ordinal: i + 1, glance: peek(bytes, reading), ...arrivalId() })),
  );
  const from = `${endpoint.name}, ${transportNames[endpoint.reach.transport]}`;
  if (endpoint.side === "emr") {
    const [connectionId = ""] = await connectionsUsing(endpoint);
    const setting = (await loadSettings(connectionId ? [connectionId] : [])).get(connectionId);
    return inTurn(parts, async (part) => ({
      ...arrivalOf(part, endpoint, from, connectionId || endpoint.id),
      understanding: await understand(part.bytes, part.glance, setting, {
        direction: "order",
        messageId: part.id,
        receivedAt: part.receivedAt,
      }),
    }));
  }
  const routes = await loadRoutes(parts.map((part) => part.glance));
  const targets = parts.map((part) => routeResult(part.glance, routes));
  const settings = await loadSettings([
    ...new Set(targets.flatMap((one) => ("connectionId" in one ? [one.connectionId] : []))),
  ]);
  const scope = `lis:${addressOf(endpoint.reach)}`;
  return inTurn(parts, async (part, i) => {
    const target = targets[i];
    const setting = target && "connectionId" in target ? settings.get(target.connectionId) : undefined;
    const reason = target && "reason" in target ? target.reason : undefined;
    return {
      ...arrivalOf(part, endpoint, from, scope),
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

const arrivalOf = (
  part: { id: string; receivedAt: Date; bytes: Buffer; ordinal: number; row: FileRow },
  endpoint: Endpoint,
  from: string,
  scope: string,
) => ({
  id: part.id,
  receivedAt: part.receivedAt,
  bytes: part.bytes,
  ordinal: part.ordinal,
  fileId: part.row.id,
  fileName: part.row.name,
  sourceEndpointId: endpoint.id,
  scope,
  from,
});
