/** Rules for fields of a message that no rule reads yet, from what HL7 says the fields mean. */

import type { ContractName } from "~/engine/contract";
import { type Message, parsePath } from "~/engine/hl7";
import type { CompiledTemplate } from "./compile";
import type { UnmappedField } from "./coverage";
import { explainMapping } from "./explain-mapping";
import { shipped } from "./run-sample";
import type { Rule } from "./template";

/** What could be done about a field that no rule reads. */
export interface SuggestedRule {
  /** The field that has no rule. */
  readonly field: UnmappedField;
  /** A rule for it; absent when the contract has no place for the field. */
  readonly rule?: Rule;
  /** Why this rule, or what to do without one. */
  readonly reason: string;
}

const fieldOf = (path: string) => {
  const parsed = parsePath(path);
  return parsed?.field === undefined ? path : `${parsed.segment}-${parsed.field}`;
};

/** The general template knows where each field belongs: every place its rules read, and the rule that does. */
function meanings(contract: ContractName): ReadonlyMap<string, Rule> {
  const { template } = shipped(contract === "order" ? "generic-orm-2.5.1" : "lis-generic");
  const rules = (contract === "order" ? template.orders : template.results)?.rules ?? [];
  const found = new Map<string, Rule>();
  for (const rule of rules) {
    for (const path of [rule.from ?? []].flat()) {
      for (const key of [path, fieldOf(path)]) if (!found.has(key)) found.set(key, rule);
    }
  }
  return found;
}

/** Fields beyond the general template, where the contract still has a place. */
const MORE: Readonly<Record<ContractName, Readonly<Record<string, Omit<Rule, "name">>>>> = {
  order: {
    "OBR-17": { from: "OBR-17", to: "practice.phone", transform: "phone" },
    "ORC-14": { from: "ORC-14", to: "practice.phone", transform: "phone" },
    "PID-19": { from: "PID-19.1", to: "patient.accountNumber.value" },
    "PV1-9": { from: "PV1-9", to: "copyTo", transform: "providers" },
    "PV1-17": { from: "PV1-17", to: "visit.attending", transform: "provider" },
    "IN1-49": { each: "insurance", from: "IN1-49.1", to: "policyNumber" },
    "GT1-7": { from: "GT1-7", to: "guarantor.phone", transform: "phone" },
    "SPM-3": { each: "specimen", from: "SPM-3.1.1", to: "id" },
    "OBX-15": { each: "answer", from: "OBX-15.2", to: "performingLab.name" },
  },
  result: {
    "OBR-17": { from: "OBR-17", to: "practice.phone", transform: "phone" },
    "PV1-9": { from: "PV1-9", to: "copyTo", transform: "providers" },
    "OBX-15": { each: "observation", from: "OBX-15.2", to: "performingLab.name" },
    "SPM-3": { each: "specimen", from: "SPM-3.1.1", to: "id" },
  },
};

/**
 * A suggestion for every field of the message that the template does not read.
 * @throws TypeError as `explainMapping`
 */
export function suggestRules(compiled: CompiledTemplate, contract: ContractName, message: Message): SuggestedRule[] {
  const { unmapped, way } = explainMapping(compiled, contract, message);
  if (way === "write") return [];
  const own = (contract === "order" ? compiled.template.orders : compiled.template.results)?.rules ?? [];
  const taken = new Set(own.map(({ name }) => name));
  const known = meanings(contract);
  const named = (rule: Omit<Rule, "name">, name: string): Rule => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
    return { name: free, ...rule };
  };
  return unmapped.map((field) => {
    const { path } = field;
    const key = fieldOf(path);
    const general = known.get(path) ?? known.get(key);
    if (general) {
      const { name, ...rest } = general;
      return { field, rule: named(rest, name), reason: "The general template reads this field so." };
    }
    const more = MORE[contract][key];
    if (more) {
      const name = key.toLowerCase();
      return { field, rule: named(more, name), reason: "The contract has a place for what this field means." };
    }
    return {
      field,
      reason: "The contract has no place for it. Add it to the ignored fields if it may be left behind.",
    };
  });
}
