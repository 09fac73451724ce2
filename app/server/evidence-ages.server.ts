import { data } from "@remix-run/node";
import type { AgesPreview, EvidenceAgesProps } from "~/app/components/operations/EvidenceAgesCard";
import type { Actor } from "~/workflows/actor";
import {
  type EvidenceAges,
  evidenceAgesSchema,
  getEvidenceAges,
  provedItems,
  saveEvidenceAges,
} from "~/workflows/connection/evidence-ages";
import { previewAges, watchEvidence } from "~/workflows/connection/evidence-watch";
import { gateLabels } from "~/workflows/connection/gate";
import { done, type FormResult, fieldErrors, invalid, refused, valuesOf } from "./respond.server";

/** What the form gives back: beside its fields, what the days as typed would make stale. */
export type AgesResult = FormResult & { preview?: AgesPreview };

/** How long evidence counts, as its form shows it. */
export async function loadEvidenceAges(): Promise<Pick<EvidenceAgesProps, "items" | "values">> {
  const ages = await getEvidenceAges();
  return {
    items: provedItems.map((name) => ({ name, label: gateLabels[name] })),
    values: Object.fromEntries(Object.entries(ages).map(([name, value]) => [name, String(value)])),
  };
}

/** Shows what the days would change, or saves them: only once it was seen what they make stale. */
export async function actOnEvidenceAges(actor: Actor, form: FormData) {
  const values = valuesOf(form);
  const parsed = evidenceAgesSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    const limit = (name: string) => (name === "warnDays" ? "from 1 to 60" : "from 7 to 730");
    const named = Object.keys(fieldErrors(parsed.error.issues));
    return invalid(Object.fromEntries(named.map((name) => [name, `Give a whole number ${limit(name)}.`])), values);
  }
  const preview = await previewOf(parsed.data);
  const seen = preview.stale.length === 0 || form.get("seen") === String(preview.stale.length);
  if (form.get("intent") !== "saveAges" || !seen) return data<AgesResult>({ errors: {}, values, preview });
  const outcome = await saveEvidenceAges(actor, parsed.data);
  if (outcome.kind !== "done") return refused(outcome, values);
  await watchEvidence();
  const text =
    preview.ready > 0 ? `${preview.ready} are ready no more, and engineers are told.` : "They hold from now on.";
  return done("/admin/go-live", "Days saved", text);
}

async function previewOf(ages: EvidenceAges): Promise<AgesPreview> {
  const aged = await previewAges(ages);
  return {
    stale: aged.map(({ id, practice, emrName, state, items }) => ({
      href: `/connections/${id}`,
      name: `${practice}, ${emrName}`,
      state,
      items: items.map((item) => gateLabels[item]).join(", "),
    })),
    ready: aged.filter(({ state }) => state === "ready").length,
  };
}
