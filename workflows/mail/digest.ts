import { and, eq, gte, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { DateTime } from "luxon";
import { database } from "~/db/client";
import { type ConnectionState, connections } from "~/db/schema/connections";
import { type Letter, settings } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { addressesOf, getLab, type Lab } from "../lab";

/** The week in one mail, on Monday morning in the lab's own time: what came in, what waits, what went live. */
const sendHour = 7;
const sentKey = "digest-sent";

/** What stood open and what happened, counted. */
export type Week = {
  asked: number;
  decided: number;
  late: number;
  waiting: number;
  waitingForPractice: number;
  wentLive: number;
  beingSetUp: number;
};

/** What a practice has under way: a request or a connection, and its state in words. */
export type UnderWay = { name: string; state: string };

/** Sends the digests of this week, once, however often it is called. Called by the clock. */
export async function sendDigests(now = new Date()): Promise<void> {
  const lab = await getLab();
  const monday = mondayOf(now, lab);
  const week = monday.toISODate() ?? "";
  if (now < monday.set({ hour: sendHour }).toJSDate()) return;
  const [sent] = await database().select({ week: settings.value }).from(settings).where(eq(settings.key, sentKey));
  if (sent && sent.week >= week) return;
  const [figures, practices] = await Promise.all([weekBefore(monday), underWay()]);
  await withTransaction(async (tx) => {
    const [mine] = await tx.db
      .insert(settings)
      .values({ key: sentKey, value: week })
      .onConflictDoUpdate({ target: settings.key, set: { value: week }, setWhere: lt(settings.value, week) })
      .returning();
    if (!mine) return;
    const people = [...(await addressesOf(tx.db, "sales")), ...(await addressesOf(tx.db, "program-manager"))];
    await queueMail(tx, people, `digest ${week}`, labDigest(figures, lab));
    for (const [email, list] of practices) await queueMail(tx, [email], `digest ${week}`, practiceDigest(list, lab));
  });
}

const mondayOf = (now: Date, lab: Lab) => DateTime.fromJSDate(now, { zone: lab.calendar.timeZone }).startOf("week");

async function weekBefore(monday: DateTime): Promise<Week> {
  const [from, to] = [monday.minus({ weeks: 1 }).toJSDate(), monday.toJSDate()];
  const within = (column: typeof connectionRequests.decidedAt | typeof connections.liveAt) =>
    and(gte(column, from), lt(column, to));
  const counted = (condition: ReturnType<typeof and>) => sql<number>`(count(*) filter (where ${condition}))::int`;
  const [[requests], [links]] = await Promise.all([
    database()
      .select({
        asked: counted(within(connectionRequests.submittedAt)),
        decided: counted(within(connectionRequests.decidedAt)),
        late: counted(within(connectionRequests.slaBreachedAt)),
        waiting: counted(eq(connectionRequests.state, "submitted")),
        waitingForPractice: counted(eq(connectionRequests.state, "info-requested")),
      })
      .from(connectionRequests),
    database()
      .select({
        wentLive: counted(within(connections.liveAt)),
        beingSetUp: counted(inArray(connections.state, ["provisioning", "testing", "ready"])),
      })
      .from(connections),
  ]);
  const none = { asked: 0, decided: 0, late: 0, waiting: 0, waitingForPractice: 0, wentLive: 0, beingSetUp: 0 };
  return { ...none, ...requests, ...links };
}

const requestWords: Record<string, string> = {
  submitted: "with the lab, which decides",
  "info-requested": "waits for your answer",
};
const connectionWords: Record<string, string> = {
  provisioning: "being set up by the lab",
  testing: "being tested by the lab",
  ready: "tested and signed; it goes live next",
  paused: "paused",
};

/** By address: what is under way at their practice. People of a practice where nothing is get no mail. */
async function underWay(): Promise<Map<string, UnderWay[]>> {
  const db = database();
  const [people, requests, links] = await Promise.all([
    db
      .select({ email: users.email, practiceId: users.practiceId })
      .from(users)
      .where(and(isNotNull(users.practiceId), isNull(users.disabledAt))),
    db
      .select()
      .from(connectionRequests)
      .where(inArray(connectionRequests.state, ["submitted", "info-requested"])),
    db
      .select()
      .from(connections)
      .where(inArray(connections.state, Object.keys(connectionWords) as ConnectionState[])),
  ]);
  const byPractice = new Map<string, UnderWay[]>();
  const add = (practiceId: string, name: string, state: string | undefined) =>
    state && byPractice.set(practiceId, [...(byPractice.get(practiceId) ?? []), { name, state }]);
  for (const row of requests) add(row.practiceId, `Request for ${row.emrName}`, requestWords[row.state]);
  for (const row of links) add(row.practiceId, `Connection for ${row.emrName}`, connectionWords[row.state]);
  return new Map(
    people.flatMap(({ email, practiceId }) => {
      const list = byPractice.get(practiceId ?? "");
      return list ? [[email, list] as const] : [];
    }),
  );
}

/** The week for the lab; pure. */
export const labDigest = (week: Week, lab: Lab): Letter => ({
  subject: `The week: ${week.waiting} waiting, ${week.wentLive} went live`,
  heading: "Last week and what waits now",
  paragraphs: [
    week.waiting === 0
      ? "No request waits for a decision."
      : `${week.waiting === 1 ? "One request waits" : `${week.waiting} requests wait`} for a decision by ${lab.shortName}.`,
  ],
  facts: [
    { label: "New requests", value: String(week.asked) },
    { label: "Decided", value: String(week.decided) },
    { label: "Overdue at some time", value: String(week.late) },
    { label: "Waiting for a practice's answer now", value: String(week.waitingForPractice) },
    { label: "Being set up now", value: String(week.beingSetUp) },
    { label: "Went live", value: String(week.wentLive) },
  ],
  action: { label: "Open the queue", path: "/approvals" },
});

/** What a practice has under way; pure. */
export const practiceDigest = (list: readonly UnderWay[], lab: Lab): Letter => ({
  subject: `Where your connections with ${lab.shortName} stand`,
  heading: "Where your connections stand",
  paragraphs: ["You need not ask: this is how it stands this Monday, and the portal shows it at any time."],
  facts: list.map(({ name, state }) => ({ label: name, value: state })),
  action: { label: "Open the portal", path: "/portal" },
});
