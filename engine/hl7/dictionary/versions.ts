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

function rank(version: string): number {
  const [, minor, patch] = /^2\.(\d{1,3})(?:\.(\d{1,3}))?/.exec(version) ?? [];
  return minor === undefined ? Number.NaN : Number(minor) * 1000 + Number(patch ?? 0);
}

const ranked = VERSIONS.map((version) => [version, rank(version)] as const);

/**
 * The published version a text such as MSH-12 means: `2.5.1^USA` is 2.5.1, `2.5.2` the one before it, a later one the
 * latest. What says nothing, such as "" or `3`, is taken as {@link DEFAULT_VERSION}.
 */
export function publishedVersion(text: string | undefined): Version {
  const wanted = rank((text ?? "").trim());
  if (Number.isNaN(wanted)) return DEFAULT_VERSION;
  return ranked.findLast(([, known]) => known <= wanted)?.[0] ?? VERSIONS[0];
}

/** Whether `version` came out before `other`. */
export function isBefore(version: string, other: string): boolean {
  return rank(version) < rank(other);
}

/** What `A>B@2.6>C@2.8` says in a version: A, from 2.6 on B, from 2.8 on C. */
export function valueIn(written: string, version: Version): string {
  const [first = "", ...changes] = written.split(">");
  return changes.reduce((value, change) => {
    const [next = "", since = ""] = change.split("@");
    return isBefore(version, since) ? value : next;
  }, first);
}
