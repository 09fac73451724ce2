/** A connection's code map made whole: its own entries, and beneath them those of its EMR system. Pure. */
import type { CodeMapEntry } from "~/db/schema/connections";
import type { SystemCode } from "~/db/schema/system-codes";

/** A version of an EMR system's map. */
export type SystemMap = { version: number; entries: readonly SystemCode[] };

/** The entries somebody made for this connection. */
export const ownEntries = (codeMap: readonly CodeMapEntry[]): CodeMapEntry[] =>
  codeMap.filter(({ from }) => from === undefined);

/**
 * The whole map of a connection that is offered `offered`. An own entry wins: where it has the lab code or the EMR code, the
 * system's entry is left out. No EMR code stands for two lab codes.
 */
export function foldCodes(
  own: readonly CodeMapEntry[],
  system: SystemMap | undefined,
  offered: readonly string[],
): CodeMapEntry[] {
  const entries = own.map(({ from: _, ...entry }): CodeMapEntry => entry);
  if (!system) return entries;
  const labCodes = new Set(entries.map(({ labCode }) => labCode));
  const emrCodes = new Set(entries.map(({ emrCode }) => emrCode));
  const wanted = new Set(offered);
  for (const entry of system.entries) {
    if (!wanted.has(entry.labCode) || labCodes.has(entry.labCode) || emrCodes.has(entry.emrCode)) continue;
    labCodes.add(entry.labCode);
    emrCodes.add(entry.emrCode);
    entries.push({ ...entry, from: system.version });
  }
  return entries;
}

/** Of entries that were typed or imported, those the system's map would not bring just so: they are the connection's own. */
export function ownOf(
  typed: readonly CodeMapEntry[],
  system: SystemMap | undefined,
  offered: readonly string[],
): CodeMapEntry[] {
  const wanted = new Set(offered);
  const known = new Map(system?.entries.map((entry) => [entry.labCode, entry]));
  return typed.filter(({ labCode, emrCode, emrText }) => {
    const entry = known.get(labCode);
    return !wanted.has(labCode) || entry?.emrCode !== emrCode || (entry.emrText ?? "") !== (emrText ?? "");
  });
}
