/** A template over its samples: can it be used, and does it do what it says? */
import { type CompiledTemplate, compileTemplate } from "./compile";
import { runSettled } from "./expressions";
import type { TemplateLookup } from "./resolve";
import { runSample, type SampleOutcome } from "./run-sample";
import { findTemplate } from "./shipped";
import type { Sample, Template } from "./template";

/** Whether a template can be used, sample by sample. */
export interface TemplateReport {
  readonly ok: boolean;
  readonly samples: readonly SampleOutcome[];
  /** Why the template cannot be used at all. */
  readonly problem?: string;
}

/** @param extraMessages further samples, such as messages a practice sent for its tests */
export async function validateTemplate(
  template: Template,
  extraMessages: readonly Sample[] = [],
  lookup: TemplateLookup = findTemplate,
): Promise<TemplateReport> {
  let compiled: CompiledTemplate;
  try {
    compiled = compileTemplate(template, lookup);
  } catch (error) {
    return { ok: false, samples: [], problem: error instanceof Error ? error.message : String(error) };
  }
  const samples: SampleOutcome[] = [];
  for (const sample of [...compiled.template.samples, ...extraMessages]) {
    samples.push((await runSettled((answers) => runSample(compiled, sample, { answers }))).outcome);
  }
  const needed = compiled.template.mode === "results-only" ? ["result"] : ["order", "result"];
  const lacking = needed.filter((kind) => !samples.some((sample) => sample.kind === kind));
  return {
    ok: lacking.length === 0 && samples.every((sample) => sample.ok),
    samples,
    ...(lacking.length > 0 && { problem: `There is no sample ${lacking.join(" and no sample ")}.` }),
  };
}
