import { and, asc, eq, inArray, isNotNull, or } from "drizzle-orm";
import type { OrderPageProps } from "~/app/components/workspace/OrderPage";
import { database } from "~/db/client";
import { letOn } from "~/db/queries/guarded-orders";
import { connections, hops, messages, panels, practices, tests } from "~/db/schema";
import { type OrderLife, type OrderMessage, orderLife, type Turnaround } from "~/workflows/order/life";
import { type Args, param } from "./context.server";
import { lifeLineStops, orderHref, timelineOf } from "./message-way.server";
import { requireActor } from "./session.server";

/** An order has no more messages than this; what is beyond is not shown. */
const mostMessages = 200;

/**
 * One order, by the number its practice gave it, with every message that bears it; `connection` in the URL where more
 * than one practice uses the number.
 */
export async function loadOrder(args: Args): Promise<OrderPageProps> {
  await requireActor(args, "message.list");
  const number = param(args, "orderNumber");
  const chosen = new URL(args.request.url).searchParams.get("connection");
  const db = database();
  const owners = await db
    .selectDistinct({ id: connections.id, practice: practices.name, emr: connections.emrName })
    .from(messages)
    .innerJoin(connections, eq(connections.id, messages.connectionId))
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(eq(messages.placerOrderNumber, number))
    .orderBy(asc(practices.name))
    .limit(50);
  const owner = chosen ? owners.find(({ id }) => id === chosen) : owners.length === 1 ? owners[0] : undefined;
  if (owners.length === 0 || (chosen && !owner)) throw new Response(null, { status: 404 });
  if (!owner) {
    return {
      kind: "choice",
      number,
      choices: owners.map(({ id, practice, emr }) => ({
        href: orderHref(number, id),
        label: `${practice}, ${emr}`,
      })),
    };
  }
  const rows = await messagesOf(owner.id, number);
  const ids = rows.map(({ id }) => id);
  const [way, turnaround, guarded] = await Promise.all([hopsOf(rows), turnaroundOf(rows), letOn(ids)]);
  const life = orderLife(rows, turnaround, new Date());
  const titleOf = (id: string) => rows.find((row) => row.id === id)?.title ?? id;
  return {
    kind: "order",
    number,
    stage: life.stage,
    connection: { label: `${owner.practice}, ${owner.emr}`, href: `/connections/${owner.id}` },
    tests: life.tests.map((test) => ({
      ...test,
      dueAt: test.dueAt?.toISOString() ?? null,
      href: `/messages/${test.messageId}`,
    })),
    missing: [
      ...missingOf(life, titleOf),
      ...guarded.map(({ messageId, position, outcome, words, receivedAt }) => ({
        key: `${messageId}-${position}`,
        tone: outcome === "passed" ? ("warn" as const) : ("work" as const),
        text: words,
        since: receivedAt.toISOString(),
        href: `/messages/${messageId}`,
      })),
    ],
    lifeLine: lifeLineStops(rows),
    messages: rows.map(({ id, title, direction, state, receivedAt, reason }) => ({
      id,
      title,
      direction,
      state,
      reason,
      href: `/messages/${id}`,
      receivedAt: receivedAt.toISOString(),
      hops: timelineOf(way.filter((hop) => hop.messageId === id)),
    })),
    topics: [`connection:${owner.id}`],
  };
}

/** All messages with the number, and results that bear only the lab's own number for it; oldest first. */
async function messagesOf(connectionId: string, number: string) {
  const db = database();
  const fillers = db
    .selectDistinct({ number: messages.fillerOrderNumber })
    .from(messages)
    .where(
      and(
        eq(messages.connectionId, connectionId),
        eq(messages.placerOrderNumber, number),
        isNotNull(messages.fillerOrderNumber),
      ),
    );
  return db
    .select({
      id: messages.id,
      title: messages.title,
      direction: messages.direction,
      state: messages.state,
      reason: messages.reason,
      receivedAt: messages.receivedAt,
      deliveredAt: messages.deliveredAt,
      mapped: messages.mapped,
    })
    .from(messages)
    .where(
      and(
        eq(messages.connectionId, connectionId),
        or(eq(messages.placerOrderNumber, number), inArray(messages.fillerOrderNumber, fillers)),
      ),
    )
    .orderBy(asc(messages.receivedAt), asc(messages.sequence))
    .limit(mostMessages);
}

const hopsOf = (rows: readonly OrderMessage[]) =>
  database()
    .select()
    .from(hops)
    .where(
      inArray(
        hops.messageId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(asc(hops.seq));

/** Turnaround by code; a panel takes as long as its slowest test. */
async function turnaroundOf(rows: readonly OrderMessage[]): Promise<Turnaround> {
  const codes = orderLife(rows, () => undefined, new Date()).tests.map(({ code }) => code);
  if (codes.length === 0) return () => undefined;
  const db = database();
  const panelRows = await db.select().from(panels).where(inArray(panels.code, codes));
  const testRows = await db
    .select({ code: tests.code, days: tests.turnaroundDays })
    .from(tests)
    .where(inArray(tests.code, [...codes, ...panelRows.flatMap(({ members }) => members)]));
  const days = new Map(testRows.map(({ code, days }) => [code, days]));
  for (const { code, members } of panelRows) {
    const known = members.flatMap((member) => days.get(member) ?? []);
    if (known.length > 0) days.set(code, Math.max(...known));
  }
  return (code) => days.get(code);
}

/** What is not there yet, as sentences. */
function missingOf(
  { missing, tests: all }: OrderLife,
  titleOf: (id: string) => string,
): Extract<OrderPageProps, { kind: "order" }>["missing"] {
  return [
    ...missing.map(({ what, messageId, since, stopped }) => ({
      key: messageId,
      tone: stopped ? ("stop" as const) : ("work" as const),
      text: `${titleOf(messageId)}: not ${what === "order" ? "at the lab" : "in the chart"} yet${stopped ? "; it needs a person" : ""}`,
      since: since.toISOString(),
      href: `/messages/${messageId}`,
    })),
    ...all
      .filter(({ late }) => late)
      .map(({ code, name, stage, dueAt, messageId }) => ({
        key: `late-${code}`,
        tone: "warn" as const,
        text: `${name}: ${stage === "preliminary" ? "only a preliminary result" : "no result"}, expected before`,
        since: dueAt?.toISOString() ?? "",
        href: `/messages/${messageId}`,
      })),
  ];
}
