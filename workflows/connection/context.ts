import type { Actor } from "../actor";
import type { ConnectionRow } from "../dispatch";
import { candidateStanding } from "./candidate-standing";
import { missingItems } from "./gate";
import { goLiveFacts } from "./go-live-facts";
import type { ConnectionContext } from "./machine";
import { withVersion } from "./shown-version";
import { loadStanding, type Reader } from "./standing";

/** The machine's context for a row, which is locked when something is to follow, and for the one who acts. */
export async function connectionContext(db: Reader, row: ConnectionRow, actor: Actor): Promise<ConnectionContext> {
  const [standing, goLive] = await Promise.all([loadStanding(row, db), goLiveFacts(db, row, actor)]);
  const { earlier, ...facts } = goLive;
  const [changed, before] = await Promise.all([
    row.candidateVersion === null ? undefined : candidateStanding(row, row.candidateVersion, db),
    // Only from live does it decide; a paused connection may return to whatever was signed.
    earlier === undefined || row.state !== "live" ? undefined : loadStanding(withVersion(row, earlier), db),
  ]);
  return {
    missing: missingItems(standing.lamps),
    endpointsReady: (changed && row.state === "live" ? changed.standing : standing).endpointsReady,
    ...facts,
    earlierSigned: earlier !== undefined,
    earlierGreen: before !== undefined && missingItems(before.lamps).length === 0,
    candidate: changed !== undefined,
    candidateMissing: changed ? missingItems(changed.standing.lamps) : [],
    explained: changed?.explained ?? false,
  };
}
