/** The versions of HL7 v2, and values that changed from one to the next. */

/** Every published version, oldest first. */
export const VERSIONS = [
  "2.1",
  "2.2",
  "2.3",
  "2.3.1",
  "2.4",
  "2.5",
  "2.5.1",
  "2.6",
  "2.7",
  "2.7.1",
  "2.8",
  "2.8.1",
  "2.8.2",
  "2.9",
] as const;
export type Version = (typeof VERSIONS)[number];

export const DEFAULT_VERSION: Version = "2.5.1";
export const LATEST_VERSION: Version = "2.9";

function rankOf(version: string): number {
  const [, minor, patch] = /^2\.(\d{1,3})(?:\.(\d{1,3}))?/.exec(version) ?? [];
  return minor === undefined ? Number.NaN : Number(minor) * 1000 + Number(patch ?? 0);
}

const ranks: ReadonlyMap<string, number> = new Map(VERSIONS.map((version) => [version, rankOf(version)]));
const REMEMBERED = 256;
/** Asked for once a field by some readers, and a partner writes its version in one way. */
const understood = new Map<string, Version>();

/**
 * The published version a text such as MSH-12 means: `2.5.1^USA` is 2.5.1, `2.5.2` the one before it, a later one the
 * latest. What says nothing, such as "" or `3`, is taken as {@link DEFAULT_VERSION}.
 */
export function publishedVersion(text = ""): Version {
  const known = understood.get(text);
  if (known) return known;
  const wanted = rankOf(text.trim());
  const nearest = VERSIONS.findLast((version) => (ranks.get(version) ?? 0) <= wanted) ?? VERSIONS[0];
  const version = Number.isNaN(wanted) ? DEFAULT_VERSION : nearest;
  if (understood.size >= REMEMBERED) understood.clear();
  understood.set(text, version);
  return version;
}

/** Whether `version` came out before `other`. */
export function isBefore(version: Version, other: string): boolean {
  return (ranks.get(version) ?? 0) < (ranks.get(other) ?? rankOf(other));
}

/** What `A>B@2.6>C@2.8` says in a version: A, from 2.6 on B, from 2.8 on C. */
export function valueIn(written: string, version: Version): string {
  const [first = "", ...changes] = written.split(">");
  return changes.reduce((value, change) => {
    const [next = "", since = ""] = change.split("@");
    return isBefore(version, since) ? value : next;
  }, first);
}
