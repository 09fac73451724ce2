import { eq, max } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { compendiumRevisions } from "~/db/schema/compendium";
import { connections, gateItems, testRuns } from "~/db/schema/connections";
import type { Mode } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { saveCodeMap } from "~/workflows/connection/commands";
import { keepEvidence } from "~/workflows/connection/evidence";
import { signOff, summaryHash } from "~/workflows/connection/sign-off";
import type { ConnectionRow } from "~/workflows/dispatch";
import { approvedConnection, demoActor } from "./demo-lab";

/** What the practice is asked to sign. */
export const testedSummary = ["Everything went well.", "With your signature the connection may go live."];

/** A connection of the demo practice in `testing`: code map complete, one passed run whose six proofs are good. */
export async function testedConnection(mode?: Mode): Promise<{ id: string; runId: string }> {
  const id = await approvedConnection(mode);
  const map = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
  const saved = await saveCodeMap(await demoActor("engineer"), id, map);
  if (saved.kind !== "done") throw new Error(saved.kind);
  const runId = await passedRun(id);
  await withTransaction(async (tx) => {
    await tx.db.update(connections).set({ state: "testing" }).where(eq(connections.id, id));
  });
  return { id, runId };
}

/** A passed run of the configuration in force, or of this version, with good evidence for the six items it proves. */
export async function passedRun(connectionId: string, ofVersion?: number): Promise<string> {
  const { configurationVersion, testRunNumber, alertContacts } = await connectionRow(connectionId);
  const [newest] = await database()
    .select({ revision: max(compendiumRevisions.revision) })
    .from(compendiumRevisions);
  const runId = newId("run");
  const version = ofVersion ?? configurationVersion ?? 0;
  await withTransaction(async (tx) => {
    await tx.db.insert(testRuns).values({
      id: runId,
      connectionId,
      number: testRunNumber + 1,
      configurationVersion: version,
      state: "passed",
      drill: "recovered",
      deadlineAt: new Date(),
      summary: testedSummary,
    });
    await tx.db
      .update(connections)
      .set({ testRunNumber: testRunNumber + 1 })
      .where(eq(connections.id, connectionId));
    await keepEvidence(
      tx,
      { connectionId, actorId: "worker" },
      gateItems
        .filter((item) => item !== "signOff")
        .map((item) => ({
          item,
          configurationVersion: version,
          compendiumRevision: newest?.revision ?? 0,
          ok: true,
          reason: "seen",
          details: item === "retries" ? { contacts: alertContacts } : {},
          runId,
          producedBy: "test",
        })),
    );
  });
  return runId;
}

/** Signs that run as the demo practice's signer. */
export async function signRun(connectionId: string, runId: string): Promise<void> {
  const signed = await signOff(await demoActor("provider"), connectionId, {
    runId,
    typedName: "Dana Whitlock",
    summarySha256: summaryHash(testedSummary),
  });
  if (signed.kind !== "done") throw new Error(signed.kind);
}

/** A connection that all seven items let go live. */
export async function readyConnection(mode?: Mode): Promise<{ id: string; runId: string }> {
  const tested = await testedConnection(mode);
  await signRun(tested.id, tested.runId);
  return tested;
}

export async function connectionRow(id: string): Promise<ConnectionRow> {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error(`There is no connection ${id}.`);
  return row;
}
