import { type CompiledTemplate, compileTemplate } from "~/engine/mapping";
import { fingerprint } from "./fingerprint";
import type { FoundTemplate } from "./lookup";
import { asUsed, type TemplateUse } from "./overrides";

/** Compiled templates by what they contain, the least lately used first. */
const compiled = new Map<string, CompiledTemplate>();
const most = 256;

/**
 * A template as a connection uses it, ready to run; made once per content.
 * @throws TypeError naming the rule when the overrides do not fit the template
 */
export function compiledTemplate(
  found: Pick<FoundTemplate, "whole" | "wholeSha256">,
  use: TemplateUse = {},
): CompiledTemplate {
  const { overrides = {}, mode = found.whole.mode } = use;
  const changed = Object.keys(overrides).length > 0 ? fingerprint(overrides) : "";
  const key = `${found.wholeSha256} ${mode} ${changed}`;
  const known = compiled.get(key);
  const ready = known ?? compileTemplate(asUsed(found.whole, use));
  compiled.delete(key);
  compiled.set(key, ready);
  const [oldest] = compiled.keys();
  if (compiled.size > most && oldest !== undefined) compiled.delete(oldest);
  return ready;
}
