import { and, eq, inArray } from "drizzle-orm";
import { DateTime } from "luxon";
import { database } from "~/db/client";
import { type ConnectionState, connections, type GateItem } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { toDos } from "~/db/schema/set-up";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { clockActor, workerActor } from "../actor";
import { type ConnectionRow, dispatchConnectionIn } from "../dispatch";
import { addressesOf, getLab, type Lab } from "../lab";
import { type EvidenceAges, getEvidenceAges } from "./evidence-ages";
import type { GateLamp } from "./gate";
import * as letters from "./letters";
import { loadStandings } from "./standing";
import { closeTopic, raiseToDo } from "./to-dos";

/** Evidence grows old: what that takes back, who is told before, and what other days would mean. */

/** A connection some of whose items would go from green to stale. */
export type Aged = { id: string; practice: string; emrName: string; state: ConnectionState; items: GateItem[] };

/**
 * What `ages` would make stale that is green today. A live connection is left out: what flows confirms its evidence as long
 * as it is live. A paused one could then be resumed only after a test.
 */
export async function previewAges(ages: EvidenceAges): Promise<Aged[]> {
  const found = await database()
    .select({ row: connections, practice: practices.name })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(inArray(connections.state, ["testing", "ready", "paused"]))
    .orderBy(practices.name);
  const rows = found.map(({ row }) => row);
  const [now, then] = await Promise.all([loadStandings(rows), loadStandings(rows, database(), ages)]);
  return found.flatMap(({ row: { id, emrName, state }, practice }): Aged[] => {
    const stale = new Set(then.get(id)?.lamps.flatMap((lamp) => (lamp.state === "green" ? [] : lamp.item)));
    const items = greenIn(now.get(id)?.lamps).filter((item) => stale.has(item));
    return items.length > 0 ? [{ id, practice, emrName, state, items }] : [];
  });
}

const greenIn = (lamps: readonly GateLamp[] = []) =>
  lamps.flatMap(({ item, state }) => (state === "green" ? item : []));

/**
 * Takes back what is ready on evidence that has become too old, and tells engineers some days before: once by mail, and on
 * the connection's list until it is tested or goes live. Called by the clock, safe at any time and twice at once.
 */
export async function watchEvidence(): Promise<void> {
  const rows = await database().select().from(connections).where(eq(connections.state, "ready"));
  const [standings, ages, lab] = await Promise.all([loadStandings(rows), getEvidenceAges(), getLab()]);
  for (const row of rows) {
    const lamps = standings.get(row.id)?.lamps ?? [];
    const open = lamps.filter((lamp) => lamp.state !== "green");
    await withTransaction((tx) => (open.length > 0 ? takeBack(tx, row, open) : warn(tx, row, lamps, ages, lab)));
  }
}

/** It is ready no more; the machine asks again before it says so. */
async function takeBack(tx: Transaction, { id }: ConnectionRow, open: readonly GateLamp[]): Promise<void> {
  await dispatchConnectionIn(tx, workerActor, id, "gateLost", {
    also: async (_tx, row) => {
      const old = open.filter(({ item, state }) => state === "stale" && item !== "signOff");
      const letter = letters.evidenceTooOld(row, labelsOf(old.length > 0 ? old : open));
      await closeTopic(tx, id, "evidence", clockActor);
      await raiseToDo(tx, id, { topic: "evidence", what: "Run the test again: evidence is too old", createdBy: null });
      await queueMail(tx, await addressesOf(tx.db, "engineer"), `evidence.age ${id}`, letter);
    },
  });
}

/** Says that it becomes too old soon; the day stands in the to-do, by which a second time is known. */
async function warn(
  tx: Transaction,
  row: ConnectionRow,
  lamps: readonly GateLamp[],
  { warnDays }: EvidenceAges,
  lab: Lab,
): Promise<void> {
  const ends = lamps.flatMap(({ countsUntil }) => countsUntil ?? []);
  const first = ends.length > 0 ? new Date(Math.min(...ends.map(Number))) : undefined;
  if (!first || first.getTime() - Date.now() > warnDays * 86_400_000)
    return closeTopic(tx, row.id, "evidence", clockActor);
  const day = DateTime.fromJSDate(first, { zone: lab.calendar.timeZone });
  const what = `Go live or test again: evidence is too old from ${day.setLocale("en-US").toFormat("d LLLL yyyy")}`;
  const [said] = await tx.db
    .select({ id: toDos.id })
    .from(toDos)
    .where(and(eq(toDos.connectionId, row.id), eq(toDos.what, what)));
  if (said) return;
  await closeTopic(tx, row.id, "evidence", clockActor);
  const due = day.toISODate() ?? "";
  if (!(await raiseToDo(tx, row.id, { topic: "evidence", what, due, createdBy: null }))) return;
  const soon = lamps.filter(({ countsUntil }) => countsUntil?.getTime() === first.getTime());
  const letter = letters.evidenceAges(row, labelsOf(soon), first, lab);
  await queueMail(tx, await addressesOf(tx.db, "engineer"), `evidence.age ${row.id}`, letter);
}

const labelsOf = (lamps: readonly GateLamp[]) => lamps.map(({ label }) => label);
