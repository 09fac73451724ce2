import type { GateItem } from "~/db/schema/connections";

/**
 * The go/no-go gate: seven items, computed from evidence each time somebody asks. Pure.
 *
 * An item is green when the newest evidence for it is good and belongs to the configuration in force; stale when good
 * evidence exists but the ground moved under it; red when the newest evidence for this configuration is bad.
 */
export type LampState = "green" | "red" | "stale" | "running" | "waiting" | "not-yet";

export type GateLamp = {
  item: GateItem;
  label: string;
  state: LampState;
  /** A few words for the lamp. */
  reason: string;
  /** What to do about it and whose turn it is; empty when green. */
  next: string;
  turn: "lab" | "practice" | null;
  evidenceId: string | null;
  runId: string | null;
  at: Date | null;
};

export type EvidenceFact = {
  id: string;
  item: GateItem;
  configurationVersion: number;
  compendiumRevision: number;
  ok: boolean;
  reason: string;
  runId: string | null;
  at: Date;
};

export type GateFacts = {
  /** The configuration in force; null before the first was saved. */
  configurationVersion: number | null;
  /** Newest first. */
  evidence: EvidenceFact[];
  /** A test run of this configuration is under way. */
  testRunning: boolean;
  offeredCodes: number;
  unmappedCodes: string[];
  /** The newest compendium revision that touched an offered code. */
  offeredRevision: number;
  alertContacts: number;
  signerName: string;
};

export const gateLabels: Record<GateItem, string> = {
  mapping: "Field mapping",
  roundTrip: "Round trip",
  reconciliation: "Zero data loss",
  auditTrail: "Audit trail",
  retries: "Retries and alerts",
  codes: "Codes orderable",
  signOff: "Provider sign-off",
};

const items = Object.keys(gateLabels) as GateItem[];

/** The seven lamps in the gate's order. */
export function computeGate(facts: GateFacts): GateLamp[] {
  const lamps = items.filter((item) => item !== "signOff").map((item) => lampFor(item, facts));
  return [...lamps, signOffLamp(lamps, facts)];
}

/** The items that are not green: empty means go. */
export const missingItems = (lamps: GateLamp[]): GateItem[] =>
  lamps.filter((lamp) => lamp.state !== "green").map((lamp) => lamp.item);

function lampFor(item: GateItem, facts: GateFacts): GateLamp {
  const newest = facts.evidence.find((one) => one.item === item);
  const lamp = (state: LampState, reason: string, next: string): GateLamp => ({
    item,
    label: gateLabels[item],
    state,
    reason,
    next,
    turn: state === "green" ? null : "lab",
    evidenceId: newest?.id ?? null,
    runId: newest?.runId ?? null,
    at: newest?.at ?? null,
  });

  if (facts.configurationVersion === null) return lamp("not-yet", "No configuration yet", "Save a configuration.");
  const blocked = item === "codes" ? codesProblem(facts) : item === "retries" ? contactsProblem(facts) : undefined;
  if (blocked) return lamp("red", blocked.reason, blocked.next);
  const current = newest?.configurationVersion === facts.configurationVersion;
  if (facts.testRunning && !(current && newest?.ok)) return lamp("running", "Test under way", "Wait for the test run.");
  if (!newest) return lamp("not-yet", "No evidence yet", "Run the test.");
  if (!current) {
    const since = `Last seen with version ${newest.configurationVersion}`;
    return newest.ok
      ? lamp("stale", since, "Run the test with this configuration.")
      : lamp("not-yet", "No evidence for this version", "Run the test.");
  }
  if (!newest.ok) return lamp("red", newest.reason, "Mend what the evidence names, then run the test again.");
  if (item === "codes" && newest.compendiumRevision < facts.offeredRevision) {
    return lamp("stale", "An offered code changed", "Check the code map, then run the test again.");
  }
  return lamp("green", newest.reason, "");
}

function codesProblem(facts: GateFacts) {
  if (facts.offeredCodes === 0) return { reason: "No codes offered", next: "Offer at least one test or panel." };
  if (facts.unmappedCodes.length === 0) return undefined;
  return {
    reason: `${facts.unmappedCodes.length} of ${facts.offeredCodes} not mapped`,
    next: `Map ${facts.unmappedCodes.slice(0, 3).join(", ")}${facts.unmappedCodes.length > 3 ? " and more" : ""}.`,
  };
}

const contactsProblem = (facts: GateFacts) =>
  facts.alertContacts === 0 ? { reason: "Nobody would be told", next: "Name an alert contact." } : undefined;

/** The signature covers the other six: it is asked for when they are green, and stale as soon as one is not. */
function signOffLamp(others: GateLamp[], facts: GateFacts): GateLamp {
  const signed = facts.evidence.find((one) => one.item === "signOff");
  const ready = others.every((lamp) => lamp.state === "green");
  const lamp = (state: LampState, reason: string, next: string, turn: GateLamp["turn"]): GateLamp => ({
    item: "signOff",
    label: gateLabels.signOff,
    state,
    reason,
    next,
    turn,
    evidenceId: signed?.id ?? null,
    runId: signed?.runId ?? null,
    at: signed?.at ?? null,
  });
  const runs = new Set(others.map((other) => other.runId));
  const fits =
    signed?.ok === true && signed.configurationVersion === facts.configurationVersion && runs.has(signed.runId);
  if (ready && signed && fits) return lamp("green", signed.reason, "", null);
  if (ready) {
    const next = `${facts.signerName || "The signer"} signs in the portal.`;
    return signed
      ? lamp("stale", "Signed for an earlier test", next, "practice")
      : lamp("waiting", "Waiting for the practice", next, "practice");
  }
  if (signed) return lamp("stale", "Signed before this changed", "Bring the other six to green first.", "lab");
  return lamp("not-yet", "Asked last, by e-mail", "Bring the other six to green first.", "lab");
}
