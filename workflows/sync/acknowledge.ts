/** Somebody, or the EMR itself, says that an update is loaded; and those who have not said so are reminded. */
import { and, arrayContains, eq, inArray, lt, or, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { syncProfiles, syncs } from "~/db/schema/sync";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { type Actor, workerActor } from "../actor";
import { labToday } from "../compendium/catalogue";
import { followGate } from "../connection/commands";
import type { Refusal } from "../dispatch";
import { countFailure, isBlocked } from "../failures";
import { getLab } from "../lab";
import { may } from "../policy";
import { contentOf, type SyncContent, type SyncRow } from "./file";
import { updateReminder } from "./letters";
import { aboutOf, linkDigest, newLink } from "./send";

type Outcome = { kind: "done" } | Refusal;

/**
 * The update a link opens. Nothing for a token nobody gave, nor to an address that tried many; the opening is counted, once
 * a minute at most.
 */
export async function openSyncLink(token: string, address: string): Promise<SyncContent | undefined> {
  const key = `share address ${address}`;
  if (await isBlocked([key])) return undefined;
  const [row] = await database()
    .select({ id: syncs.id, connectionId: syncs.connectionId, openedAt: syncs.openedAt, state: connections.state })
    .from(syncs)
    .innerJoin(connections, eq(connections.id, syncs.connectionId))
    .where(arrayContains(syncs.linkSha256, [linkDigest(token)]));
  if (!row || row.state === "retired" || row.state === "cancelled") {
    await countFailure([key], "share.blocked", address);
    return undefined;
  }
  if (!row.openedAt || Date.now() - row.openedAt.getTime() > 60_000) {
    await withTransaction(async (tx) => {
      await tx.db
        .update(syncs)
        .set({ openedAt: sql`now()`, opens: sql`${syncs.opens} + 1` })
        .where(eq(syncs.id, row.id));
      tx.audit({
        chain: row.connectionId,
        actor: "share-link",
        action: "sync.open",
        objectId: row.id,
        outcome: "done",
      });
      tx.notify("syncs");
    });
  }
  return contentOf(row.id);
}

/** The holder of a link has loaded the file. */
export async function acknowledgeByLink(content: SyncContent, name: string): Promise<Outcome> {
  const who = name.trim().slice(0, 120);
  if (who === "") return { kind: "refused", code: "name", field: "name", message: "Your name is needed." };
  return acknowledge(content.sync.id, { by: who, how: "link", actorId: "share-link" });
}

/** A person of the lab knows that it is loaded, by telephone or because they looked. */
export async function acknowledgeByPerson(actor: Actor, id: string): Promise<Outcome> {
  const [row] = await database()
    .select({ practiceId: connections.practiceId })
    .from(syncs)
    .innerJoin(connections, eq(connections.id, syncs.connectionId))
    .where(eq(syncs.id, id));
  if (!row) return { kind: "not-found" };
  if (actor.kind !== "person" || !may(actor, "sync.manage", row)) return { kind: "forbidden" };
  return acknowledge(id, { by: actor.name, how: "person", actorId: actor.id });
}

/**
 * The EMR has answered the message with this control id (MFK, MSA-2): it has loaded the update, or it says what it would not.
 * False when no update of the connection has that id.
 */
export async function answerByMessage(
  connectionId: string,
  controlId: string,
  refusal: string | undefined,
): Promise<boolean> {
  const [row] = await database()
    .select({ id: syncs.id })
    .from(syncs)
    .where(and(eq(syncs.connectionId, connectionId), arrayContains(syncs.controlIds, [controlId])));
  if (!row) return false;
  if (refusal === undefined) await acknowledge(row.id, { by: "The EMR", how: "message", actorId: workerActor.id });
  else await refuse(row.id, connectionId, refusal);
  return true;
}

/** The oldest update that waits for an EMR which asks for it (REST), its file made; the asking is counted. */
export async function nextUpdate(connectionId: string): Promise<SyncRow | undefined> {
  return withTransaction(async (tx) => {
    const [row] = await tx.db
      .update(syncs)
      .set({ openedAt: sql`now()`, opens: sql`${syncs.opens} + 1` })
      .where(
        sql`${syncs.id} = (select id from syncs where connection_id = ${connectionId} and state = 'sent' and file is not null
          order by release, created_at limit 1)`,
      )
      .returning();
    if (row && row.opens === 1) tx.notify("syncs");
    return row;
  });
}

/** An EMR that asked for an update says that it is loaded, or why not. */
export async function answerByEmr(connectionId: string, id: string, refusal: string | undefined): Promise<Outcome> {
  const [row] = await database()
    .select({ id: syncs.id })
    .from(syncs)
    .where(and(eq(syncs.id, id), eq(syncs.connectionId, connectionId)));
  if (!row) return { kind: "not-found" };
  if (refusal === undefined) return acknowledge(id, { by: "The EMR", how: "message", actorId: workerActor.id });
  await refuse(id, connectionId, refusal);
  return { kind: "done" };
}

/** What the EMR would not load stands with the update until somebody sends it again or confirms it. */
async function refuse(id: string, connectionId: string, refusal: string): Promise<void> {
  await withTransaction(async (tx) => {
    const failure = `The EMR did not load it: ${refusal}`;
    const [row] = await tx.db
      .update(syncs)
      .set({ state: "failed", failure })
      .where(and(eq(syncs.id, id), inArray(syncs.state, ["pending", "sent", "failed"])))
      .returning({ id: syncs.id });
    if (!row) return;
    tx.audit({
      chain: connectionId,
      actor: workerActor.id,
      action: "sync.refused",
      objectId: id,
      outcome: "failed",
      reason: failure,
    });
    tx.notify("syncs", `connection:${connectionId}`);
  });
}

async function acknowledge(
  id: string,
  { by, how, actorId }: { by: string; how: NonNullable<SyncRow["acknowledgedHow"]>; actorId: string },
): Promise<Outcome> {
  const outcome = await withTransaction(async (tx): Promise<{ row: SyncRow } | Refusal> => {
    const [row] = await tx.db.select().from(syncs).where(eq(syncs.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    if (row.state === "acknowledged") return { row };
    if (row.state === "replaced") {
      const message = "A newer file for this EMR has taken its place. Please load that one.";
      return { kind: "refused", code: "replaced", message };
    }
    // Who has loaded a later update has loaded what came before it: an EMR takes them in their order.
    const taken = await tx.db
      .update(syncs)
      .set({ state: "acknowledged", acknowledgedAt: sql`now()`, acknowledgedBy: by, acknowledgedHow: how })
      .where(
        or(
          eq(syncs.id, id),
          row.whole
            ? and(
                eq(syncs.connectionId, row.connectionId),
                inArray(syncs.state, ["sent", "failed", "pending"]),
                lt(syncs.release, row.release),
              )
            : undefined,
        ),
      )
      .returning({ id: syncs.id });
    tx.audit({
      chain: row.connectionId,
      actor: actorId,
      action: "sync.acknowledge",
      objectId: id,
      outcome: "done",
      meta: { by, how, release: row.release, also: taken.map((one) => one.id).filter((one) => one !== id) },
    });
    tx.notify("syncs", `connection:${row.connectionId}`);
    return { row };
  });
  if ("kind" in outcome) return outcome;
  await followGate(outcome.row.connectionId);
  return { kind: "done" };
}

/** Reminds the contacts of these updates, or of all that are overdue when none are named. How many were. */
export async function remindVendors(
  actor: Actor,
  ids?: readonly string[],
): Promise<{ kind: "done"; reminded: number } | Refusal> {
  if (!may(actor, "sync.manage")) return { kind: "forbidden" };
  return { kind: "done", reminded: await remind(actor.id, ids, 0) };
}

/** Once in three days, whoever is late. Called by the clock. */
export const sweepReminders = (): Promise<number> => remind(workerActor.id, undefined, 3);

async function remind(actorId: string, ids: readonly string[] | undefined, days: number): Promise<number> {
  const lab = await getLab();
  const today = await labToday(new Date());
  const rows = await database()
    .select({ id: syncs.id, contact: syncProfiles.contact })
    .from(syncs)
    .innerJoin(syncProfiles, eq(syncProfiles.connectionId, syncs.connectionId))
    .where(
      and(
        eq(syncs.state, "sent"),
        sql`${syncProfiles.contact} <> ''`,
        ids ? inArray(syncs.id, [...ids]) : lt(syncs.dueOn, today),
        sql`coalesce(${syncs.remindedAt}, '-infinity') < now() - make_interval(days => ${days})`,
      ),
    );
  for (const { id, contact } of rows) {
    const content = await contentOf(id);
    if (content)
      await withTransaction((tx) =>
        remindOne(tx, content, { contact, actorId, letter: updateReminder(aboutOf(content), lab) }),
      );
  }
  return rows.length;
}

async function remindOne(
  tx: Transaction,
  { sync }: SyncContent,
  { contact, actorId, letter }: { contact: string; actorId: string; letter: ReturnType<typeof updateReminder> },
): Promise<void> {
  const [row] = await tx.db
    .update(syncs)
    .set({ remindedAt: sql`now()` })
    .where(and(eq(syncs.id, sync.id), eq(syncs.state, "sent")))
    .returning({ at: syncs.remindedAt });
  if (!row?.at) return;
  await queueMail(
    tx,
    [contact],
    `sync.send ${sync.id} reminder ${row.at.toISOString()}`,
    letter,
    await newLink(tx, sync.id),
  );
  tx.audit({ chain: sync.connectionId, actor: actorId, action: "sync.remind", objectId: sync.id, outcome: "done" });
  tx.notify("syncs");
}
