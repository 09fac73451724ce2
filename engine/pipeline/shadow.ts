import { setImmediate } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { insertRows } from "~/db/insert-rows";
import { type ShadowMessage, shadowDue, shadowedConnections } from "~/db/queries/shadow-due";
import { theseMessages } from "~/db/queries/these-messages";
import { messages } from "~/db/schema/messages";
import { shadowOutcomes } from "~/db/schema/shadow";
import { withTransaction } from "~/db/transaction";
import { peek, type Reading } from "./glance";
import { loadRoutes } from "./routes";
import { type ConnectionSetting, loadPair, type SettingPair } from "./setting";
import { compareMade, type Made } from "./shadow-outcome";
import { readingAt } from "./source";
import { understand } from "./understand";

/**
 * The shadow of a candidate: real messages that are stored already are understood with both configurations, in memory, and
 * what differs is kept. It reads what the pipe has committed and writes rows of its own, so nothing it does, or fails to
 * do, reaches a message. Both sides are worked out now and alike: what has changed around them does not count as theirs.
 */

/** Messages compared before others get their turn. */
const batch = 50;
/** How many messages of the past can be looked at when somebody asks. */
export const shadowWindow = 200;

/** Compares what came in since each candidate was saved. Says whether more waits. Called by the clock. */
export async function followShadows(): Promise<boolean> {
  let more = false;
  for (const connectionId of await shadowedConnections()) {
    const pair = await loadPair(connectionId);
    if (!pair) continue;
    const { createdAt: since, version } = pair.candidate.configuration;
    const rows = await shadowDue({ connectionId, version }, { since, limit: batch });
    await keepOutcomes(pair, rows);
    more ||= rows.length === batch;
  }
  return more;
}

/** Compares the newest messages at once, for a connection on which little comes in. Returns how many were new to it. */
export async function shadowPast(connectionId: string, actorId: string): Promise<number> {
  const pair = await loadPair(connectionId);
  if (!pair) return 0;
  const { version } = pair.candidate.configuration;
  let compared = 0;
  for (let more = true; more; ) {
    const rows = await shadowDue({ connectionId, version }, { newest: shadowWindow, limit: batch });
    await keepOutcomes(pair, rows);
    compared += rows.length;
    more = rows.length === batch;
  }
  await withTransaction(async (tx) => {
    tx.audit({
      chain: connectionId,
      actor: actorId,
      action: "connection.shadow",
      objectId: connectionId,
      outcome: "done",
      meta: { version, messages: compared },
    });
    tx.notify(`connection:${connectionId}`);
  });
  return compared;
}

/** What both configurations make of one stored message, for looking at; undefined when there is no such message. */
export async function compareOne(
  connectionId: string,
  messageId: string,
): Promise<{ title: string; live: Made; candidate: Made } | undefined> {
  const [found, pair] = await Promise.all([
    database()
      .select()
      .from(messages)
      .where(and(theseMessages([messageId]), eq(messages.connectionId, connectionId))),
    loadPair(connectionId),
  ]);
  const [row] = found;
  const [made] = row && pair ? await makeBoth(pair, [row]) : [];
  return row && made && { title: row.title, live: made.live, candidate: made.candidate };
}

async function keepOutcomes(pair: SettingPair, rows: readonly ShadowMessage[]): Promise<void> {
  if (rows.length === 0) return;
  const { live, candidate } = pair;
  const made = await makeBoth(pair, rows);
  await withTransaction(async (tx) => {
    await insertRows(
      tx.db,
      shadowOutcomes,
      made.map((one) => ({
        connectionId: live.connection.id,
        candidateVersion: candidate.configuration.version,
        messageId: one.row.id,
        liveVersion: live.configuration.version,
        direction: one.row.direction,
        receivedAt: one.row.receivedAt,
        ...compareMade(one.live, one.candidate),
      })),
      { onConflict: "nothing" },
    );
    tx.notify(`connection:${live.connection.id}`);
  });
}

async function makeBoth({ live, candidate }: SettingPair, rows: readonly ShadowMessage[]) {
  const readings = new Map<string, Reading>();
  for (const { sourceEndpointId: id, direction } of rows) {
    if (!readings.has(id)) readings.set(id, await readingAt({ id, side: direction === "order" ? "emr" : "lis" }));
  }
  const seen = rows.map((row) => {
    const glance = peek(row.raw, readings.get(row.sourceEndpointId));
    const known = !glance.placerOrderNumber && row.placerOrderNumber;
    return { row, glance: known ? { ...glance, placerOrderNumber: known } : glance };
  });
  const routes = await loadRoutes(seen.map(({ glance }) => glance));
  const made: { row: ShadowMessage; live: Made; candidate: Made }[] = [];
  // One after the other, with a breath between them: the pipe runs in the same process.
  for (const { row, glance } of seen) {
    const origin = { direction: row.direction, messageId: row.id, receivedAt: row.receivedAt };
    const makeWith = (setting: ConnectionSetting): Promise<Made> =>
      understand(row.raw, glance, setting, origin, { routes }).catch(() => crashed);
    made.push({ row, live: await makeWith(live), candidate: await makeWith(candidate) });
    await setImmediate();
  }
  return made;
}

/** A mapping that throws on a message must not keep the others from being looked at. */
const crashed: Made = { state: "dead", reasonCode: "crashed", outbound: null, outboundName: null };
