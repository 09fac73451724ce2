import { type CodePolicies, codeReasons, policyChoices } from "~/engine/mapping";
import type { Actor } from "../actor";
import type { ConnectionRow, Outcome } from "../dispatch";
import { policyWords, reasonWords } from "./code-policy-words";
import { saveConfiguration } from "./commands";

/**
 * Keeps what becomes of orders with a code that should not be ordered, as a new configuration version. `given`: a choice
 * by reason; one that is none of {@link policyChoices} is refused, with its reason as the field.
 */
export async function saveCodePolicies(
  actor: Actor,
  id: string,
  given: Readonly<Record<string, string>>,
): Promise<Outcome<ConnectionRow>> {
  const wrong = codeReasons.find(
    (reason) => !(policyChoices[reason] as readonly string[]).includes(given[reason] ?? ""),
  );
  if (wrong) return { kind: "refused", code: "no-choice", message: "Choose one of these.", field: wrong };
  const codePolicies = Object.fromEntries(codeReasons.map((reason) => [reason, given[reason]])) as CodePolicies;
  return saveConfiguration(actor, id, noteOf(codePolicies), { codePolicies });
}

/** What a person reads in the list of versions. */
function noteOf(policies: CodePolicies): string {
  const other = codeReasons.filter((reason) => policies[reason] !== "hold");
  if (other.length === 0) return "Orders with other codes are held";
  const words = other.map((reason) => `${reasonWords[reason]}: ${policyWords[policies[reason]].toLowerCase()}`);
  return words.join("; ");
}
