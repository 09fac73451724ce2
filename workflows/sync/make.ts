/** A release becomes a sync for each connection it says something new to. */
import { and, desc, eq, inArray, lte, ne, sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { pricesOn } from "~/db/queries/practice-prices";
import { type DueProfile, dueProfiles, markTold } from "~/db/queries/sync-facts";
import { releaseChanges, releases, type TestStatus } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { syncProfiles, syncs } from "~/db/schema/sync";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import { labToday } from "../compendium/catalogue";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { deltaOf, packChanges, repricedCodes, type StandingItem } from "./delta";
import { adoptConnections, ensureProfile } from "./profile";

/** Makes what is to be sent of a release, in the transaction that publishes it. How many syncs there are. */
export async function syncRelease(tx: Transaction, release: number): Promise<number> {
  await adoptConnections(tx);
  const made = await makeSyncs(tx, release, await dueProfiles(tx.db, release));
  if (made.length > 0) tx.notify("syncs");
  return made.length;
}

/** Rows of one statement; whole menus are long. */
const batch = 20;

async function makeSyncs(tx: Transaction, release: number, due: readonly DueProfile[]): Promise<string[]> {
  if (due.length === 0) return [];
  const [standing, today] = await Promise.all([standingAt(tx, release), labToday(new Date(), tx.db)]);
  const prices = await pricesAt(tx, release, today, due);
  const pricesFor = ({ practiceId, withPrices }: DueProfile) =>
    (withPrices ? prices.get(practiceId) : undefined) ?? new Map<string, number>();
  const rows = due.flatMap((profile) => syncFor(profile, { release, today, standing, prices: pricesFor(profile) }));
  for (let from = 0; from < rows.length; from += batch) {
    await tx.db
      .insert(syncs)
      .values(rows.slice(from, from + batch))
      .onConflictDoNothing();
  }
  const told = due.map((profile) => ({ id: profile.id, prices: Object.fromEntries(pricesFor(profile)) }));
  await markTold(tx.db, told, release);
  return rows.map(({ id }) => id);
}

/** What each practice pays on the day its EMR is told of. */
async function pricesAt(tx: Transaction, release: number, today: string, due: readonly DueProfile[]) {
  const [row] = await tx.db.select().from(releases).where(eq(releases.number, release));
  const day = row && row.effectiveOn > today ? row.effectiveOn : today;
  return pricesOn(tx.db, [...new Set(due.map(({ practiceId }) => practiceId))], day);
}

/** The sync of one connection, where the release says something new to it. */
function syncFor(
  profile: DueProfile,
  {
    release,
    today,
    standing,
    prices,
  }: { release: number; today: string; standing: readonly StandingItem[]; prices: ReadonlyMap<string, number> },
): (typeof syncs.$inferInsert)[] {
  const { toldRelease, format, way, dueDays } = profile;
  const whole = profile.whole || toldRelease === null;
  const changes = deltaOf(
    {
      offered: { test: profile.offeredTests, panel: profile.offeredPanels },
      told: { test: profile.toldTests, panel: profile.toldPanels },
      toldRelease: toldRelease ?? 0,
      whole,
      repriced: repricedCodes(profile.withPrices ? profile.toldPrices : {}, prices),
    },
    standing,
  );
  if (changes.length === 0) return [];
  const dueOn = new Date(Date.parse(today) + dueDays * 86_400_000).toISOString().slice(0, 10);
  const changeCount = changes.length;
  return [
    {
      id: newId("syn"),
      connectionId: profile.id,
      release,
      whole,
      format,
      way,
      state: "pending",
      changes: packChanges(changes),
      changeCount,
      dueOn,
    },
  ];
}

/** All items up to a release, tests before panels, by code. */
async function standingAt(tx: Transaction, release: number): Promise<StandingItem[]> {
  const rows = await tx.db
    .selectDistinctOn([releaseChanges.kind, releaseChanges.code], {
      kind: releaseChanges.kind,
      code: releaseChanges.code,
      release: releaseChanges.release,
      action: releaseChanges.action,
      status: sql<TestStatus>`${releaseChanges.after}->>'status'`,
    })
    .from(releaseChanges)
    .where(lte(releaseChanges.release, release))
    .orderBy(releaseChanges.kind, releaseChanges.code, desc(releaseChanges.release));
  return rows.sort((a, b) => (a.kind === b.kind ? (a.code < b.code ? -1 : 1) : a.kind === "test" ? -1 : 1));
}

/**
 * Sends all a practice is offered, whatever its EMR was told before: for a new connection, or one whose EMR has lost count.
 * What still waited for this connection is replaced by it.
 */
export async function sendWhole(actor: Actor, connectionId: string): Promise<{ kind: "done"; id: string } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done"; id: string } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, connectionId)).for("update");
    if (!row) return { kind: "not-found" };
    if (!may(actor, "sync.manage", row)) return { kind: "forbidden" };
    if (row.state === "retired" || row.state === "cancelled") {
      return { kind: "refused", code: "ended", message: "The connection has ended." };
    }
    if (row.offeredTests.length + row.offeredPanels.length === 0) {
      return { kind: "refused", code: "nothing", message: "Nothing is offered to this practice yet." };
    }
    const [release] = await tx.db.select().from(releases).orderBy(desc(releases.number)).limit(1);
    if (!release) return { kind: "refused", code: "no-release", message: "No release has been published yet." };
    await ensureProfile(tx, row);
    await tx.db
      .update(syncProfiles)
      .set({ toldRelease: null, toldTests: [], toldPanels: [] })
      .where(eq(syncProfiles.connectionId, connectionId));
    const [id] = await makeSyncs(tx, release.number, await dueProfiles(tx.db, release.number, connectionId));
    if (!id)
      return { kind: "refused", code: "nothing", message: "Nothing of what is offered can be ordered any more." };
    await tx.db
      .update(syncs)
      .set({ state: "replaced" })
      .where(
        and(
          eq(syncs.connectionId, connectionId),
          ne(syncs.id, id),
          inArray(syncs.state, ["pending", "sent", "failed"]),
        ),
      );
    record(tx, actor, connectionId, id, "sync.whole");
    return { kind: "done", id };
  });
}

/** Sends the same file again. */
export async function resendSync(actor: Actor, id: string): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [found] = await tx.db
      .select({ sync: syncs, connection: connections })
      .from(syncs)
      .innerJoin(connections, eq(connections.id, syncs.connectionId))
      .where(eq(syncs.id, id))
      .for("update", { of: syncs });
    if (!found) return { kind: "not-found" };
    if (!may(actor, "sync.manage", found.connection)) return { kind: "forbidden" };
    if (found.sync.state !== "sent" && found.sync.state !== "failed") {
      const message = found.sync.state === "pending" ? "It is being sent." : "It is over; nothing of it is sent again.";
      return { kind: "refused", code: "over", message };
    }
    await tx.db
      .update(syncs)
      .set({ state: "pending", failure: null, notBefore: null, tries: 0 })
      .where(eq(syncs.id, id));
    record(tx, actor, found.connection.id, id, "sync.resend");
    return { kind: "done" };
  });
}

function record(tx: Transaction, actor: Actor, connectionId: string, id: string, action: string): void {
  tx.audit({ chain: connectionId, actor: actor.id, action, objectId: id, outcome: "done" });
  tx.notify("syncs", `connection:${connectionId}`);
}
