import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections, signOffs, testRuns } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { addressesOf } from "../lab";
import { may } from "../policy";
import { followGate } from "./commands";
import { keepEvidence } from "./evidence";
import * as letters from "./letters";
import { loadStanding } from "./standing";

/**
 * An authorised signer of the practice signs the summary of the newest passed run: name typed, time, address, what
 * exactly was signed and its hash are kept (compare 21 CFR 11.50 and 11.70).
 */
export async function signOff(
  actor: Actor,
  id: string,
  form: { runId: string; typedName: string; summarySha256: string },
): Promise<{ kind: "done" } | Refusal> {
  const [found] = await database()
    .select({ connection: connections, run: testRuns })
    .from(connections)
    .innerJoin(testRuns, and(eq(testRuns.connectionId, connections.id), eq(testRuns.id, form.runId)))
    .where(eq(connections.id, id));
  if (!found || actor.kind !== "person" || !may(actor, "connection.signOff", found.connection))
    return { kind: "not-found" };
  const { connection, run } = found;
  const refused = (code: string, message: string): Refusal => ({ kind: "refused", code, message });
  if (!run.summary) return refused("not-now", "There is nothing to sign right now.");
  if (summaryHash(run.summary) !== form.summarySha256) {
    return refused("changed", "The summary has changed since you opened it. Please read it again.");
  }
  const [account] = await database()
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, connection.signerEmail.toLowerCase()), eq(users.practiceId, connection.practiceId)));
  if (account && account.id !== actor.id) {
    return refused("not-the-signer", `Only ${connection.signerName} (${connection.signerEmail}) can sign this.`);
  }
  if (plain(form.typedName) !== plain(connection.signerName)) {
    return refused(
      "name-differs",
      `Please type the signer's name as it stands in the request: ${connection.signerName}.`,
    );
  }
  const { summary } = run;
  const signed = await withTransaction(async (tx) => {
    // On the locked row: no second signature, and none of a run that what is green no longer stands on.
    const [locked] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    const lamp = locked && (await loadStanding(locked, tx.db)).lamps.find((one) => one.item === "signOff");
    if (lamp?.turn !== "practice" || lamp.runId !== run.id) return false;
    await tx.db.insert(signOffs).values({
      id: newId("sgn"),
      connectionId: id,
      runId: run.id,
      configurationVersion: run.configurationVersion,
      userId: actor.id,
      typedName: form.typedName.trim(),
      address: actor.address,
      summary,
      summarySha256: form.summarySha256,
    });
    await keepEvidence(tx, { connectionId: id, actorId: actor.id }, [
      {
        item: "signOff",
        configurationVersion: run.configurationVersion,
        compendiumRevision: 0,
        ok: true,
        reason: `Signed by ${form.typedName.trim()}`,
        details: { summarySha256: form.summarySha256, user: actor.id },
        runId: run.id,
        producedBy: actor.name,
      },
    ]);
    tx.audit({
      chain: id,
      actor: actor.id,
      action: "connection.signOff",
      objectId: run.id,
      outcome: "done",
      meta: { summarySha256: form.summarySha256 },
    });
    tx.notify(`connection:${id}`, "connections", `practice:${connection.practiceId}`);
    const engineers = await addressesOf(tx.db, "engineer");
    await queueMail(tx, engineers, `connection.signOff ${id}`, letters.signed(connection, form.typedName.trim()));
    return true;
  });
  if (!signed) return refused("not-now", "There is nothing to sign right now.");
  await followGate(id);
  return { kind: "done" };
}

export const summaryHash = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");

const plain = (name: string) => name.trim().replace(/\s+/g, " ").toLowerCase();

/** What a passed run showed, in the lines the practice's signer reads and signs. */
export function summaryOf(
  connection: ConnectionRow,
  run: Pick<typeof testRuns.$inferSelect, "number" | "startedAt">,
  lab: string,
  messages: number,
): string[] {
  return [
    `${lab} and your practice tested the connection for ${connection.emrName} on ${run.startedAt.toISOString().slice(0, 10)} (test ${run.number}).`,
    ...(connection.mode === "bidirectional"
      ? [
          "A test order left your EMR, arrived at the lab, and its result came back to your EMR under the same order number and test code.",
        ]
      : ["A test result left the lab and arrived in your EMR."]),
    `${messages} messages were exchanged; none was lost and none arrived twice.`,
    "We made the way to your EMR fail on purpose: the message waited, was sent again, and the people you named were told.",
    ...(connection.mode === "bidirectional"
      ? [
          `Every one of the ${connection.offeredTests.length + connection.offeredPanels.length} tests and panels offered to you can be ordered with your own codes.`,
        ]
      : []),
    "With your signature the connection may go live.",
  ];
}
