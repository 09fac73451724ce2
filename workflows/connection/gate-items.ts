import type { GateItem } from "~/db/schema/connections";
import { cannotBeOrdered } from "./code-proof-words";
import type { EvidenceFact, GateFacts, GateLamp } from "./gate";
import { type Ground, groundsOfItem, groundWords } from "./grounds";

/**
 * How each of the seven items stands. One function for each, because each has its own conditions beside its evidence and
 * its own things that make it stale; what they share is below. Pure.
 */
type Verdict = Pick<GateLamp, "state" | "reason" | "next" | "turn">;
type Blocked = { reason: string; next: string } | undefined;

const dayMs = 86_400_000;

/** The configured mapping, run over its samples and a message of this EMR, gives all the contract requires. */
export const mappingItem = (facts: GateFacts) => standing("mapping", facts);

/** An order was picked up, delivered, and its result came back under its number and test code. */
export const roundTripItem = (facts: GateFacts) => standing("roundTrip", facts);

/** Every file and message of the test's window is accounted for at each hop. */
export const reconciliationItem = (facts: GateFacts) => standing("reconciliation", facts);

/** Every expected hop of the run's messages is in the audit trail, in order, and the chain verifies. */
export const auditTrailItem = (facts: GateFacts) => standing("auditTrail", facts);

/** The drill passed, and there is somebody to tell. */
export const retriesItem = (facts: GateFacts) =>
  standing(
    "retries",
    facts,
    facts.alertContacts === 0 ? { reason: "Nobody would be told", next: "Name an alert contact." } : undefined,
  );

/** Every offered code is mapped, what the EMR was sent of them is loaded, the run ordered one, and none changed since. */
export function codesItem(facts: GateFacts): Verdict {
  const { offeredCodes, unmappedCodes } = facts;
  if (offeredCodes === 0) {
    return standing("codes", facts, { reason: "No codes offered", next: "Offer at least one test or panel." });
  }
  if (unmappedCodes.length === 0) return loaded(proven(standing("codes", facts), facts), facts);
  const some = unmappedCodes.slice(0, 3).join(", ");
  return standing("codes", facts, {
    reason: `${unmappedCodes.length} of ${offeredCodes} not mapped`,
    next: `Map ${some}${unmappedCodes.length > 3 ? " and more" : ""}.`,
  });
}

/** What the run showed of some codes has to be so of every code of the menu. */
function proven(verdict: Verdict, { failingCodes, proving }: GateFacts): Verdict {
  if (verdict.state !== "green") return verdict;
  const [first] = failingCodes;
  if (first) {
    const next = `${first.code}: ${first.reason} Mend it, then prove the codes again.`;
    return { state: "red", reason: cannotBeOrdered(failingCodes), next, turn: "lab" };
  }
  if (!proving) return verdict;
  const reason = `${proving.done} of ${proving.total} codes proven`;
  return { state: "running", reason, next: "Wait until every code is proven.", turn: "lab" };
}

/** What is proved waits until the EMR's side has loaded what it was sent. */
function loaded(verdict: Verdict, { unloadedReleases: [release] }: GateFacts): Verdict {
  if (verdict.state !== "green" || release === undefined) return verdict;
  const next = "The EMR's side loads the compendium update and confirms it.";
  return { state: "waiting", reason: `Release ${release} not confirmed`, next, turn: "practice" };
}

