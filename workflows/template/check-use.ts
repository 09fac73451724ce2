import { compiledTemplate } from "~/engine/templates/compiled";
import type { FoundTemplate } from "~/engine/templates/lookup";
import { asUsed, removedInVain, type TemplateUse } from "~/engine/templates/overrides";
import { checkWhole, type TemplateProblem } from "./check";

/**
 * What stands against using a template on a connection. `stop` in `fit`: it cannot be saved, since the mapping could not
 * run. The others show on the template's samples, and will show in the test run.
 */
export async function checkUse(found: FoundTemplate, use: Required<TemplateUse>) {
  const stop = (message: string, more: Partial<TemplateProblem> = {}): TemplateProblem => ({
    severity: "stop",
    place: "",
    message,
    ...more,
  });
  const fit = removedInVain(found.whole, use.overrides ?? {}).map(({ direction, rule }) =>
    stop("The template has no rule of this name to remove.", { direction, rule, place: `${direction}.remove` }),
  );
  if (use.mode === "bidirectional" && found.whole.mode === "results-only") {
    fit.push(stop("This template is for results only, and the connection sends orders too."));
  }
  try {
    compiledTemplate(found, use);
  } catch (error) {
    const message = error instanceof Error ? error.message : "The overrides cannot be used.";
    const rule = /^Rule (.+?): /.exec(message)?.[1];
    fit.push(stop(message, rule === undefined ? {} : { rule }));
  }
  return { fit, samples: fit.length > 0 ? [] : await checkWhole(asUsed(found.whole, use)) };
}
