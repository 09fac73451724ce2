import { compiledTemplate } from "~/engine/templates/compiled";
import type { FoundTemplate } from "~/engine/templates/lookup";
import { asUsed, removedInVain, type TemplateUse } from "~/engine/templates/overrides";
import { checkWhole, type TemplateProblem } from "./check";

/**
 * What stands against using a template on a connection: each problem stops it, since the mapping could not run. How it
 * does on its samples is {@link checkUse}'s to say.
 */
export function misfits(found: FoundTemplate, use: Required<TemplateUse>): TemplateProblem[] {
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
  return fit;
}

/** What stands against the use of a template, and if nothing does, what shows on its samples as it is used here. */
export async function checkUse(found: FoundTemplate, use: Required<TemplateUse>): Promise<TemplateProblem[]> {
  const fit = misfits(found, use);
  return fit.length > 0 ? fit : checkWhole(asUsed(found.whole, use));
}
