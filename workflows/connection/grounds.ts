import type { CodeMapEntry, configurationVersions, GateItem } from "~/db/schema/connections";
import { canonicalJson } from "~/engine/json";

/**
 * What a piece of evidence stands on. Evidence is stale when something it stands on is different now; what it does not
 * stand on may change as it likes. Pure.
 */
export type Ground =
  | "mode"
  | "template"
  | "overrides"
  | "labTemplate"
  | "contract"
  | "endpoints"
  | "codeMap"
  | "codePolicies"
  | "alerts"
  | "compendium";

const mapping = ["mode", "template", "overrides", "labTemplate", "contract"] as const;
const wholeWay = [...mapping, "endpoints", "codeMap"] as const;

/** The grounds of each item; the sign-off stands on the other six. */
export const groundsOfItem: Record<Exclude<GateItem, "signOff">, readonly Ground[]> = {
  mapping,
  roundTrip: wholeWay,
  reconciliation: wholeWay,
  auditTrail: wholeWay,
  retries: ["endpoints", "alerts"],
  codes: ["mode", "codeMap", "codePolicies", "compendium"],
};

/** How a ground is called in a sentence. */
export const groundWords: Record<Ground, string> = {
  mode: "what flows",
  template: "the template",
  overrides: "an override",
  labTemplate: "the lab's template",
  contract: "the lab data contract",
  endpoints: "an endpoint",
  codeMap: "the code map",
  codePolicies: "what becomes of codes that cannot be ordered",
  alerts: "the alert contacts",
  compendium: "an offered code",
};

/** The part of a configuration version that evidence stands on. */
export type Grounds = Pick<
  typeof configurationVersions.$inferSelect,
  | "mode"
  | "templateName"
  | "templateVersion"
  | "lisTemplateName"
  | "lisTemplateVersion"
  | "overrides"
  | "emrEndpointId"
  | "lisEndpointId"
  | "codeMap"
  | "codePolicies"
>;

/** What is mapped to what; where an entry comes from changes nothing. */
const codesIn = (codeMap: readonly CodeMapEntry[]) =>
  canonicalJson(codeMap.map(({ from: _, ...entry }) => canonicalJson(entry)).sort());

/** What each ground is in a configuration, as text that is the same when nothing that matters differs. */
const texts: Partial<Record<Ground, (of: Grounds) => string>> = {
  mode: (of) => of.mode,
  template: (of) => `${of.templateName} ${of.templateVersion}`,
  overrides: (of) => canonicalJson(of.overrides),
  labTemplate: (of) => `${of.lisTemplateName} ${of.lisTemplateVersion}`,
  // Other settings are another row, so the ids say it.
  endpoints: (of) => `${of.emrEndpointId} ${of.lisEndpointId}`,
  codeMap: (of) => codesIn(of.codeMap),
  codePolicies: (of) => canonicalJson(of.codePolicies),
};

/** In what two configuration versions differ. A version that goes back to what was before differs in nothing from it. */
export function changedGrounds(then: Grounds, now: Grounds): Ground[] {
  return (Object.keys(texts) as Ground[]).filter((ground) => texts[ground]?.(then) !== texts[ground]?.(now));
}

/** Whether two lists of addresses name the same people. */
export const sameContacts = (then: readonly string[], now: readonly string[]): boolean =>
  canonicalJson([...new Set(then)].sort()) === canonicalJson([...new Set(now)].sort());
