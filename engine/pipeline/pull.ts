import { and, eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import type { EndpointOver } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import { inboundFiles } from "~/db/schema/messages";
import { pullCursors } from "~/db/schema/transports";
import { type Transaction, withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import type { RestAnswer } from "~/engine/transports/rest";
import { TransportError } from "~/engine/transports/transport-error";
import { understandFiles } from "./arrivals";
import { formatIn, mayHoldMessages, type Reading } from "./glance";
import { sha256 } from "./hash";
import type { Means } from "./means";
import { recordHops } from "./record";
import { connectionsUsing } from "./setting";
import { readingAt } from "./source";
import { splitAs } from "./split-as";
import { storeArrivals } from "./store";

/**
 * Messages of a far end that is asked for them. A page is what a push would be: HL7 messages one after the other or in a
 * batch, one JSON body or a list of them. Where to read on stands in its header `Next-Cursor`, or as our query parameter in
 * `Link: <…>; rel="next"` (RFC 8288). The page and the new cursor are stored in one commit, so that a process which dies
 * asks for the same page again, or for the next one, and never for the one after it.
 */
type RestEndpoint = EndpointOver<"rest">;
type Page = { bytes: Buffer; parts: Buffer[]; next: string | undefined };

/** Pages in one run; then the lane is given back and runs on at once, so that others get their turn. */
const pagesPerRun = 50;

/** Asks until there is nothing more. Returns when to ask again, in seconds. */
export async function pullPages(lease: Lease, endpoint: RestEndpoint, url: string, means: Means): Promise<number> {
  const client = await means.rest(endpoint, url);
  const [reading, source] = await Promise.all([readingAt(endpoint), sourceOf(endpoint, url)]);
  const where = new URL(url).host;
  for (let pages = 0; pages < pagesPerRun; pages++) {
    const cursor = await cursorOf(source);
    await failpoint("I6");
    const query = cursor === undefined ? {} : { [endpoint.reach.cursorParameter]: cursor };
    const answer = await client.send({ method: "GET", query });
    const page = pageIn(answer, reading, endpoint.reach.cursorParameter, where);
    const moved = await storePage(lease, endpoint, reading, page, { source, cursor });
    if (!moved || page.parts.length === 0) return endpoint.reach.pollSeconds;
  }
  return 0;
}

/**
 * Whose cursor it is. An EMR's address may be the same for many practices, each with its own list; a laboratory's system
 * is told apart by whom we sign in as.
 */
async function sourceOf(endpoint: RestEndpoint, url: string): Promise<string> {
  if (endpoint.side === "emr") return `${(await connectionsUsing(endpoint))[0] ?? endpoint.id} ${url}`;
  const { auth } = endpoint.reach;
  const as = { none: "", "api-key": "", basic: "username", oauth2: "clientId" }[auth.kind];
  return ["lis", url, auth.kind, as ? (auth as Record<string, string>)[as] : ""].join(" ").trim();
}

async function cursorOf(source: string): Promise<string | undefined> {
  const [row] = await database().select().from(pullCursors).where(eq(pullCursors.source, source));
  return row?.cursor;
}

/** @throws TransportError when the answer is none we may read on from */
function pageIn(answer: RestAnswer, reading: Reading, parameter: string, where: string): Page {
  if (answer.kind === "busy") {
    const busy = new TransportError("transient", `http-${answer.status}`, answer.reason);
    if (answer.afterMs !== undefined) busy.retryAfterSeconds = answer.afterMs / 1_000;
    throw busy;
  }
  if (answer.kind !== "accepted") throw new TransportError("permanent", `http-${answer.status}`, answer.reason);
  const bytes = answer.body;
  const { messages: parts, cut } = splitAs(formatIn(reading, bytes), bytes);
  const next = nextIn(answer.headers, parameter);
  const refuse = (code: string, words: string) => {
    throw new TransportError("transient", code, `${where} ${words}`);
  };
  if (cut) refuse("page-cut", "sent a batch that is not whole. It is asked for again.");
  if (bytes.toString("latin1").trim() !== "" && !mayHoldMessages(bytes)) {
    refuse("page-unreadable", "answered with something that holds no message.");
  }
  if (parts.length > 0 && next === undefined) {
    refuse("no-cursor", "sent messages without saying where to read on (Next-Cursor or Link). None was taken.");
  }
  return { bytes, parts, next };
}

function nextIn(headers: Extract<RestAnswer, { kind: "accepted" }>["headers"], parameter: string): string | undefined {
  const plain = [headers["next-cursor"]].flat()[0]?.trim();
  if (plain) return plain;
  const [, target] = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec([headers.link].flat()[0] ?? "") ?? [];
  if (target === undefined) return undefined;
  // Only the cursor is taken from it: where we ask is a setting.
  const base = "http://relative.invalid";
  return URL.canParse(target, base) ? (new URL(target, base).searchParams.get(parameter) ?? undefined) : undefined;
}

/** Stores a page with its cursor; false when there is nothing to read on from, or somebody else has moved it. */
async function storePage(
  lease: Lease,
  endpoint: RestEndpoint,
  reading: Reading,
  { bytes, parts, next }: Page,
  at: { source: string; cursor: string | undefined },
): Promise<boolean> {
  if (next === undefined) return false;
  const id = newId("fil");
  const content = sha256(bytes);
  const arrivals =
    parts.length === 0 ? [] : await understandFiles(endpoint, reading, [{ row: { id, name: null }, parts }]);
  return withTransaction(async (tx) => {
    await fence(tx, lease);
    if (!(await moveCursor(tx, at, next))) return false;
    if (parts.length === 0) return next !== at.cursor;
    const [fresh] = await tx.db
      .insert(inboundFiles)
      .values({
        id,
        endpointId: endpoint.id,
        name: `page ${content}`,
        size: bytes.length,
        mtime: -1,
        generation: 1,
        sha256: content,
        // There is nothing to move away: from now on what is newer is asked for.
        state: "disposed",
        attempts: 1,
        messageCount: parts.length,
        storedAt: sql`now()`,
        disposedAt: sql`now()`,
      })
      .onConflictDoNothing()
      .returning({ id: inboundFiles.id });
    if (fresh) {
      // The steps that follow change what they are given; another try of this transaction starts afresh.
      await storeArrivals(
        tx,
        [],
        arrivals.map((one) => ({ ...one })),
      );
      await recordHops(
        tx,
        arrivals.map(({ id: messageId, receivedAt, understanding: { connectionId } }) => ({
          messageId,
          receivedAt,
          connectionId,
          hop: "acknowledged" as const,
          ok: true,
          detail: "How far was read is on record; only what is newer is asked for",
        })),
      );
    }
    return next !== at.cursor;
  });
}

/** Only from where we asked: two lanes may read one source, and then one of them has come too late. */
async function moveCursor(
  tx: Transaction,
  { source, cursor }: { source: string; cursor: string | undefined },
  next: string,
): Promise<boolean> {
  const moved =
    cursor === undefined
      ? await tx.db
          .insert(pullCursors)
          .values({ source, cursor: next })
          .onConflictDoNothing()
          .returning({ source: pullCursors.source })
      : await tx.db
          .update(pullCursors)
          .set({ cursor: next, at: sql`now()` })
          .where(and(eq(pullCursors.source, source), eq(pullCursors.cursor, cursor)))
          .returning({ source: pullCursors.source });
  return moved.length > 0;
}
