/**
 * What another template would have made of messages that are already here. Everything happens in memory: nothing is
 * stored, nothing is sent.
 */
import { and, desc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { messages } from "~/db/schema/messages";
import type { CompiledTemplate } from "~/engine/mapping";
import { peek } from "./glance";
import { loadRoutes } from "./routes";
import { loadSettings, type ReadySetting } from "./setting";
import { understand } from "./understand";

export type Compared = {
  messageId: string;
  title: string;
  receivedAt: Date;
  direction: "order" | "result";
  /** What goes out, or where and why it stops. */
  before: { state: "queued" | "held" | "dead"; reasonCode: string | null; outbound: Buffer | null };
  after: Compared["before"];
  differs: boolean;
};

/**
 * Runs a connection's newest messages through its configuration with one template and with the other, newest first.
 * `side`: which of the connection's two templates is compared; the other stays as configured. Empty when the connection
 * is unknown or cannot map now.
 */
export async function compareOnMessages(options: {
  connectionId: string;
  side: "emr" | "lis";
  from: CompiledTemplate;
  to: CompiledTemplate;
  limit: number;
}): Promise<Compared[]> {
  const { connectionId, side, from, to, limit } = options;
  const setting = (await loadSettings([connectionId])).get(connectionId);
  if (setting?.kind !== "ready") return [];
  const rows = await database()
    .select({
      id: messages.id,
      title: messages.title,
      receivedAt: messages.receivedAt,
      direction: messages.direction,
      number: messages.placerOrderNumber,
      raw: messages.raw,
    })
    .from(messages)
    .where(and(eq(messages.connectionId, connectionId)))
    .orderBy(desc(messages.receivedAt))
    .limit(Math.min(Math.max(limit, 1), 200));
  const seen = rows.map((row) => ({ row, glance: peek(row.raw) }));
  const routes = await loadRoutes(seen.map(({ row, glance }) => ({ ...glance, placerOrderNumber: row.number ?? "" })));
  const key = side === "emr" ? "emrTemplate" : "lisTemplate";
  const settings: [ReadySetting, ReadySetting] = [
    { ...setting, [key]: from },
    { ...setting, [key]: to },
  ];
  const compared: Compared[] = [];
  for (const { row, glance } of seen) {
    const origin = { direction: row.direction, messageId: row.id, receivedAt: row.receivedAt };
    const outcomeWith = async (one: ReadySetting): Promise<Compared["before"]> => {
      const { state, reasonCode, outbound } = await understand(row.raw, glance, one, origin, { routes });
      return { state, reasonCode, outbound };
    };
    const [before, after] = [await outcomeWith(settings[0]), await outcomeWith(settings[1])];
    const alike =
      before.outbound && after.outbound ? before.outbound.equals(after.outbound) : !before.outbound && !after.outbound;
    const differs = !alike || before.state !== after.state || before.reasonCode !== after.reasonCode;
    const { id: messageId, title, receivedAt, direction } = row;
    compared.push({ messageId, title, receivedAt, direction, before, after, differs });
  }
  return compared;
}
