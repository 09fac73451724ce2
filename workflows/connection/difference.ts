import type { CodeMapEntry } from "~/db/schema/connections";
import { type CodePolicies, codeReasons, type Overrides } from "~/engine/mapping";
import { policyWords, reasonWords } from "./code-policy-words";

/** One thing two configuration versions of a connection have otherwise; empty text where one of them has nothing. */
export type Changed = { part: string; what: string; before: string; after: string };

/** A configuration version as it is compared; `emr` and `lis` are the settings of the endpoints in words. */
export type Comparable = {
  template: string;
  lisTemplate: string;
  overrides: Overrides;
  codeMap: readonly CodeMapEntry[];
  codePolicies: CodePolicies;
  emr: readonly { label: string; value: string }[];
  lis: readonly { label: string; value: string }[];
};

/** What `after` has otherwise than `before`, part by part; pure. */
export function configurationDifference(before: Comparable, after: Comparable): Changed[] {
  const parts: [string, (one: Comparable) => Map<string, string>][] = [
    ["Mapping template", (one) => new Map([["EMR side", one.template]])],
    ["Mapping template", (one) => new Map([["Lab side", one.lisTemplate]])],
    ["EMR endpoint", (one) => new Map(one.emr.map(({ label, value }) => [label, value]))],
    ["Lab endpoint", (one) => new Map(one.lis.map(({ label, value }) => [label, value]))],
    ["Code map", (one) => new Map(one.codeMap.map((entry) => [entry.labCode, codeWords(entry)]))],
    ["Other codes", (one) => new Map(codeReasons.map((why) => [reasonWords[why], policyWords[one.codePolicies[why]]]))],
    ["Overrides", (one) => overrideWords(one.overrides)],
  ];
  return parts.flatMap(([part, read]) => {
    const [old, now] = [read(before), read(after)];
    return [...new Set([...old.keys(), ...now.keys()])]
      .map((what) => ({ part, what, before: old.get(what) ?? "", after: now.get(what) ?? "" }))
      .filter((line) => line.before !== line.after);
  });
}

const codeWords = ({ emrCode, emrText }: CodeMapEntry) => (emrText ? `${emrCode}, ${emrText}` : emrCode);

/** Each overridden rule, removal and value table under a name of its own. */
function overrideWords(overrides: Overrides): Map<string, string> {
  const words = new Map<string, string>();
  for (const direction of ["orders", "results"] as const) {
    const spec = overrides[direction];
    for (const rule of spec?.rules ?? []) words.set(`Rule ${rule.name}, ${direction}`, JSON.stringify(rule));
    for (const name of spec?.remove ?? []) words.set(`Rule ${name}, ${direction}`, "left out");
    for (const path of spec?.ignore ?? []) words.set(`${JSON.stringify(path)}, ${direction}`, "not read");
  }
  for (const [name, table] of Object.entries(overrides.tables ?? {})) {
    words.set(`Value table ${name}`, JSON.stringify(table));
  }
  return words;
}
