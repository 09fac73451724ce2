import type { GoLiveRulesProps } from "~/app/components/operations/GoLiveRulesPage";
import { getGoLiveRules, goLiveRulesSchema, saveGoLiveRules } from "~/workflows/connection/go-live-rules";
import type { Args } from "./context.server";
import { actOnEvidenceAges, loadEvidenceAges } from "./evidence-ages.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

/** The lab's rules of going live and how long evidence counts, as their forms show them. */
export async function loadGoLiveRules(args: Args): Promise<Pick<GoLiveRulesProps, "values" | "ages">> {
  await requireActor(args, "goLive.manage");
  const { secondPerson, ...numbers } = await getGoLiveRules();
  const values = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
  return { values: { ...values, secondPerson: secondPerson ? "yes" : "" }, ages: await loadEvidenceAges() };
}

/** Saves one of the forms. */
export async function actOnGoLiveRules(args: Args) {
  const actor = await requireActor(args, "goLive.manage");
  const form = await args.request.formData();
  if (String(form.get("intent")).endsWith("Ages")) return actOnEvidenceAges(actor, form);
  const parsed = goLiveRulesSchema.safeParse({ ...Object.fromEntries(form), secondPerson: form.has("secondPerson") });
  if (!parsed.success) {
    const named = fieldErrors(parsed.error.issues);
    const words = Object.fromEntries(
      Object.keys(named).map((name) => [name, "Give a whole number within what the help says."]),
    );
    return invalid(words, { secondPerson: "", ...valuesOf(form) });
  }
  const outcome = await saveGoLiveRules(actor, parsed.data);
  return outcome.kind === "done" ? done("/admin/go-live", "Rules saved", "They hold from now on.") : refused(outcome);
}
