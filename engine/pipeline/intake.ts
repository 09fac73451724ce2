import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { isConfirmed, isOver } from "~/db/endpoint-settings";
import type { Lease } from "~/db/queries/claim-lanes";
import { endpoints } from "~/db/schema/connections";
import { failpoint } from "~/engine/transports/failpoint";
import { writeAnswers } from "./ack-files";
import { followArchive } from "./archive-check";
import { asListed, type Trouble, takeUp } from "./claims";
import { withFiles } from "./files-at";
import { disposeAll, isKept, latestGenerations, sameGeneration } from "./inbound-files";
import type { Means } from "./means";
import { lookIn } from "./pickup";
import type { FileEndpoint } from "./places";
import { pullPages } from "./pull";
import { connectionsUsing } from "./setting";
import { settledFiles, stableMs } from "./settled";
import { takeAll } from "./take-files";
import { takeTrialFile } from "./trial-pickup";

/** The intake of one endpoint: list, wait until a file stands still, take it, and look again. */

/** Files of a folder that are looked at in one run. */
const entriesAtMost = 20_000;
/** An upload to our own server wakes the lane; this is only for when that is lost. */
const hostedPollSeconds = 5;

/** Runs the intake once. Returns when to look again, in seconds. */
export async function runIntake(lease: Lease, endpointId: string, means: Means): Promise<number> {
  const [endpoint] = await database().select().from(endpoints).where(eq(endpoints.id, endpointId));
  if (!endpoint || !isConfirmed(endpoint)) return 60;
  // Its settings were replaced while this run was about to start: what is there is for the endpoint that took its place.
  if ((await connectionsUsing(endpoint)).length === 0) return (await takeTrialFile(lease, endpoint, means)) ?? 60;
  await failpoint("I2");
  if (isOver(endpoint, "sftp")) return takeFiles(lease, endpoint, means, endpoint.reach.pollSeconds);
  if (isOver(endpoint, "hosted-sftp")) return takeFiles(lease, endpoint, means, hostedPollSeconds);
  if (isOver(endpoint, "rest") && endpoint.reach.pullUrl)
    return pullPages(lease, endpoint, endpoint.reach.pullUrl, means);
  return 3_600;
}

async function takeFiles(lease: Lease, endpoint: FileEndpoint, means: Means, pollSeconds: number): Promise<number> {
  // What is on our own server is whole as soon as it can be seen.
  const stable = isOver(endpoint, "sftp") && endpoint.reach.completion === "stable";
  return withFiles(means, endpoint, async (session) => {
    await failpoint("I3");
    const offer = await lookIn(endpoint, session, entriesAtMost);
    await failpoint("I4");
    const known = await latestGenerations(endpoint.id, offer.files);
    const cutShort = await takeUp(lease, endpoint, session, offer);
    // One of the same name that was moved aside comes first; the new one is there at the next look.
    const aside = new Map(cutShort.toRead.map((row) => [row.name, row]));
    const offered = [...cutShort.toRead.map(asListed), ...offer.files.filter((file) => !aside.has(file.name))];
    for (const row of aside.values()) known.set(row.name, row);
    const settled = stable ? settledFiles(endpoint.id, offered) : offered;

    // Stored but not moved away: a process died between, or the source refused. Only that step is repeated.
    const leftOver = settled.flatMap((file) => {
      const row = known.get(file.name);
      return row && sameGeneration(row, file) && ["stored", "undisposed"].includes(row.state) ? [row] : [];
    });
    await disposeAll(lease, endpoint, session, [...cutShort.toDispose, ...leftOver]);

    const fresh = settled.filter(
      (file) => !isKept(known.get(file.name)) || !sameGeneration(known.get(file.name), file),
    );
    const trouble: Trouble = { first: offer.absent };
    if (fresh.length > 0) await takeAll({ lease, endpoint, session, trouble }, fresh, known);
    if (endpoint.reach.ackFiles) await writeAnswers(lease, endpoint, session);
    await followArchive(lease, endpoint, session);
    if (trouble.first) throw trouble.first;
    const waiting = offered.length > settled.length || offer.truncated || aside.size > 0;
    return waiting ? Math.min(stableMs / 1_000, pollSeconds) : pollSeconds;
  });
}
