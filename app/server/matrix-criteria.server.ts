import type { MatrixCriteriaPageProps } from "~/app/components/operations/MatrixCriteriaPage";
import { criterionForm } from "~/workflows/emr/form";
import { removeCriterion, saveCriterion } from "~/workflows/emr/matrix";
import { stampOf } from "~/workflows/emr/stale";
import { may } from "~/workflows/policy";
import { listCriteria } from "~/workflows/request/load-matrix";
import type { Args } from "./context.server";
import { stale } from "./emr-systems.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const page = "/admin/emr-systems/criteria";

/** The criteria of the decision matrix; `criterion` in the URL is the one that is open (`new` for a new one). */
export async function loadMatrixCriteria(args: Args): Promise<MatrixCriteriaPageProps> {
  const actor = await requireActor(args, "emr.view");
  const criteria = await listCriteria();
  const canManage = may(actor, "emr.manage");
  const wanted = canManage ? new URL(args.request.url).searchParams.get("criterion") : null;
  const open = criteria.find(({ id }) => id === wanted);
  if (wanted && wanted !== "new" && !open) throw new Response(null, { status: 404 });
  return {
    rows: criteria.map(({ id, name, meaning, weight, sftpUsual, restUsual }) => ({
      id,
      name,
      meaning,
      weight,
      usual: `${sftpUsual} : ${restUsual}`,
    })),
    canManage,
    open: wanted
      ? {
          id: wanted,
          seen: stampOf(open),
          values: {
            name: open?.name ?? "",
            meaning: open?.meaning ?? "",
            weight: String(open?.weight ?? 1),
            position: String(open?.position ?? Math.min(99, (criteria.at(-1)?.position ?? 0) + 1)),
            sftpUsual: String(open?.sftpUsual ?? 3),
            restUsual: String(open?.restUsual ?? 3),
          },
        }
      : null,
  };
}

/** `intent`: `save` changes a criterion or adds one, `remove` takes one out. */
export async function actOnMatrixCriteria(args: Args) {
  const actor = await requireActor(args, "emr.manage");
  const form = await args.request.formData();
  const typed = valuesOf(form);
  const given = String(form.get("id") ?? "");
  const id = given === "new" ? null : given;
  const seen = String(form.get("seen") ?? "");
  if (form.get("intent") === "remove" && id) {
    const outcome = await removeCriterion(actor, id, seen);
    if (outcome.kind === "stale") return stale(outcome, typed);
    return outcome.kind === "done" ? done(page, "Criterion removed") : refused(outcome, typed);
  }
  const parsed = criterionForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), typed);
  const outcome = await saveCriterion(actor, id, parsed.data, seen);
  if (outcome.kind === "stale") return stale(outcome, typed);
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message }, typed);
  return outcome.kind === "done" ? done(page, "Criterion saved") : refused(outcome, typed);
}
