import type { GateItem } from "~/db/schema/connections";
import type { EvidenceAges } from "./evidence-ages";
import {
  auditTrailItem,
  codesItem,
  countsUntil,
  mappingItem,
  newestOf,
  reconciliationItem,
  retriesItem,
  roundTripItem,
  signOffItem,
} from "./gate-items";
import type { Ground } from "./grounds";

/**
 * The go/no-go gate: seven items, computed from evidence each time somebody asks. Pure.
 *
 * An item is green when the newest evidence for it is good and nothing it stands on has changed since; stale when good
 * evidence exists but the ground moved under it, or it is too old; red when the newest evidence is bad.
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
  /** The run its evidence is of; of a sign-off that waits, the run to be signed. */
  runId: string | null;
  at: Date | null;
  /** When its evidence becomes too old, while it is green; null where live traffic keeps it fresh. */
  countsUntil: Date | null;
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
  /** It has a hash, kept in the audit chain as well. What was kept before there were hashes has none. */
  sealed: boolean;
  /** What is different in the configuration in force, the contract and the alert contacts from when it was made. */
  changed: readonly Ground[];
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
  /** Offered codes that failed their proof with this configuration, with why. */
  failingCodes: { code: string; reason: string }[];
  /** A proof of a large menu that is under way: how many codes of how many. */
  proving: { done: number; total: number } | null;
  /** Releases brought to the EMR, by name, that it has not said it has loaded. */
  unloadedReleases: string[];
  /** The newest compendium revision that touched an offered code. */
  offeredRevision: number;
  alertContacts: number;
  signerName: string;
  now: Date;
  /** Days after which evidence is too old to rest a go-live on, for each item it is of. */
  countsFor: EvidenceAges;
  /** Until when live traffic confirmed what was seen before; null when there was none. */
  confirmedUntil: Date | null;
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

const verdicts: [Exclude<GateItem, "signOff">, typeof mappingItem][] = [
  ["mapping", mappingItem],
  ["roundTrip", roundTripItem],
  ["reconciliation", reconciliationItem],
  ["auditTrail", auditTrailItem],
  ["retries", retriesItem],
  ["codes", codesItem],
];

/** The seven lamps in the gate's order. */
export function computeGate(facts: GateFacts): GateLamp[] {
  const lampOf = (item: GateItem, verdict: Pick<GateLamp, "state" | "reason" | "next" | "turn">): GateLamp => {
    const newest = newestOf(item, facts);
    return {
      item,
      label: gateLabels[item],
      evidenceId: newest?.id ?? null,
      runId: newest?.runId ?? null,
      at: newest?.at ?? null,
      ...verdict,
      countsUntil: newest && verdict.state === "green" ? countsUntil(item, newest, facts) : null,
    };
  };
  const lamps = verdicts.map(([item, verdictOf]) => lampOf(item, verdictOf(facts)));
  return [...lamps, lampOf("signOff", signOffItem(lamps, facts))];
}

/** The items that are not green: empty means go. */
export const missingItems = (lamps: GateLamp[]): GateItem[] =>
  lamps.filter((lamp) => lamp.state !== "green").map((lamp) => lamp.item);
