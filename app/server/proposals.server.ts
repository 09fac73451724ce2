import type { ProposalRow } from "~/app/components/panels/types";
import type { Actor } from "~/workflows/actor";
import type { Proposal } from "~/workflows/compendium/proposals";
import { may } from "~/workflows/policy";
import { dayWords } from "./catalogue-words.server";

/** A proposal as lists show it, to whoever looks. */
export function proposalRow(proposal: Proposal, actor: Actor): ProposalRow {
  const { id, code, name, practice, state, by, at, version } = proposal;
  const mayChange = state === "proposed" && may(actor, "panel.propose");
  return {
    id,
    code,
    name,
    practice,
    state,
    by,
    at: at.toISOString(),
    next: nextWords(proposal),
    href:
      state === "proposed"
        ? `/panels/new?proposal=${id}`
        : state === "declined"
          ? "/compendium/panels"
          : `/panels/${code}#offer`,
    version,
    canWithdraw: mayChange,
  };
}

function nextWords({ state, offerWhenPublished, release, requestId }: Proposal): string {
  if (state === "proposed") {
    return offerWhenPublished
      ? "Lab operations publish it; it is offered with that"
      : "Lab operations publish it; then offer it";
  }
  if (state === "declined") return "Lab operations took it out of the draft";
  if (state === "offered") return `In ${release?.name}`;
  if (offerWhenPublished && requestId) return "Goes with the approval of the request";
  return `In ${release?.name}, from ${dayWords(release?.effectiveOn ?? "")}; offer it`;
}
