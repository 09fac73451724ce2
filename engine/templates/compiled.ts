import { type CompiledTemplate, compileTemplate, type Overrides, withOverrides } from "~/engine/mapping";
import { fingerprint } from "./fingerprint";
import type { FoundTemplate } from "./lookup";

/** Compiled templates by what they contain, the least lately used first. */
const compiled = new Map<string, CompiledTemplate>();
const most = 256;

/**
 * A template with a connection's overrides, ready to run; made once per content.
 * @throws TypeError naming the rule when the overrides do not fit the template
 */
export function compiledTemplate(
  found: Pick<FoundTemplate, "whole" | "wholeSha256">,
  overrides: Overrides = {},
): CompiledTemplate {
  const changed = Object.keys(overrides).length > 0;
  const key = changed ? `${found.wholeSha256} ${fingerprint(overrides)}` : found.wholeSha256;
  const known = compiled.get(key);
  const ready = known ?? compileTemplate(changed ? withOverrides(found.whole, overrides) : found.whole);
  compiled.delete(key);
  compiled.set(key, ready);
  const [oldest] = compiled.keys();
  if (compiled.size > most && oldest !== undefined) compiled.delete(oldest);
  return ready;
}
