import type { CodePoliciesProps } from "~/app/components/workspace/CodePolicies";
import { codeReasons, holdAll, policyChoices } from "~/engine/mapping";
import { saveCodePolicies } from "~/workflows/connection/code-policies";
import { policyTexts, policyWords, reasonWords } from "~/workflows/connection/code-policy-words";
import { findConfiguration } from "~/workflows/connection/commands";
import { shown } from "~/workflows/connection/shown-version";
import { may } from "~/workflows/policy";
import type { Move } from "./connection-actions.server";
import { locked } from "./connection-lock.server";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";

/** What becomes of orders with other codes, and what may be chosen; null where no orders flow. */
export async function loadCodePolicies(args: Args): Promise<Omit<CodePoliciesProps, "errors" | "typed"> | null> {
  const { actor, row } = await findConnection(args);
  if (row.mode === "results-only") return null;
  const policies = (await findConfiguration(shown(row)))?.codePolicies ?? holdAll;
  return {
    canEdit: may(actor, "connection.configure") && !locked[row.state],
    beside: row.state === "live",
    reasons: codeReasons.map((reason) => ({
      name: reason,
      label: reasonWords[reason],
      value: policies[reason],
      choices: policyChoices[reason].map((policy) => ({
        value: policy,
        label: policyWords[policy],
        text: policyTexts[reason][policy] ?? "",
      })),
    })),
  };
}

/** `intent=saveCodePolicies`: one choice for each reason. */
export const codePolicyHandlers = {
  saveCodePolicies: async ({ actor, row, form, page }: Move) => {
    const given = Object.fromEntries(codeReasons.map((reason) => [reason, String(form.get(reason) ?? "")]));
    const outcome = await saveCodePolicies(actor, row.id, given);
    if (outcome.kind === "done") return done(page("codes"), "Saved", "Orders with other codes are treated this way.");
    if (outcome.kind === "refused" && outcome.field)
      return invalid({ [outcome.field]: outcome.message }, valuesOf(form));
    return refused(outcome, valuesOf(form));
  },
};