/** The signature covers the other six, as one run showed them: asked for when they are green, stale as soon as one is not. */
export function signOffItem(others: readonly GateLamp[], facts: GateFacts): Verdict & { runId: string | null } {
  const signed = newestOf("signOff", facts);
  const runs = new Set(others.map((other) => other.runId));
  const [runId = null] = runs.size === 1 ? runs : [];
  if (!others.every((lamp) => lamp.state === "green")) {
    const next = "Bring the other six to green first.";
    return signed
      ? { state: "stale", reason: "Signed before this changed", next, turn: "lab", runId: signed.runId }
      : { state: "not-yet", reason: "Asked last, by e-mail", next, turn: "lab", runId: null };
  }
  if (signed?.ok && !signed.sealed) {
    const next = `${facts.signerName || "The signer"} signs again in the portal.`;
    return { state: "stale", reason: "Signed before evidence was sealed", next, turn: "practice", runId };
  }
  if (signed?.ok && runs.size === 1 && signed.runId === runId) {
    return { state: "green", reason: signed.reason, next: "", turn: null, runId };
  }
  if (runs.size > 1) {
    // Cannot come of one run alone, which gives evidence for all six: nobody could say what was signed.
    const next = "Run the test once for all six.";
    return { state: "stale", reason: "The six are of different runs", next, turn: "lab", runId: null };
  }
  const next = `${facts.signerName || "The signer"} signs in the portal.`;
  return signed
    ? { state: "stale", reason: "Signed for an earlier test", next, turn: "practice", runId }
    : { state: "waiting", reason: "Waiting for the practice", next, turn: "practice", runId };
}

/** The newest evidence for an item; the facts come newest first. */
export const newestOf = (item: GateItem, facts: GateFacts): EvidenceFact | undefined =>
  facts.evidence.find((one) => one.item === item);

/** @param blocked what keeps the item red whatever was seen */
function standing(item: Exclude<GateItem, "signOff">, facts: GateFacts, blocked?: Blocked): Verdict {
  const lab = (state: GateLamp["state"], reason: string, next: string): Verdict => ({
    state,
    reason,
    next,
    turn: "lab",
  });
  if (facts.configurationVersion === null) return lab("not-yet", "No configuration yet", "Save a configuration.");
  if (blocked) return lab("red", blocked.reason, blocked.next);
  const newest = newestOf(item, facts);
  const changed = newest ? changedUnder(item, newest, facts) : [];
  const old = newest !== undefined && isExpired(item, newest, facts);
  const current = newest?.sealed === true && changed.length === 0 && !old;
  if (facts.testRunning && !(current && newest.ok)) return lab("running", "Test under way", "Wait for the test run.");
  if (!newest) return lab("not-yet", "No evidence yet", "Run the test.");
  if (!newest.ok) {
    return current
      ? lab("red", newest.reason, "Mend what the evidence names, then run the test again.")
      : lab("not-yet", "No evidence for this version", "Run the test.");
  }
  if (changed.length > 0) return lab("stale", changedWords(changed), nextOf(changed));
  if (!newest.sealed) return lab("stale", "Kept before evidence was sealed", "Run the test again.");
  if (old) return lab("stale", `Seen more than ${facts.countsFor[item]} days ago`, "Run the test again.");
  return { state: "green", reason: newest.reason, next: "", turn: null };
}

/** What of an item's grounds is different from when its evidence was made. */
function changedUnder(item: Exclude<GateItem, "signOff">, evidence: EvidenceFact, facts: GateFacts): Ground[] {
  const catalogue: Ground[] = evidence.compendiumRevision < facts.offeredRevision ? ["compendium"] : [];
  return [...evidence.changed, ...catalogue].filter((ground) => groundsOfItem[item].includes(ground));
}

/**
 * When evidence becomes too old; a signature does so with what it covers. What flowed while the connection was live
 * confirmed it all that time: null while it is.
 */
export function countsUntil(item: GateItem, { at }: EvidenceFact, facts: GateFacts): Date | null {
  const { now, confirmedUntil, countsFor } = facts;
  if (item === "signOff" || (confirmedUntil && confirmedUntil >= now)) return null;
  return new Date(Math.max(at.getTime(), confirmedUntil?.getTime() ?? 0) + countsFor[item] * dayMs);
}

const isExpired = (item: GateItem, evidence: EvidenceFact, facts: GateFacts): boolean => {
  const until = countsUntil(item, evidence, facts);
  return until !== null && facts.now > until;
};

function changedWords(changed: readonly Ground[]): string {
  const [first = "", ...rest] = changed.map((ground) => groundWords[ground]);
  const sentence = rest.length === 0 ? first : `${first} and ${rest.length > 1 ? `${rest.length} more` : rest[0]}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)} changed since`;
}

const nextOf = (changed: readonly Ground[]): string =>
  changed.includes("compendium")
    ? "Check the code map, then run the test again."
    : "Run the test with this configuration.";
