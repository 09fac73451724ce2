import { and, eq, ne, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { newId } from "~/db/ids";
import { emrSystems } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { newestTemplates } from "~/engine/templates/lookup";
import { type Actor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import type { EmrSystemInput } from "./form";
import { changerOf, type Stale, stampOf } from "./stale";

/**
 * Changes an EMR system of the catalogue, or adds one where `id` is null. `seen`: its stamp when the form was opened.
 * Retiring one takes it from the form of new requests; requests and connections that name it keep it.
 */
export async function saveEmrSystem(
  actor: Actor,
  id: string | null,
  { retired, ...input }: EmrSystemInput,
  seen: string,
): Promise<{ kind: "done"; id: string } | Stale | Refusal> {
  if (!may(actor, "emr.manage")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const [before] = id ? await tx.db.select().from(emrSystems).where(eq(emrSystems.id, id)).for("update") : [];
    if (id && !before) return { kind: "not-found" };
    if (before && stampOf(before) !== seen) {
      const by = await changerOf(tx.db, before.updatedBy);
      return { kind: "stale", by, at: before.updatedAt, what: "this entry", seen: { seen: stampOf(before) } };
    }
    if (!(await newestTemplates([input.templateName], tx.db)).has(input.templateName)) {
      const message = "Choose one of the mapping templates.";
      return { kind: "refused", code: "template", message, field: "templateName" };
    }
    const same = (column: AnyPgColumn, value: string) => sql`lower(${column}) = lower(${value})`;
    const [twin] = await tx.db
      .select({ id: emrSystems.id })
      .from(emrSystems)
      .where(
        and(
          same(emrSystems.vendor, input.vendor),
          same(emrSystems.product, input.product),
          same(emrSystems.version, input.version),
          ...(id ? [ne(emrSystems.id, id)] : []),
        ),
      );
    if (twin) {
      const message = "The catalogue has this product in this version already.";
      return { kind: "refused", code: "twin", message, field: "product" };
    }
    const after = { ...input, retiredAt: retired ? (before?.retiredAt ?? new Date()) : null };
    const fields = before ? changedFields(before, after) : [];
    if (before && fields.length === 0) return { kind: "done", id: before.id };
    const values = { ...after, updatedAt: new Date(), updatedBy: personId(actor) };
    const objectId = before?.id ?? newId("emr");
    if (before) await tx.db.update(emrSystems).set(values).where(eq(emrSystems.id, objectId));
    else await tx.db.insert(emrSystems).values({ id: objectId, ...values });
    const action = before ? "emr.change" : "emr.add";
    tx.audit({
      chain: "system",
      actor: actor.id,
      action,
      objectId,
      outcome: "done",
      ...(before && { meta: { fields } }),
    });
    return { kind: "done", id: objectId };
  });
}

/** The names of the fields of `after` that `before` has otherwise. */
export function changedFields(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const text = (value: unknown) =>
    value && typeof value === "object" && !(value instanceof Date)
      ? JSON.stringify(Object.entries(value).sort())
      : JSON.stringify(value ?? null);
  return Object.keys(after).filter((name) => text(before[name]) !== text(after[name]));
}
