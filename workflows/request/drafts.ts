import { isDeepStrictEqual } from "node:util";
import { and, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { submissions } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import { connectionRequests, emrSystems, type RequestForm, type RequestState } from "~/db/schema/requests";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { Outcome, RequestRow } from "../dispatch";
import { may } from "../policy";
import { requestMachineVersion } from "./machine";

/** Whether the form is the practice's to change. */
const withPractice = (state: RequestState) => state === "draft" || state === "info-requested";

/**
 * Starts a draft for the actor's practice. The same page sent again (same `nonce`) is the same draft, with the form as it
 * is now. `copiedFrom`: the ended request whose entries it begins with.
 */
export async function createDraft(
  actor: Actor,
  form: RequestForm,
  nonce: string,
  copiedFrom: string | null = null,
): Promise<SavedDraft> {
  if (actor.kind !== "person" || !actor.practiceId || !may(actor, "request.draft")) return { kind: "forbidden" };
  const { id: userId, practiceId } = actor;
  return withTransaction(async (tx) => {
    const id = newId("req");
    const [fresh] = await tx.db
      .insert(submissions)
      .values({ nonce, userId, result: id })
      .onConflictDoNothing()
      .returning();
    if (!fresh) {
      const [first] = await tx.db
        .select({ row: connectionRequests })
        .from(submissions)
        .innerJoin(connectionRequests, eq(connectionRequests.id, submissions.result))
        .where(and(eq(submissions.nonce, nonce), eq(submissions.userId, userId)));
      if (!first) return { kind: "not-found" };
      return withPractice(first.row.state)
        ? saveDraftIn(tx, actor, first.row.id, form)
        : { kind: "done", row: first.row };
    }
    const [row] = await tx.db
      .insert(connectionRequests)
      .values({
        id,
        practiceId,
        createdBy: userId,
        state: "draft",
        machineVersion: requestMachineVersion,
        form,
        formSavedBy: userId,
        copiedFrom,
        ...(await emrOf(tx.db, form)),
      })
      .returning();
    tx.audit({
      chain: "system",
      actor: userId,
      action: "request.draft",
      objectId: id,
      outcome: "done",
      ...(copiedFrom && { meta: { copiedFrom } }),
    });
    tx.notify("requests", `practice:${practiceId}`);
    return row ? { kind: "done", row } : { kind: "not-found" };
  });
}

/** `stale`: the form was saved from elsewhere since the page that sends this one was opened; nothing was changed. */
export type SavedDraft = Outcome<RequestRow> | { kind: "stale"; row: RequestRow; savedBy: string };

/**
 * Keeps what was filled in so far; only while the request is with the practice. `base`: the version of the form that the
 * page was opened with; without it, or with the one that is kept, the form is replaced.
 */
export async function saveDraft(actor: Actor, id: string, form: RequestForm, base?: number): Promise<SavedDraft> {
  return withTransaction((tx) => saveDraftIn(tx, actor, id, form, base));
}

async function saveDraftIn(
  tx: Transaction,
  actor: Actor,
  id: string,
  typed: RequestForm,
  base?: number,
): Promise<SavedDraft> {
  const [before] = await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, id)).for("update");
  if (!before || !may(actor, "request.draft", before)) return { kind: "not-found" };
  if (!withPractice(before.state)) {
    return {
      kind: "refused",
      code: "not-now",
      message: `The request is ${before.state}; it can no longer be changed.`,
    };
  }
  const form = heldFast(before, typed);
  // Sent twice, or nothing was changed since: the version stays, and nobody's page grows old.
  if (isDeepStrictEqual(before.form, form)) return { kind: "done", row: before };
  if (base !== undefined && base < before.formVersion) {
    const [saver] = await tx.db
      .select({ name: users.name })
      .from(users)
      .where(eq(users.id, before.formSavedBy ?? before.createdBy));
    return { kind: "stale", row: before, savedBy: saver?.name ?? "Somebody" };
  }
  const [row] = await tx.db
    .update(connectionRequests)
    .set({
      form,
      formVersion: before.formVersion + 1,
      formSavedBy: personId(actor),
      ...(await emrOf(tx.db, form)),
      updatedAt: new Date(),
    })
    .where(eq(connectionRequests.id, id))
    .returning();
  tx.audit({ chain: "system", actor: actor.id, action: "request.draft", objectId: id, outcome: "done" });
  return row ? { kind: "done", row } : { kind: "not-found" };
}

/** A request about a connection there is keeps what makes it one. */
const heldFast = ({ changesConnectionId, form }: RequestRow, typed: RequestForm): RequestForm =>
  changesConnectionId === null ? typed : { ...typed, mode: form.mode, emr: form.emr };

/** A withdrawn or rejected request as a new draft with the same entries; twice from one page (`nonce`) is one draft. */
export async function reopenRequest(actor: Actor, id: string, nonce: string): Promise<SavedDraft> {
  const [ended] = await database().select().from(connectionRequests).where(eq(connectionRequests.id, id));
  if (!ended || !may(actor, "request.draft", ended)) return { kind: "not-found" };
  if (ended.state !== "withdrawn" && ended.state !== "rejected") {
    return { kind: "refused", code: "not-now", message: `The request is ${ended.state}; it needs no new draft.` };
  }
  if (ended.changesConnectionId !== null) {
    return { kind: "refused", code: "about-a-connection", message: "Ask again from the connection's page." };
  }
  return createDraft(actor, ended.form, `reopen ${id} ${nonce}`, id);
}

async function emrOf(db: Writer, form: RequestForm) {
  const [known] =
    form.emr.systemId && form.emr.systemId !== "other"
      ? await db.select().from(emrSystems).where(eq(emrSystems.id, form.emr.systemId))
      : [];
  const name = known ? known.product : form.emr.otherName || "EMR not chosen yet";
  return {
    emrSystemId: known?.id ?? null,
    emrName: [name, form.emr.version || known?.version].filter(Boolean).join(" "),
  };
}
