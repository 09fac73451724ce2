import { type Overrides, withOverrides } from "~/engine/mapping";
import { compiledTemplate } from "~/engine/templates/compiled";
import type { FoundTemplate } from "~/engine/templates/lookup";
import { removedInVain } from "~/engine/templates/overrides";
import { checkWhole, type TemplateProblem } from "./check";

/**
 * What stands against these overrides on this template. `stop` in `fit`: they cannot be saved, since the mapping could
 * not run. The others show on the template's samples, and will show in the test run.
 */
export async function checkOverrides(found: FoundTemplate, overrides: Overrides) {
  const fit: TemplateProblem[] = removedInVain(found.whole, overrides).map(({ direction, rule }) => ({
    severity: "stop",
    direction,
    rule,
    place: `${direction}.remove`,
    message: "The template has no rule of this name to remove.",
  }));
  try {
    compiledTemplate(found, overrides);
  } catch (error) {
    const message = error instanceof Error ? error.message : "The overrides cannot be used.";
    const rule = /^Rule (.+?): /.exec(message)?.[1];
    fit.push({ severity: "stop", place: "", message, ...(rule !== undefined && { rule }) });
  }
  return { fit, samples: fit.length > 0 ? [] : await checkWhole(withOverrides(found.whole, overrides)) };
}
