import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { LabContact } from "~/app/components/pages/ContactFooter";
import type { PortalConnectionProps } from "~/app/components/pages/PortalConnectionPage";
import type { PortalCard, PortalHomeProps, Todo } from "~/app/components/pages/PortalHomePage";
import type { Tone } from "~/app/components/state/tones";
import { database } from "~/db/client";
import { unreadPosts } from "~/db/queries/unread-posts";
import { connections } from "~/db/schema/connections";
import { infoRequests } from "~/db/schema/conversation";
import { messages } from "~/db/schema/messages";
import { practices } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { shown } from "~/workflows/connection/shown-version";
import { loadStanding, loadStandings } from "~/workflows/connection/standing";
import { practiceToDos, tickToDo } from "~/workflows/connection/to-dos";
import type { RequestRow } from "~/workflows/dispatch";
import { getLab, type Lab } from "~/workflows/lab";
import { hoursWords } from "./business-hours.server";
import { dotOf } from "./connection-header.server";
import { type Args, newNonce, param } from "./context.server";
import { actOnConversation, isTalk, loadConversation } from "./conversation.server";
import { oldCodesOf } from "./old-codes.server";
import { ordersOf, ordersWish } from "./orders-wish.server";
import { actOnSignOff, loadSigner, loadSignOff } from "./portal-sign-off.server";
import { done, refused } from "./respond.server";
import { initialsOf, requireActor, requireSubject } from "./session.server";
import { asksToSign, connectionStanding, requestStanding } from "./stages.server";

/** The practice's side. Every query is scoped to the practice of whoever asks. */
export async function loadPortalHome(args: Args): Promise<PortalHomeProps> {
  const actor = await requireActor(args, "portal.view");
  const practiceId = actor.practiceId ?? "";
  const db = database();
  const [[practice], requests, rows, lab] = await Promise.all([
    db.select().from(practices).where(eq(practices.id, practiceId)),
    db
      .select()
      .from(connectionRequests)
      .where(and(eq(connectionRequests.practiceId, practiceId), ne(connectionRequests.state, "withdrawn")))
      .orderBy(desc(connectionRequests.createdAt))
      .limit(50),
    db.select().from(connections).where(eq(connections.practiceId, practiceId)).orderBy(desc(connections.createdAt)),
    getLab(),
  ]);
  // What runs is shown by its state; of a change beside it only what waits for the practice.
  const standings = await loadStandings(rows.map(shown));
  const names = { lab: lab.shortName };
  const asks = (await practiceToDos(rows.map(({ id }) => id))).filter((one) => one.doneAt === null);
  const todos: Todo[] = [];
  const cards: PortalCard[] = [];

  const unread = await unreadPosts(
    actor.id,
    requests.map((one) => one.id),
    { notes: false },
  );
  const questions = await db
    .select({ requestId: infoRequests.requestId, text: infoRequests.text })
    .from(infoRequests)
    .innerJoin(connectionRequests, eq(connectionRequests.id, infoRequests.requestId))
    .where(and(eq(connectionRequests.practiceId, practiceId), isNull(infoRequests.answeredAt)));
  const asked = new Map(questions.map(({ requestId, text }) => [requestId, text]));
  for (const one of requests.filter(({ id }) => unread.has(id))) {
    todos.push({
      kind: "question",
      title: `${lab.shortName} has written to you`,
      text: `${one.emrName}. ${unread.get(one.id) === 1 ? "One new message" : `${unread.get(one.id)} new messages`}.`,
      href: one.connectionId ? `/portal/connections/${one.connectionId}` : `/portal/requests/${one.id}`,
      label: "Read",
    });
  }

  for (const row of rows) {
    const lamps = standings.get(row.id)?.lamps ?? [];
    const request = requests.find((one) => one.id === row.requestId);
    const href = `/portal/connections/${row.id}`;
    cards.push({
      id: row.id,
      title: row.emrName,
      href,
      label: "Open connection",
      ...(row.state !== "live" && { lamps: lamps.map(dotOf) }),
      ...connectionStanding(row, request, lamps, names),
    });
    for (const ask of asks.filter(({ connectionId }) => connectionId === row.id)) {
      todos.push({ kind: "person", title: ask.what, text: row.emrName, href, label: "Open" });
    }
    if (asksToSign(lamps)) {
      todos.push({
        kind: "sign",
        title: "Sign the test summary",
        text: `${row.emrName}. The test went well; with ${row.signerName}'s signature ${row.state === "live" ? "a change to it can take effect" : "it can go live"}.`,
        href,
        label: "Read and sign",
      });
    }
  }
  for (const row of requests.filter((one) => one.connectionId === null)) {
    const href = `/portal/requests/${row.id}`;
    cards.push({ id: row.id, title: row.emrName, href, label: "Open request", ...requestStanding(row, names) });
    if (row.state === "draft") {
      todos.push({
        kind: "information",
        title: "Finish your request",
        text: `${row.emrName}. It is saved; submit it when it is complete.`,
        href: `${href}/edit`,
        label: "Go on",
      });
    }
    if (row.state === "info-requested") {
      todos.push({
        kind: "question",
        title: `${lab.shortName} has a question`,
        text: asked.get(row.id) ?? "",
        href,
        label: "Answer",
      });
    }
  }
  const testing = rows.find((row) => row.state === "testing" || row.state === "provisioning");
  return {
    practiceName: practice?.name ?? "Your practice",
    lead: leadOf(cards.length, todos.length),
    todos,
    ...(testing &&
      todos.length === 0 && {
        next: {
          title: "sign the test summary",
          text: `${testing.signerName} is asked by e-mail when testing is done.`,
        },
      }),
    cards,
    contact: contactOf(lab),
    askHref: "/portal/requests/new",
  };
}

