import type { ConnectionState } from "~/db/schema/connections";
import type { RollOutContext } from "./machine";

/** The waves of a roll-out: who is in which, how each stands, and whether the next may start. Pure. */
export type MemberFacts = {
  connectionId: string;
  wave: number;
  outcome: "moved" | "left" | null;
  /** It was live or paused when it was moved. */
  wasRunning: boolean;
  movedAt: Date | null;
  state: ConnectionState;
  stateSince: Date;
  /** Its configuration in force has the roll-out's version. */
  runs: boolean;
  /** Messages since it was moved that its new mapping stopped, and that nobody has looked after. */
  failures: number;
};

export type RollOutFacts = {
  /** The wave started last; 0 before the first. */
  wave: number;
  waveClean: boolean;
  cleanMinutes: number;
  /** Since when the wave under way is watched. */
  watchFrom: Date;
  members: readonly MemberFacts[];
};

/**
 * - `planned`: not started; `moving`: some connections have no outcome yet
 * - `proving`: those that ran before are on their way through the gate
 * - `watching`: live, and clean so far; `clean`: for as long as was asked; `failed`: not clean
 */
export type WaveState = "planned" | "moving" | "proving" | "watching" | "clean" | "failed";
export type Wave = {
  number: number;
  state: WaveState;
  /** Connections that the wave waits for, and how many of them are live again. */
  awaited: number;
  live: number;
  failures: number;
  /** When it will have been clean long enough, if nothing fails; while it is watched. */
  cleanAt: Date | null;
};

/** A first plan: one connection as the canary, live and without overrides if there is one, then all others. */
export function defaultWaves(
  fleet: readonly { id: string; state: ConnectionState; overrides: number }[],
): { connectionId: string; wave: number }[] {
  const rank = (one: (typeof fleet)[number]) => (one.state === "live" ? 0 : one.state === "paused" ? 1 : 2);
  const [canary] = [...fleet].sort((a, b) => rank(a) - rank(b) || a.overrides - b.overrides);
  return fleet.map(({ id }) => ({ connectionId: id, wave: id === canary?.id ? 1 : 2 }));
}

/** Numbers without gaps, in the same order; each connection once. */
export function numberedWaves(
  plan: readonly { connectionId: string; wave: number }[],
): { connectionId: string; wave: number }[] {
  const once = new Map(plan.map((one) => [one.connectionId, one.wave]));
  const numbers = [...new Set(once.values())].sort((a, b) => a - b);
  return [...once].map(([connectionId, wave]) => ({ connectionId, wave: numbers.indexOf(wave) + 1 }));
}

/** How every wave stands at a moment. */
export function wavesOf(facts: RollOutFacts, now: Date): Wave[] {
  const count = Math.max(0, ...facts.members.map((member) => member.wave));
  return Array.from({ length: count }, (_, i) => waveOf(i + 1, facts, now));
}

function waveOf(number: number, facts: RollOutFacts, now: Date): Wave {
  const members = facts.members.filter((member) => member.wave === number);
  const moved = members.filter((member) => member.outcome === "moved" && member.runs);
  const awaited = moved.filter(
    (member) => member.wasRunning && member.state !== "retired" && member.state !== "cancelled",
  );
  const live = awaited.filter((member) => member.state === "live");
  const failures = members.reduce((sum, member) => sum + member.failures, 0);
  const wave = { number, awaited: awaited.length, live: live.length, failures, cleanAt: null };
  if (number > facts.wave) return { ...wave, state: "planned" };
  if (failures > 0) return { ...wave, state: "failed" };
  if (number < facts.wave || facts.waveClean) return { ...wave, state: "clean" };
  if (members.some((member) => member.outcome === null)) return { ...wave, state: "moving" };
  // A wave nobody could be moved in proves nothing about the next.
  if (moved.length === 0 || live.length < awaited.length) return { ...wave, state: "proving" };
  const since = [facts.watchFrom, ...moved.flatMap((one) => one.movedAt ?? []), ...live.map((one) => one.stateSince)];
  const cleanAt = new Date(Math.max(...since.map((at) => at.getTime())) + facts.cleanMinutes * 60_000);
  return now < cleanAt ? { ...wave, state: "watching", cleanAt } : { ...wave, state: "clean", cleanAt };
}

/** What the machine needs to know. */
export function rollOutContext(facts: RollOutFacts, now: Date): RollOutContext {
  const waves = wavesOf(facts, now);
  const current = waves.find((wave) => wave.number === facts.wave);
  return {
    wavesLeft: waves.some((wave) => wave.number > facts.wave),
    underWay: facts.wave > 0 && !facts.waveClean,
    clean: current?.state === "clean" && !facts.waveClean,
    failures: waves.filter((wave) => wave.number <= facts.wave).reduce((sum, wave) => sum + wave.failures, 0),
  };
}
