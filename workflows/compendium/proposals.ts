/** Panels that Sales builds for a practice: a change of the draft that knows whom it is for, until it is offered there. */
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { draftChanges, type Item, type PanelItem, releases } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { panelProposals } from "~/db/schema/offers";
import { practices, users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { type Drafted, discardIn, draftIn, lockDraft } from "./draft";
import { freeCode } from "./panel-code";

/** Whom a panel is for; the practice follows from a request or a connection. */
export type ProposalFor = { practiceId?: string; requestId?: string; connectionId?: string };

/**
 * proposed: in the draft, for lab ops to look at. published: a release brought it. offered: the practice may order it.
 * declined: it was taken out of the draft.
 */
export type ProposalState = "proposed" | "published" | "offered" | "declined";

export type Proposal = {
  id: string;
  code: string;
  name: string;
  practiceId: string;
  practice: string;
  requestId: string | null;
  connectionId: string | null;
  offerWhenPublished: boolean;
  why: string;
  by: string;
  proposedBy: string;
  at: Date;
  state: ProposalState;
  release: { number: number; name: string; effectiveOn: string } | null;
  /** Of the draft's change; 0 where there is none. */
  version: number;
};

export type Proposing = {
  panel: Omit<PanelItem, "scope" | "practiceIds" | "salesOwnerId">;
  for: ProposalFor;
  offer: boolean;
  why: string;
  /** The proposal that is changed and the version of the draft's change that was seen; absent for a new one. */
  of?: { id: string; version: number };
};

export type Proposed = { kind: "done"; id: string; code: string } | Exclude<Drafted, { kind: "done" }>;

const ended: readonly string[] = ["retired", "cancelled"];

/** Puts the panel into the draft for that practice only, with the person as its Sales owner. Nothing of it is in force. */
export async function proposePanel(actor: Actor, proposing: Proposing): Promise<Proposed> {
  const owner = personId(actor);
  if (!may(actor, "panel.propose") || owner === null) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<Proposed> => {
    const head = await lockDraft(tx);
    const target = await targetOf(tx, proposing.for);
    if ("kind" in target) return target;
    const before = proposing.of && (await findProposals(eq(panelProposals.id, proposing.of.id), tx.db))[0];
    const refusal = proposing.of ? notOpen(before, proposing.panel.code) : await takenCode(tx, proposing.panel.code);
    if (refusal) return refusal;
    const item: Item = {
      kind: "panel",
      ...proposing.panel,
      scope: "practices",
      practiceIds: [target.practiceId],
      salesOwnerId: before?.proposedBy ?? owner,
    };
    const entry = { item, version: proposing.of?.version ?? 0 };
    const drafted = await draftIn(tx, head, actor, [entry], {
      why: whyWords(target.practice, proposing.why),
    });
    if (drafted.kind !== "done") return drafted;
    const values = { offerWhenPublished: proposing.offer, why: proposing.why };
    if (before) {
      await tx.db.update(panelProposals).set(values).where(eq(panelProposals.id, before.id));
      return { kind: "done", id: before.id, code: item.code };
    }
    const id = newId("prp");
    const { practiceId, requestId, connectionId } = target;
    const about = { id, code: item.code, practiceId, requestId, connectionId, proposedBy: owner };
    await tx.db.insert(panelProposals).values({ ...about, ...values });
    record(tx, actor, "panel.propose", { id, code: item.code, practiceId });
    return { kind: "done", id, code: item.code };
  });
}

/** What reviewers read beside the change. */
const whyWords = (practice: string, why: string) => (why ? `For ${practice}: ${why}` : `For ${practice}`);

/** Takes a proposal back that nobody has published. */
export async function withdrawProposal(actor: Actor, id: string, version: number): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "panel.propose")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const head = await lockDraft(tx);
    const [proposal] = await findProposals(eq(panelProposals.id, id), tx.db);
    if (!proposal) return { kind: "not-found" };
    const closed = notOpen(proposal, proposal.code);
    if (closed) return closed;
    const gone = await discardIn(tx, head, actor, { kind: "panel", code: proposal.code, version });
    if (gone.kind === "done") record(tx, actor, "panel.withdraw", proposal);
    return gone;
  });
}

function notOpen(proposal: Proposal | undefined, code: string): Refusal | undefined {
  if (!proposal || proposal.code !== code) return { kind: "not-found" };
  if (proposal.state === "proposed") return undefined;
  const message =
    proposal.state === "declined"
      ? "Lab operations took it out of the draft. Propose it again as a new panel."
      : "It is published; only lab operations change it now.";
  return { kind: "refused", code: "not-open", message };
}

