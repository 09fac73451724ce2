/**
 * To-dos of a connection: what a person has to do that no setting of ours can, such as letting our address through a
 * firewall, with whose turn it is. What is the practice's stands in its portal, and its people tick it off there.
 */
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { type ToDoTopic, toDoParties, toDos } from "~/db/schema/set-up";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { type Actor, clockActor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { toDoGiven } from "./to-do-letters";
import { ownersOf } from "./to-do-owners";

export type ToDoRow = typeof toDos.$inferSelect;

const text = (most: number) => z.string().trim().max(most, `At most ${most} characters.`);

/** The form of a to-do; `due` is a day as YYYY-MM-DD, or empty. */
export const toDoSchema = z.object({
  what: text(300).min(1, "Say what has to be done."),
  party: z.enum(toDoParties, "Say whose turn it is."),
  owner: text(120),
  due: z.union([z.literal(""), z.iso.date("Give a day, such as 2026-12-01.")]),
});
export type ToDoForm = z.infer<typeof toDoSchema>;

/**
 * What most connections over a network ask of somebody, offered where it is not on the list yet; pure. `vendorNamed`: the
 * practice has named somebody at the vendor already.
 */
export function usualToDos(
  emr: string,
  there: readonly Pick<ToDoRow, "what">[],
  vendorNamed: boolean,
): Pick<ToDoForm, "what" | "party">[] {
  const usual: Pick<ToDoForm, "what" | "party">[] = [
    { what: `Let the lab's address through the firewall in front of ${emr}`, party: "vendor" },
    ...(vendorNamed
      ? []
      : [{ what: `Name somebody of ${emr}'s vendor who answers during the tests`, party: "practice" as const }]),
    { what: "Confirm the fingerprint of the server's host key by phone", party: "vendor" },
  ];
  return usual.filter(({ what }) => !there.some((one) => one.what === what));
}

export async function addToDo(actor: Actor, connectionId: string, form: ToDoForm): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, connectionId));
    if (!row) return { kind: "not-found" };
    if (actor.kind !== "person" || !may(actor, "connection.toDo", row)) return { kind: "forbidden" };
    const id = newId("tdo");
    const { due, ...what } = form;
    await tx.db.insert(toDos).values({ id, connectionId, ...what, due: due || null, createdBy: actor.id });
    tx.audit({ chain: connectionId, actor: actor.id, action: "toDo.add", objectId: id, outcome: "done" });
    tx.notify(`connection:${connectionId}`, `practice:${row.practiceId}`);
    const owners = (await ownersOf(tx.db, row.practiceId, form)).filter((email) => email !== actor.email);
    await queueMail(tx, owners, `toDo.assign ${id}`, toDoGiven(row, { ...form, by: actor.name }));
    return { kind: "done" };
  });
}

/** Ticks a to-do off, or opens it again; saying what it is already changes nothing. */
export async function tickToDo(
  actor: Actor,
  connectionId: string,
  id: string,
  done: boolean,
): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [found] = await tx.db
      .select({ toDo: toDos, practiceId: connections.practiceId })
      .from(toDos)
      .innerJoin(connections, eq(connections.id, toDos.connectionId))
      .where(and(eq(toDos.id, id), eq(toDos.connectionId, connectionId)))
      .for("update", { of: toDos });
    if (!found || !may(actor, "connection.view", found)) return { kind: "not-found" };
    const theirs = found.toDo.party === "practice" && may(actor, "connection.ownToDo", found);
    if (actor.kind !== "person" || !(theirs || may(actor, "connection.toDo", found))) return { kind: "forbidden" };
    if ((found.toDo.doneAt !== null) === done) return { kind: "done" };
    if (!done && (await isTopicOpen(tx, found.toDo))) {
      return { kind: "refused", code: "twice", message: "The same is on the list again already." };
    }
    await tx.db
      .update(toDos)
      .set({ doneAt: done ? sql`now()` : null, doneBy: done ? actor.id : null })
      .where(eq(toDos.id, id));
    const action = done ? "toDo.done" : "toDo.open";
    tx.audit({ chain: connectionId, actor: actor.id, action, objectId: id, outcome: "done" });
    tx.notify(`connection:${connectionId}`, `practice:${found.practiceId}`);
    return { kind: "done" };
  });
}

/**
 * Puts something on the lab's side of the list, in the transaction that causes it. False when one about this topic is open
 * already: it stays as it is.
 */
export async function raiseToDo(
  tx: Transaction,
  connectionId: string,
  { createdBy, ...toDo }: { topic: ToDoTopic; what: string; due?: string; createdBy: string | null },
): Promise<boolean> {
  const id = newId("tdo");
  const [raised] = await tx.db
    .insert(toDos)
    .values({ id, connectionId, party: "lab", owner: "", createdBy, ...toDo })
    .onConflictDoNothing()
    .returning({ id: toDos.id });
  if (raised) {
    tx.audit({
      chain: connectionId,
      actor: createdBy ?? clockActor.id,
      action: "toDo.add",
      objectId: id,
      outcome: "done",
    });
    tx.notify(`connection:${connectionId}`);
  }
  return raised !== undefined;
}

/** Whether something else about the same topic is open. */
async function isTopicOpen(tx: Transaction, { connectionId, topic }: ToDoRow): Promise<boolean> {
  if (topic === null) return false;
  const [open] = await tx.db
    .select({ id: toDos.id })
    .from(toDos)
    .where(and(eq(toDos.connectionId, connectionId), eq(toDos.topic, topic), isNull(toDos.doneAt)));
  return open !== undefined;
}

/** Ticks off what is open about a topic, in the transaction that settles it. */
export async function closeTopic(tx: Transaction, connectionId: string, topic: ToDoTopic, actor: Actor): Promise<void> {
  const closed = await tx.db
    .update(toDos)
    .set({ doneAt: sql`now()`, doneBy: personId(actor) })
    .where(and(eq(toDos.connectionId, connectionId), eq(toDos.topic, topic), isNull(toDos.doneAt)))
    .returning({ id: toDos.id });
  for (const { id } of closed) {
    tx.audit({ chain: connectionId, actor: actor.id, action: "toDo.done", objectId: id, outcome: "done" });
  }
}

/** What these connections ask of their practice: what is open, oldest first, and what was done. */
export async function practiceToDos(connectionIds: readonly string[]): Promise<ToDoRow[]> {
  if (connectionIds.length === 0) return [];
  return database()
    .select()
    .from(toDos)
    .where(and(inArray(toDos.connectionId, [...connectionIds]), eq(toDos.party, "practice")))
    .orderBy(sql`${toDos.doneAt} desc nulls first`, toDos.createdAt)
    .limit(100);
}
