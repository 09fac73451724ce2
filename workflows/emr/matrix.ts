import { and, eq, ne, sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { type MatrixTransport, matrixCriteria, matrixScores } from "~/db/schema/matrix";
import { emrSystems } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { changedFields } from "./catalogue";
import type { CriterionInput, ScoreInput } from "./form";
import { changerOf, type Stale, stampOf } from "./stale";

type Saved = { kind: "done" } | Stale | Refusal;

/** Changes a criterion, or adds one where `id` is null. Decisions made before keep the matrix they were made with. */
export async function saveCriterion(
  actor: Actor,
  id: string | null,
  input: CriterionInput,
  seen: string,
): Promise<Saved> {
  if (!may(actor, "emr.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const [before] = id ? await tx.db.select().from(matrixCriteria).where(eq(matrixCriteria.id, id)).for("update") : [];
    if (id && !before) return gone;
    if (before && stampOf(before) !== seen) {
      const by = await changerOf(tx.db, before.updatedBy);
      return { kind: "stale", by, at: before.updatedAt, what: "this criterion", seen: { seen: stampOf(before) } };
    }
    const [twin] = await tx.db
      .select({ id: matrixCriteria.id })
      .from(matrixCriteria)
      .where(and(eq(matrixCriteria.name, input.name), ...(id ? [ne(matrixCriteria.id, id)] : [])));
    if (twin) return { kind: "refused", code: "twin", message: "Another criterion has this name.", field: "name" };
    const fields = before ? changedFields(before, input) : [];
    if (before && fields.length === 0) return { kind: "done" };
    const values = { ...input, updatedAt: new Date(), updatedBy: personId(actor) };
    const objectId = before?.id ?? newId("cri");
    if (before) await tx.db.update(matrixCriteria).set(values).where(eq(matrixCriteria.id, objectId));
    else await tx.db.insert(matrixCriteria).values({ id: objectId, ...values });
    const meta = before
      ? { fields, ...(fields.includes("weight") && { weight: { from: before.weight, to: input.weight } }) }
      : { weight: input.weight };
    const action = before ? "matrix.changeCriterion" : "matrix.addCriterion";
    tx.audit({ chain: "system", actor: actor.id, action, objectId, outcome: "done", meta });
    return { kind: "done" };
  });
}

/** Takes a criterion and its scores out of the matrix; one stays. */
export async function removeCriterion(actor: Actor, id: string, seen: string): Promise<Saved> {
  if (!may(actor, "emr.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const all = await tx.db.select().from(matrixCriteria).orderBy(matrixCriteria.id).for("update");
    const before = all.find((one) => one.id === id);
    if (!before) return gone;
    if (stampOf(before) !== seen) {
      const by = await changerOf(tx.db, before.updatedBy);
      return { kind: "stale", by, at: before.updatedAt, what: "this criterion", seen: { seen: stampOf(before) } };
    }
    if (all.length === 1) return { kind: "refused", code: "last", message: "The matrix needs one criterion at least." };
    const [scores] = await tx.db
      .select({ count: sql<number>`count(*)::int` })
      .from(matrixScores)
      .where(eq(matrixScores.criterionId, id));
    await tx.db.delete(matrixCriteria).where(eq(matrixCriteria.id, id));
    const meta = { scores: scores?.count ?? 0 };
    const action = "matrix.removeCriterion";
    tx.audit({ chain: "system", actor: actor.id, action, objectId: id, outcome: "done", meta });
    return { kind: "done" };
  });
}

/**
 * Saves what changed of one EMR system's scores over one transport, by criterion; a score of null goes back to the usual
 * one. `seen`: the stamp of each score when the form was opened. Two people who change different criteria do not meet.
 */
export async function saveScores(
  actor: Actor,
  emrSystemId: string,
  transport: MatrixTransport,
  scores: ReadonlyMap<string, ScoreInput>,
  seen: ReadonlyMap<string, string>,
): Promise<Saved> {
  if (!may(actor, "emr.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    // The system's row is what two savers wait for: a score that is not there yet cannot be locked.
    const [system] = await tx.db.select().from(emrSystems).where(eq(emrSystems.id, emrSystemId)).for("update");
    if (!system) return { kind: "not-found" };
    const ofTransport = and(eq(matrixScores.emrSystemId, emrSystemId), eq(matrixScores.transport, transport));
    const [criteria, rows] = [
      await tx.db.select().from(matrixCriteria).for("share"),
      await tx.db.select().from(matrixScores).where(ofTransport),
    ];
    const rowOf = new Map(rows.map((row) => [row.criterionId, row]));
    const changes = [...scores].filter(([id, input]) => {
      const now = rowOf.get(id);
      if (!now) return input.score !== null;
      return now.score !== input.score || now.note !== input.note || now.source !== input.source;
    });
    const names = new Map(criteria.map(({ id, name }) => [id, name]));
    if (changes.some(([id]) => !names.has(id))) return gone;
    const clashes = changes.filter(([id]) => stampOf(rowOf.get(id)) !== (seen.get(id) ?? ""));
    if (clashes.length > 0) {
      const latest = clashes
        .flatMap(([id]) => rowOf.get(id) ?? [])
        .sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())[0];
      const words = clashes.map(([id]) => `${names.get(id)} (${rowOf.get(id)?.score ?? "usual"} now)`);
      return {
        kind: "stale",
        by: await changerOf(tx.db, latest?.updatedBy ?? null),
        at: latest?.updatedAt ?? new Date(),
        what: words.join(", "),
        seen: Object.fromEntries(criteria.map(({ id }) => [`seen.${id}`, stampOf(rowOf.get(id))])),
      };
    }
    for (const [criterionId, { score, note, source }] of changes) {
      const one = and(ofTransport, eq(matrixScores.criterionId, criterionId));
      const values = { score: score ?? 0, note, source, updatedAt: new Date(), updatedBy: personId(actor) };
      if (score === null) await tx.db.delete(matrixScores).where(one);
      else {
        await tx.db
          .insert(matrixScores)
          .values({ emrSystemId, transport, criterionId, ...values })
          .onConflictDoUpdate({
            target: [matrixScores.emrSystemId, matrixScores.transport, matrixScores.criterionId],
            set: values,
          });
      }
      tx.audit({
        chain: "system",
        actor: actor.id,
        action: "matrix.score",
        objectId: emrSystemId,
        outcome: "done",
        meta: { transport, criterionId, from: rowOf.get(criterionId)?.score ?? null, to: score },
      });
    }
    return { kind: "done" };
  });
}

const gone: Refusal = { kind: "refused", code: "gone", message: "Somebody took this criterion out of the matrix." };
