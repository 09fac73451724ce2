/** The lists of the contract that rules are applied to, one item at a time. */
import type { ContractName } from "~/engine/contract";
import type { Scope } from "./template";

/** A scope, or the whole message. */
export type ScopeName = Scope | "message";

interface ScopePlace {
  /** Key of the list in its parent. */
  readonly list: string;
  readonly parent: ScopeName;
  readonly contracts: readonly ContractName[];
}

/** Where the items of each scope are. */
export const SCOPE_PLACES: Readonly<Record<Scope, ScopePlace>> = {
  test: { list: "tests", parent: "message", contracts: ["order", "result"] },
  observation: { list: "observations", parent: "test", contracts: ["result"] },
  answer: { list: "answers", parent: "test", contracts: ["order"] },
  specimen: { list: "specimens", parent: "message", contracts: ["order", "result"] },
  diagnosis: { list: "diagnoses", parent: "message", contracts: ["order"] },
  insurance: { list: "insurance", parent: "message", contracts: ["order"] },
};

/** Path of a scope's items: `tests[].observations[].`; empty for the message. */
export function scopePrefix(scope: ScopeName): string {
  if (scope === "message") return "";
  const { list, parent } = SCOPE_PLACES[scope];
  return `${scopePrefix(parent)}${list}[].`;
}

/** The contract path a rule's own path means: `/patient.name` from the root, anything else from the scope's item. */
export function wholePath(path: string, scope: ScopeName): string {
  return path.startsWith("/") ? path.slice(1) : scopePrefix(scope) + path;
}
