import { parse } from "~/engine/hl7";
import { rankTemplates, type Sample, sampleOf } from "~/engine/mapping";
import { newestTemplates } from "~/engine/templates/lookup";

/** A message to begin a template from, and the template that does best on it. */
export type BaseFor = { kind: "found"; sample: Sample; base: string } | { kind: "none"; reason: string };

/**
 * The template of an EMR's side that fits the message best; the general ones come before those of a product when they do
 * as well, as a product's name says more than a message can.
 */
export async function baseFor(message: string): Promise<BaseFor> {
  const none = (reason: string): BaseFor => ({ kind: "none", reason });
  const json = /^\s*\{/.test(message);
  if (json ? !isJson(message) : parse(message).kind === "malformed") {
    return none("This is neither an HL7 message nor a JSON object.");
  }
  const sample = sampleOf("The message it began with", message);
  const all = [...(await newestTemplates()).values()].filter(({ whole }) => whole.side === "emr");
  const general = (name: string) => (name.startsWith("generic-") ? 0 : 1);
  const templates = all.map(({ whole }) => whole).sort((a, b) => general(a.name) - general(b.name));
  const [best] = rankTemplates(sample, templates);
  return best
    ? { kind: "found", sample, base: best.name }
    : none(`No template reads such ${sample.kind}s. Choose one.`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
