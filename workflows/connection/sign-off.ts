import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { newId } from "~/db/ids";
import { connections, signOffs, testRuns } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { addressesOf, getLab, type Lab } from "../lab";
import { may } from "../policy";
import { followGate } from "./commands";
import { keepEvidence } from "./evidence";
import * as letters from "./letters";
import { shown } from "./shown-version";
import { loadStanding } from "./standing";

/**
 * An authorised signer of the practice signs the summary of the newest passed run: name typed, time, address, session, what
 * exactly was signed and its hash are kept (compare 21 CFR 11.50 and 11.70). They get a receipt by mail.
 */
export async function signOff(
  actor: Actor,
  id: string,
  form: { runId: string; typedName: string; summarySha256: string },
): Promise<{ kind: "done" } | Refusal> {
  const lab = await getLab();
  const outcome = await withTransaction((tx) => sign(tx, actor, id, form, lab));
  if (outcome.kind === "done") await followGate(id);
  return outcome;
}

/** On the locked row: no second signature, none for a signer that has just changed, none of a run the gate does not stand on. */
async function sign(
  tx: Transaction,
  actor: Actor,
  id: string,
  form: { runId: string; typedName: string; summarySha256: string },
  lab: Lab,
): Promise<{ kind: "done" } | Refusal> {
  const [connection] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
  const [run] = await tx.db
    .select()
    .from(testRuns)
    .where(and(eq(testRuns.connectionId, id), eq(testRuns.id, form.runId)));
  if (!connection || actor.kind !== "person" || !may(actor, "connection.signOff", connection))
    return { kind: "not-found" };
  const refused = (code: string, message: string): Refusal => ({ kind: "refused", code, message });
  if (!run?.summary) return refused("not-now", "There is nothing to sign right now.");
  const { summary } = run;
  if (summaryHash(summary) !== form.summarySha256) {
    return refused("changed", "The summary has changed since you opened it. Please read it again.");
  }
  const { signerName, signerEmail } = connection;
  const [account] = await tx.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, signerEmail.toLowerCase()), eq(users.practiceId, connection.practiceId)));
  if (account && account.id !== actor.id) {
    return refused("not-the-signer", `Only ${signerName} (${signerEmail}) can sign this.`);
  }
  if (plain(form.typedName) !== plain(signerName)) {
    return refused("name-differs", `Please type the signer's name as it stands in the request: ${signerName}.`);
  }
  const lamp = (await loadStanding(shown(connection), tx.db)).lamps.find((one) => one.item === "signOff");
  if (lamp?.turn !== "practice" || lamp.runId !== run.id) {
    return refused("not-now", "There is nothing to sign right now.");
  }
  const typedName = form.typedName.trim();
  const signOffId = newId("sgn");
  const session = actor.session ?? null;
  const at = new Date();
  await tx.db.insert(signOffs).values({
    id: signOffId,
    connectionId: id,
    runId: run.id,
    configurationVersion: run.configurationVersion,
    userId: actor.id,
    typedName,
    address: actor.address,
    session,
    summary,
    summarySha256: form.summarySha256,
    at,
  });
  await keepEvidence(tx, { connectionId: id, actorId: actor.id }, [
    {
      item: "signOff",
      configurationVersion: run.configurationVersion,
      compendiumRevision: 0,
      ok: true,
      reason: `Signed by ${typedName}`,
      details: { summarySha256: form.summarySha256, user: actor.id, signOff: signOffId },
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
    meta: { signOff: signOffId, summarySha256: form.summarySha256, session, address: actor.address },
  });
  tx.notify(`connection:${id}`, "connections", `practice:${connection.practiceId}`);
  const cause = `connection.signOff ${id}` as const;
  await queueMail(tx, await addressesOf(tx.db, "engineer"), cause, letters.signed(connection, typedName));
  const receipt = letters.signatureReceipt(connection, { typedName, at, summarySha256: form.summarySha256 }, lab);
  await queueMail(tx, [actor.email], `signature.receipt ${signOffId}`, receipt);
  return { kind: "done" };
}

export const summaryHash = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");

const plain = (name: string) => name.trim().replace(/\s+/g, " ").toLowerCase();

/** What a passed run showed, in the lines the practice's signer reads and signs. */
export function summaryOf(
  connection: ConnectionRow,
  run: Pick<typeof testRuns.$inferSelect, "number" | "startedAt">,
  { shortName: lab, calendar }: Pick<Lab, "shortName" | "calendar">,
  messages: number,
): string[] {
  const tested = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: calendar.timeZone });
  return [
    `${lab} and your practice tested the connection for ${connection.emrName} on ${tested.format(run.startedAt)} (test ${run.number}).`,
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
    ...(connection.state === "live" ? changedWords : firstWords(connection, lab)),
  ];
}

/** A day without a time (YYYY-MM-DD) belongs to no zone: it is read as it was written. */
const dayWords = (day: string): string =>
  new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));

const changedWords = [
  "Your connection runs on as it is meanwhile. This was a test of a change to it.",
  "With your signature the change may take the place of what runs now.",
];

const firstWords = (connection: ConnectionRow, lab: string) => [
  `${
    connection.mode === "bidirectional"
      ? `Once it is live, every order your EMR sends for ${lab} goes there by itself, and every result comes back into your EMR by itself`
      : `Once it is live, every result of ${lab} arrives in your EMR by itself`
  }, for real patients. ${
    connection.targetDate
      ? `That is planned for ${dayWords(connection.targetDate)}; you are told by mail when it starts.`
      : "You are told by mail when it starts."
  }`,
  "With your signature the connection may go live.",
];
