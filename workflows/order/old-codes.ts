import type { SyncState } from "~/db/schema/sync";

/** What somebody does next about a code that is still ordered, with where. Pure. */
export type OldCodeStep = { label: string; href: string; told: string };

type About = {
  connectionId: string;
  syncId: string | null;
  release: string | null;
  syncState: SyncState | null;
  hasProfile: boolean;
};

/** The EMR is told first; once its side has loaded the update, the practice has to use it. */
export function nextStepFor({ connectionId, syncId, release, syncState, hasProfile }: About): OldCodeStep {
  const board = (id: string) => `/sync/${id}`;
  if (syncId && syncState === "acknowledged") {
    const told = `Release ${release} loaded`;
    return { told, label: "Write to the practice", href: `/connections/${connectionId}/conversation` };
  }
  if (syncId && syncState === "sent") {
    return { told: `Release ${release} sent, not confirmed`, label: "Remind or confirm", href: board(syncId) };
  }
  if (syncId && syncState === "failed") {
    return { told: `Release ${release} could not be sent`, label: "Resend the update", href: board(syncId) };
  }
  if (syncId) return { told: `Release ${release} goes out`, label: "See the update", href: board(syncId) };
  const profile = `/sync/connections/${connectionId}`;
  return hasProfile
    ? { told: "No update names it", label: "Send the menu", href: profile }
    : { told: "Never told", label: "Say how the EMR is told", href: profile };
}
