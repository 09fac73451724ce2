/** Who may order a panel: offered to connections by a person, or by itself with the release that brings it. */
import { and, eq, inArray, isNull, notInArray, or, sql } from "drizzle-orm";
import { draftChanges, type Item } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { panelProposals, requestOffers } from "~/db/schema/offers";
import { connectionRequests } from "~/db/schema/requests";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import { followGate } from "../connection/commands";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { loadCatalogue } from "./catalogue";

type Reader = Pick<Writer, "select">;

/**
 * Why these panels cannot be offered to a practice, a sentence each. One that waits in the draft is not published; one of a
 * release that waits for its day is.
 */
export async function refusedPanels(practiceId: string, codes: readonly string[], db: Reader): Promise<string[]> {
  if (codes.length === 0) return [];
  const { standing, draft } = await loadCatalogue(db, codes);
  return codes.flatMap((code) => refusedBecause(code, practiceId, standing.get(code), draft.has(code)) ?? []);
}

function refusedBecause(code: string, practiceId: string, item: Item | undefined, drafted: boolean) {
  if (!item && drafted)
    return `${code} is not published yet. It waits for lab operations and can be offered after that.`;
  if (item?.kind !== "panel") return `There is no panel ${code}.`;
  if (item.status === "discontinued") return `${code} cannot be ordered any more.`;
  if (item.scope === "practices" && !item.practiceIds.includes(practiceId)) {
    return `${code} was made for other practices.`;
  }
  return undefined;
}

export type Offered = { kind: "done"; connectionIds: string[] } | Refusal;

/** Offers a panel to connections, and sets it aside for requests that are still open: all of them or none. */
export async function offerPanel(
  actor: Actor,
  code: string,
  { connectionIds, requestIds }: { connectionIds: readonly string[]; requestIds: readonly string[] },
): Promise<Offered> {
  const person = personId(actor);
  if (!may(actor, "panel.offer") || person === null) return { kind: "forbidden" };
  if (connectionIds.length + requestIds.length === 0) {
    return { kind: "refused", code: "nobody", field: "to", message: "Choose whom to offer it to." };
  }
  const offered = await withTransaction(async (tx): Promise<Offered> => {
    const rows = await tx.db
      .select()
      .from(connections)
      .where(and(inArray(connections.id, [...connectionIds]), notInArray(connections.state, ["retired", "cancelled"])))
      .for("update");
    const requests = await tx.db
      .select()
      .from(connectionRequests)
      .where(
        and(
          inArray(connectionRequests.id, [...requestIds]),
          inArray(connectionRequests.state, ["submitted", "info-requested"]),
        ),
      );
    if (rows.length < connectionIds.length || requests.length < requestIds.length) {
      const message = "One of them has ended or was decided since you opened the page. Nothing was offered.";
      return { kind: "refused", code: "gone", field: "to", message };
    }
    for (const practiceId of new Set([...rows, ...requests].map((row) => row.practiceId))) {
      const [message] = await refusedPanels(practiceId, [code], tx.db);
      if (message) return { kind: "refused", code: "panel", field: "to", message };
    }
    await addTo(
      tx,
      actor,
      code,
      rows.map(({ id }) => id),
    );
    if (requests.length > 0) {
      await tx.db
        .insert(requestOffers)
        .values(requests.map(({ id }) => ({ requestId: id, code, offeredBy: person })))
        .onConflictDoNothing();
      for (const { id } of requests) {
        tx.audit({
          chain: "system",
          actor: actor.id,
          action: "panel.offer",
          objectId: id,
          outcome: "done",
          meta: { code },
        });
      }
      tx.notify("requests");
    }
    return { kind: "done", connectionIds: rows.map(({ id }) => id) };
  });
  if (offered.kind === "done") for (const id of offered.connectionIds) await followGate(id);
  return offered;
}

/** Adds a panel to what connections may order; those that have it stay as they are. */
async function addTo(tx: Transaction, actor: Actor, code: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const added = await tx.db
    .update(connections)
    .set({ offeredPanels: sql`array_append(${connections.offeredPanels}, ${code})` })
    .where(and(inArray(connections.id, [...ids]), sql`not ${connections.offeredPanels} @> array[${code}]`))
    .returning({ id: connections.id });
  for (const { id } of added) {
    tx.audit({ chain: id, actor: actor.id, action: "panel.offer", objectId: id, outcome: "done", meta: { code } });
    tx.notify(`connection:${id}`);
  }
  if (added.length > 0) tx.notify("connections");
}

/**
 * Marks what a release brings of the panels proposed to the draft, and offers those where that was asked for. It comes
 * before the release's updates are made, so that each EMR is told of its panel with the release itself. The codes it has
 * offered, for the gates that read them.
 */
export async function offerPublished(tx: Transaction, actor: Actor, release: number): Promise<string[]> {
  const brought = await tx.db
    .update(panelProposals)
    .set({ release })
    .where(
      and(
        isNull(panelProposals.release),
        inArray(
          panelProposals.code,
          tx.db.select({ code: draftChanges.code }).from(draftChanges).where(eq(draftChanges.kind, "panel")),
        ),
      ),
    )
    .returning();
  const wanted = brought.filter(({ offerWhenPublished }) => offerWhenPublished);
  for (const { code, practiceId, requestId, connectionId } of wanted) {
    // Lab operations may have made it for others, or ended it, before they published it.
    if ((await refusedAfterPublish(tx, practiceId, code)) !== undefined) continue;
    const rows = await tx.db
      .select({ id: connections.id })
      .from(connections)
      .leftJoin(connectionRequests, eq(connectionRequests.id, requestId ?? ""))
      .where(
        and(
          eq(connections.practiceId, practiceId),
          notInArray(connections.state, ["retired", "cancelled"]),
          connectionId ? eq(connections.id, connectionId) : undefined,
          requestId
            ? or(eq(connections.requestId, requestId), eq(connections.id, connectionRequests.connectionId))
            : undefined,
        ),
      )
      .for("update", { of: connections });
    await addTo(
      tx,
      actor,
      code,
      rows.map(({ id }) => id),
    );
    if (requestId && rows.length === 0) await setAside(tx, requestId, code, actor);
  }
  return wanted.map(({ code }) => code);
}

/** The draft is about to become what stands: its item decides. */
async function refusedAfterPublish(tx: Transaction, practiceId: string, code: string): Promise<string | undefined> {
  const { draft } = await loadCatalogue(tx.db, [code]);
  return refusedBecause(code, practiceId, draft.get(code)?.item, false);
}

/** A request that is not decided has it among what its approval offers. */
async function setAside(tx: Transaction, requestId: string, code: string, actor: Actor): Promise<void> {
  const offeredBy = personId(actor);
  if (offeredBy) await tx.db.insert(requestOffers).values({ requestId, code, offeredBy }).onConflictDoNothing();
  tx.notify("requests");
}