type Target = { practiceId: string; practice: string; requestId: string | null; connectionId: string | null };

async function targetOf(tx: Transaction, wanted: ProposalFor): Promise<Target | Refusal> {
  const [request] = wanted.requestId
    ? await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, wanted.requestId))
    : [];
  const [connection] = wanted.connectionId
    ? await tx.db.select().from(connections).where(eq(connections.id, wanted.connectionId))
    : [];
  if (connection && ended.includes(connection.state)) {
    return { kind: "refused", code: "ended", message: "The connection has ended." };
  }
  const practiceId = request?.practiceId ?? connection?.practiceId ?? wanted.practiceId ?? "";
  const [practice] = await tx.db.select().from(practices).where(eq(practices.id, practiceId));
  if (!practice) {
    return { kind: "refused", code: "practice", field: "practiceId", message: "Choose the practice it is for." };
  }
  return {
    practiceId,
    practice: practice.name,
    requestId: request?.id ?? null,
    connectionId: connection?.id ?? null,
  };
}

async function takenCode(tx: Transaction, code: string): Promise<Refusal | undefined> {
  const [row] = await tx.db.execute(sql`
    select name from tests where code = ${code} union all select name from panels where code = ${code}
    union all select item->>'name' from compendium_draft_changes where code = ${code}
    union all select after->>'name' from compendium_release_changes where code = ${code} limit 1`);
  return row && { kind: "refused", code: "code", field: "code", message: `The code ${code} belongs to ${row.name}.` };
}

/** A code nobody has for a panel of this practice. */
export async function suggestCode(practice: string): Promise<string> {
  const rows = await database().execute(sql`
    select code from panels where code like 'P-%' union select code from tests where code like 'P-%'
    union select code from compendium_draft_changes where code like 'P-%'
    union select code from compendium_release_changes where code like 'P-%'`);
  return freeCode(practice, new Set(rows.map((row) => String(row.code))));
}

/** Proposals, the newest first, each with what became of it. */
export async function findProposals(
  where: SQL | undefined,
  db: Pick<Transaction["db"], "select"> = database(),
): Promise<Proposal[]> {
  const offered = sql<boolean>`exists (select from connections c where c.offered_panels @> array[${panelProposals.code}]
    and c.state not in ('retired', 'cancelled') and c.practice_id = ${panelProposals.practiceId}
    and (${panelProposals.connectionId} is null or c.id = ${panelProposals.connectionId})
    and (${panelProposals.requestId} is null or c.request_id = ${panelProposals.requestId}
      or c.id = (select r.connection_id from connection_requests r where r.id = ${panelProposals.requestId})))`;
  const rows = await db
    .select({
      proposal: panelProposals,
      practice: practices.name,
      by: users.name,
      draft: draftChanges,
      offered,
      panelName: sql<string | null>`(select p.name from panels p where p.code = ${panelProposals.code})`,
      release: { number: releases.number, name: releases.name, effectiveOn: releases.effectiveOn },
    })
    .from(panelProposals)
    .innerJoin(practices, eq(practices.id, panelProposals.practiceId))
    .innerJoin(users, eq(users.id, panelProposals.proposedBy))
    .leftJoin(draftChanges, and(eq(draftChanges.kind, "panel"), eq(draftChanges.code, panelProposals.code)))
    .leftJoin(releases, eq(releases.number, panelProposals.release))
    .where(where)
    .orderBy(desc(panelProposals.proposedAt), desc(panelProposals.id))
    .limit(200);
  return rows.map(({ proposal, practice, by, draft, offered: isOffered, panelName, release }): Proposal => {
    const { proposedAt: at, release: _, ...kept } = proposal;
    const state = release ? (isOffered ? "offered" : "published") : draft ? "proposed" : "declined";
    const name = panelName ?? draft?.item.name ?? proposal.code;
    return { ...kept, name, practice, by, at, state, release, version: draft?.version ?? 0 };
  });
}

/** Those made for this request. */
export const proposalsForRequest = (requestId: string): Promise<Proposal[]> =>
  findProposals(eq(panelProposals.requestId, requestId));

/** One of them. */
export const findProposal = async (id: string): Promise<Proposal | undefined> =>
  (await findProposals(eq(panelProposals.id, id)))[0];

function record(
  tx: Transaction,
  actor: Actor,
  action: string,
  { id, code, practiceId }: { id: string; code: string; practiceId: string },
): void {
  tx.audit({ chain: "system", actor: actor.id, action, objectId: code, outcome: "done", meta: { id, practiceId } });
  tx.notify("compendium");
}