export async function loadPortalConnection(args: Args): Promise<PortalConnectionProps> {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const db = database();
  const [found] = await db
    .select({ connection: connections, request: connectionRequests })
    .from(connections)
    .innerJoin(connectionRequests, eq(connectionRequests.id, connections.requestId))
    .where(eq(connections.id, id));
  const row = requireSubject(actor, "connection.view", found?.connection);
  const [standing, lab, [traffic], recent, signer, conversation, asks, wish, oldCodes] = await Promise.all([
    loadStanding(row),
    getLab(),
    db.execute(sql`
      select max(received_at) filter (where direction = 'order') as "lastOrderIn",
        max(delivered_at) filter (where direction = 'result') as "lastResultOut",
        (count(*) filter (where state in ('queued', 'sending', 'held')))::int as waiting, count(*)::int as total
      from messages where connection_id = ${id}`),
    db
      .select({
        id: messages.id,
        direction: messages.direction,
        state: messages.state,
        at: messages.receivedAt,
        deliveredAt: messages.deliveredAt,
        order: messages.placerOrderNumber,
        title: messages.title,
      })
      .from(messages)
      .where(and(eq(messages.connectionId, id), ne(messages.state, "duplicate")))
      .orderBy(desc(messages.receivedAt))
      .limit(10),
    loadSigner(actor, row),
    loadConversation(actor, found?.request as RequestRow),
    practiceToDos([id]),
    ordersWish(row),
    oldCodesOf(id),
  ]);
  const numbers = traffic as
    | { lastOrderIn: string | null; lastResultOut: string | null; waiting: number; total: number }
    | undefined;
  const seen = shown(row);
  const changed = seen === row ? standing : await loadStanding(seen);
  const { lamps } = asksToSign(changed.lamps) ? changed : standing;
  return {
    id,
    title: row.emrName,
    state: row.state,
    mode: row.mode,
    ...connectionStanding(row, found?.request, lamps, { lab: lab.shortName }),
    homeHref: "/portal",
    lamps: row.state === "live" ? [] : standing.lamps.map(dotOf),
    traffic:
      numbers && numbers.total > 0
        ? { lastOrderIn: iso(numbers.lastOrderIn), lastResultOut: iso(numbers.lastResultOut), waiting: numbers.waiting }
        : null,
    signOff: await loadSignOff(actor, row, lamps),
    signer,
    oldCodes,
    exchanges: recent.map((message) => ({
      key: message.id,
      at: (message.deliveredAt ?? message.at).toISOString(),
      ...exchangeWords(message, lab.shortName),
    })),
    toDos: asks.map(({ id, what, owner, due, doneAt }) => ({
      id,
      what,
      owner,
      due,
      doneAt: doneAt?.toISOString() ?? null,
    })),
    testsHref: ["live", "retired", "cancelled"].includes(row.state) ? null : `/portal/connections/${id}/tests`,
    orders: ordersOf(row, wish, lab.shortName),
    contact: contactOf(lab),
    conversation,
    topics: [`connection:${id}`],
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
}

/** The forms of the page: about signing, or one of the conversation. */
export async function actOnPortalConnection(args: Args) {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const form = await args.request.formData();
  if (isTalk(form)) {
    const [row] = await database().select().from(connections).where(eq(connections.id, id));
    const { requestId } = requireSubject(actor, "connection.view", row);
    return actOnConversation(actor, requestId, form, `/portal/connections/${id}`);
  }
  if (form.get("intent") === "tickToDo") {
    const outcome = await tickToDo(actor, id, String(form.get("id") ?? ""), true);
    return outcome.kind === "done" ? done(`/portal/connections/${id}`, "Ticked off", "Thank you.") : refused(outcome);
  }
  const answer = await actOnSignOff(actor, id, form);
  if (answer === undefined) throw new Response(null, { status: 400 });
  return answer;
}

export const price = (cents: number) => `USD ${(cents / 100).toFixed(2)}`;
export const days = (count: number) => `${count} ${count === 1 ? "day" : "days"}`;
const iso = (value: string | Date | null) => (value === null ? null : new Date(value).toISOString());

export function contactOf(lab: Lab): LabContact {
  const name = lab.contactName || lab.name;
  return {
    name,
    initials: initialsOf(name),
    text: `Your contact at ${lab.shortName}, ${hoursWords(lab.calendar)}`,
    ...(lab.phone && { phone: lab.phone }),
  };
}

function leadOf(cards: number, todos: number): string {
  if (cards === 0) return "No connection yet.";
  const things =
    todos === 0 ? "Nothing needs you." : todos === 1 ? "One thing needs you." : `${todos} things need you.`;
  return `${cards} ${cards === 1 ? "connection" : "connections"}. ${things}`;
}

function exchangeWords(
  message: { direction: string; state: string; order: string | null; title: string },
  lab: string,
): { text: string; tone: Tone } {
  const about = message.order ? ` for order ${message.order}` : "";
  const what = message.direction === "order" ? "Order" : message.title.split(",")[0];
  if (message.state === "delivered") {
    return {
      text:
        message.direction === "order"
          ? `Order ${message.order ?? ""} reached ${lab}`
          : `${what}${about} reached your chart`,
      tone: "good",
    };
  }
  if (message.state === "held" || message.state === "dead")
    return { text: `${what}${about} waits for ${lab}; nothing is lost`, tone: "warn" };
  if (message.state === "discarded") return { text: `${what}${about} was set aside by ${lab}`, tone: "off" };
  return { text: `${what}${about} is on its way`, tone: "work" };
}
