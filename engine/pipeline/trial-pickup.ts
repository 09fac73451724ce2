import { and, eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { type EndpointOver, type EndpointRow, isOver } from "~/db/endpoint-settings";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import { type PickupProof, testRuns } from "~/db/schema/connections";
import { inboundFiles } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import type { RemoteFile } from "~/engine/transports/sftp";
import { TransportError } from "~/engine/transports/transport-error";
import { readHeld, type Trouble } from "./claims";
import { type Files, withFiles } from "./files-at";
import { sha256 } from "./hash";
import { claimFiles, disposeAll, latestGenerations } from "./inbound-files";
import type { Means } from "./means";
import { lookIn } from "./pickup";
import { signOf } from "./places";

/**
 * The pickup at an endpoint that only a tested change uses: one file of the run's own is put into the folder and taken as
 * every file is, by listing, claim, reading and moving away. What else lies there is left alone. Where we may not write, the
 * far end's people put a file of that name there.
 */
type SftpEndpoint = EndpointOver<"sftp">;
type Open = { runId: string; connectionId: string; pickup: PickupProof };

const entriesAtMost = 5_000;
const bytesAtMost = 1024 * 1024;
const pollSeconds = 5;

/** Takes the file if a run waits for it. Returns when to look again, in seconds; undefined when no run does. */
export async function takeTrialFile(lease: Lease, endpoint: EndpointRow, means: Means): Promise<number | undefined> {
  const open = await openPickup(endpoint.id);
  if (!open || !isOver(endpoint, "sftp")) return undefined;
  const taken = await withFiles(means, endpoint, (session) => take(lease, endpoint, session, open.pickup)).catch(
    async (error: unknown) => {
      if (error instanceof TransportError) await keep(lease, open, { seen: null, problem: error.message });
      throw error;
    },
  );
  await keep(lease, open, taken);
  return taken.seen ? undefined : pollSeconds;
}

async function openPickup(endpointId: string): Promise<Open | undefined> {
  const runs = await database()
    .select({ runId: testRuns.id, connectionId: testRuns.connectionId, pickups: testRuns.pickups })
    .from(testRuns)
    .where(and(eq(testRuns.state, "waiting"), sql`${testRuns.pickups} @> ${JSON.stringify([{ endpointId }])}::jsonb`));
  for (const { pickups, ...run } of runs) {
    const pickup = pickups.find((one) => one.endpointId === endpointId && one.seen === null && one.name !== "");
    if (pickup) return { ...run, pickup };
  }
  return undefined;
}

type Taken = Pick<PickupProof, "seen" | "problem">;

async function take(lease: Lease, endpoint: SftpEndpoint, session: Files, pickup: PickupProof): Promise<Taken> {
  const refused = await place(lease, endpoint, session, pickup);
  const offer = await lookIn(endpoint, session, entriesAtMost);
  const file = offer.files.find(({ name }) => name === pickup.name);
  if (!file) {
    const ask = `Put a file named ${pickup.name} there; it may hold anything.`;
    return { seen: null, problem: refused ? `${refused} ${ask}` : "The file was put there and is not listed yet." };
  }
  const problem = await takeListed(lease, endpoint, session, file);
  return problem ? { seen: null, problem } : { seen: new Date().toISOString(), problem: null };
}

/** Puts the file there, if it is not; says why not, where we may not. */
async function place(
  lease: Lease,
  endpoint: SftpEndpoint,
  session: Files,
  { folder, name }: PickupProof,
): Promise<string | undefined> {
  if (await session.stat(folder, name)) return undefined;
  const bytes = Buffer.from(`Gatehouse put this file here to see that files can be picked up: ${name}\r`);
  const sign = signOf(endpoint, { name })?.name;
  try {
    await session.drop(
      folder,
      { name, bytes, sha256: sha256(bytes), epoch: lease.epoch, sign },
      { beforeRename: async () => undefined },
    );
    return undefined;
  } catch (error) {
    if (error instanceof TransportError && error.failure === "permanent") return error.message;
    throw error;
  }
}

/** The way of every file, for this one alone; says what went wrong. */
async function takeListed(
  lease: Lease,
  endpoint: SftpEndpoint,
  session: Files,
  file: RemoteFile,
): Promise<string | undefined> {
  const [row] = await claimFiles(lease, endpoint, [file], await latestGenerations(endpoint.id, [file]));
  if (!row) return "Reading it failed several times.";
  const trouble: Trouble = { first: undefined };
  const run = { lease, endpoint, session, trouble };
  const read = await readHeld(run, row, { maxBytes: bytesAtMost, listed: file });
  if (read.kind !== "read") return trouble.first?.message ?? `It could not be read: ${read.kind.replace("-", " ")}.`;
  const stored = { state: "stored" as const, sha256: read.sha256, messageCount: 0 };
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db
      .update(inboundFiles)
      .set({ ...stored, storedAt: sql`now()` })
      .where(eq(inboundFiles.id, row.id));
  });
  await disposeAll(lease, endpoint, session, [{ ...row, ...stored }], []);
  const [left] = await database().select().from(inboundFiles).where(eq(inboundFiles.id, row.id));
  return left?.state === "disposed" ? undefined : (left?.reason ?? "It could not be moved away.");
}

/** Writes down how it went, for the run and its page. */
async function keep(lease: Lease, { runId, connectionId, pickup }: Open, taken: Taken): Promise<void> {
  if (taken.seen === pickup.seen && taken.problem === pickup.problem) return;
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    const [run] = await tx.db.select().from(testRuns).where(eq(testRuns.id, runId)).for("update");
    if (run?.state !== "waiting") return;
    const pickups = run.pickups.map((one) => (one.endpointId === pickup.endpointId ? { ...one, ...taken } : one));
    await tx.db.update(testRuns).set({ pickups }).where(eq(testRuns.id, runId));
    if (taken.seen) {
      const meta = { side: pickup.side, endpoint: pickup.endpointId };
      const action = "testRun.pickup";
      tx.audit({ chain: connectionId, actor: "worker", action, objectId: runId, outcome: "done", meta });
    }
    tx.notify(`run:${runId}`, `connection:${connectionId}`);
  });
}
