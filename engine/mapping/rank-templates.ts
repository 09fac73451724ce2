/** Which of several templates fits a message best, so that a variant can begin from it. */
import { get, parse } from "~/engine/hl7";
import { compileTemplate } from "./compile";
import { runSample } from "./run-sample";
import type { Sample, Template } from "./template";

/** How a template did on the message. */
export interface RankedTemplate {
  readonly name: string;
  /** The message can be mapped, and nothing required is missing. */
  readonly fits: boolean;
  readonly requiredMissing: number;
  /** Fields that carry something no rule reads. */
  readonly unmapped: number;
}

const isJson = (message: string) => /^\s*\{/.test(message);

/**
 * The templates that read such messages, the best first: what fits before what does not, then by required fields that
 * are missing, by fields left unread, and those of the message's own HL7 version before others. Templates that ask
 * expressions are left out.
 */
export function rankTemplates(sample: Sample, templates: readonly Template[]): RankedTemplate[] {
  const json = isJson(sample.message);
  const parsed = json ? undefined : parse(sample.message);
  const version = parsed?.kind === "message" ? get(parsed.message, "MSH-12.1") : undefined;
  const ranked = templates.flatMap((template) => {
    const map = sample.kind === "order" ? template.orders : template.results;
    if (!map || (template.format === "json") !== json) return [];
    const compiled = compileTemplate(template);
    if (compiled.needsAsync) return [];
    const { outcome } = runSample(compiled, sample);
    const { ok, requiredMissing, unmapped } = outcome;
    const own = (map.hl7Version ?? template.hl7Version) === version;
    return [{ name: template.name, fits: ok, requiredMissing: requiredMissing.length, unmapped: unmapped.length, own }];
  });
  return ranked
    .sort(
      (a, b) =>
        Number(b.fits) - Number(a.fits) ||
        a.requiredMissing - b.requiredMissing ||
        a.unmapped - b.unmapped ||
        Number(b.own) - Number(a.own),
    )
    .map(({ own: _, ...rank }) => rank);
}
