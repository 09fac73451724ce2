/** How a code stands over a connection, as pictures and lists show it. Pure. */
export type CodeStanding = "proven" | "older" | "failing" | "unproven";

/** What is known of an offered code; null where nothing is. */
export type CodeKnown = {
  ok: boolean | null;
  provenVersion: number | null;
  provenRevision: number | null;
  /** The configuration in force, and the revision that last touched the code. */
  version: number;
  itemRevision: number;
};

/** A failure counts for the configuration in force; what an earlier one, or an earlier compendium, showed is only a hint. */
export function codeStanding({ ok, provenVersion, provenRevision, version, itemRevision }: CodeKnown): CodeStanding {
  if (ok === null || provenVersion === null) return "unproven";
  if (provenVersion !== version || (provenRevision ?? 0) < itemRevision) return "older";
  return ok ? "proven" : "failing";
}

/** Which codes of the menu cannot be ordered, in a few words. */
export const cannotBeOrdered = (failing: readonly { code: string }[]): string =>
  failing.length === 1
    ? `${failing[0]?.code} cannot be ordered`
    : `${failing.length} codes cannot be ordered, ${failing[0]?.code} first`;
