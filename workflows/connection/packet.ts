import { createHash } from "node:crypto";
import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import { sealedEvent } from "~/db/audit";
import { database } from "~/db/client";
import {
  configurationVersions,
  connections,
  evidence,
  signOffs,
  stateHistory,
  testRuns,
} from "~/db/schema/connections";
import { goLivePlans } from "~/db/schema/go-live";
import { auditEvents } from "~/db/schema/operations";
import { practices, users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { canonicalJson } from "~/engine/json/canonical";
import type { Actor } from "../actor";
import type { ConnectionRow, Refusal } from "../dispatch";
import { may } from "../policy";
import { signerTrace } from "./signer";
import { loadStanding } from "./standing";

/**
 * The packet: the go/no-go record of a connection as one file. Items, evidence, runs, signatures, decisions, and the events of
 * the audit chain that they rest on. Its hash is kept in that chain, so that a copy can be held against it years later.
 */
export const packetFormat = "gatehouse-packet-1";

export type Packet = Awaited<ReturnType<typeof composePacket>>;
export type PacketFile = { packet: Packet; sha256: string };

/** SHA-256 over the packet's canonical JSON, in hexadecimal. */
export const packetHash = (packet: unknown): string =>
  createHash("sha256").update(canonicalJson(packet), "utf8").digest("hex");

/**
 * Makes the packet of a connection as it stands, and keeps its hash in the connection's audit chain; the same content is
 * kept once, however often it is asked for.
 */
export async function makePacket(actor: Actor, id: string): Promise<{ kind: "done"; file: PacketFile } | Refusal> {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) return { kind: "not-found" };
  if (!may(actor, "connection.packet", row)) return { kind: "forbidden" };
  const packet = await composePacket(row);
  const sha256 = packetHash(packet);
  await withTransaction(async (tx) => {
    const [known] = await tx.db
      .select({ seq: auditEvents.seq })
      .from(auditEvents)
      .where(
        and(eq(auditEvents.objectId, sha256), eq(auditEvents.chain, id), eq(auditEvents.action, "connection.packet")),
      )
      .limit(1);
    if (known) return;
    tx.audit({ chain: id, actor: actor.id, action: "connection.packet", objectId: sha256, outcome: "done" });
  });
  return { kind: "done", file: { packet, sha256 } };
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

async function composePacket(row: ConnectionRow) {
  const db = database();
  const version = row.configurationVersion ?? 0;
  const ofConnection = (table: typeof evidence | typeof testRuns | typeof signOffs) => eq(table.connectionId, row.id);
  const standing = await loadStanding(row);
  // What the lamps stand on may be of an earlier version that the one in force differs from in nothing that matters.
  const lit = standing.lamps.map(({ evidenceId }) => evidenceId ?? "");
  const litRuns = standing.lamps.map(({ runId }) => runId ?? "");
  const [[practice], [configuration], proofs, runs, signatures, trace, history, plans, events] = await Promise.all([
    db.select().from(practices).where(eq(practices.id, row.practiceId)),
    db
      .select()
      .from(configurationVersions)
      .where(and(eq(configurationVersions.connectionId, row.id), eq(configurationVersions.version, version))),
    db
      .select()
      .from(evidence)
      .where(and(ofConnection(evidence), or(eq(evidence.configurationVersion, version), inArray(evidence.id, lit))))
      .orderBy(asc(evidence.at), asc(evidence.id)),
    db
      .select()
      .from(testRuns)
      .where(and(ofConnection(testRuns), or(eq(testRuns.configurationVersion, version), inArray(testRuns.id, litRuns))))
      .orderBy(asc(testRuns.number)),
    db
      .select({ signOff: signOffs, account: users.email })
      .from(signOffs)
      .innerJoin(users, eq(users.id, signOffs.userId))
      .where(ofConnection(signOffs))
      .orderBy(asc(signOffs.at)),
    signerTrace(row.id),
    db.select().from(stateHistory).where(eq(stateHistory.subjectId, row.id)).orderBy(asc(stateHistory.id)),
    db
      .select()
      .from(goLivePlans)
      .where(and(eq(goLivePlans.connectionId, row.id), eq(goLivePlans.step, "go-live")))
      .orderBy(asc(goLivePlans.askedAt)),
    packetEvents(row.id),
  ]);
  const people = new Map(
    (
      await db
        .select({ id: users.id, name: users.name })
        .from(users)
        .where(
          inArray(users.id, ["", ...plans.flatMap((plan) => [plan.askedBy, plan.agreedBy ?? "", plan.endedBy ?? ""])]),
        )
    ).map((person) => [person.id, person.name]),
  );
  const person = (id: string | null) => (id === null ? null : { id, name: people.get(id) ?? "" });
  return {
    format: packetFormat,
    connection: {
      id: row.id,
      practice: practice?.name ?? "",
      npi: practice?.npi ?? "",
      emr: row.emrName,
      mode: row.mode,
      state: row.state,
      stateSince: row.stateSince.toISOString(),
      liveAt: iso(row.liveAt),
      configurationVersion: version,
      offeredTests: row.offeredTests,
      offeredPanels: row.offeredPanels,
      alertContacts: row.alertContacts.length,
    },
    configuration: configuration
      ? {
          template: `${configuration.templateName} ${configuration.templateVersion}`,
          lisTemplate: `${configuration.lisTemplateName} ${configuration.lisTemplateVersion}`,
          emrEndpoint: configuration.emrEndpointId,
          lisEndpoint: configuration.lisEndpointId,
          codes: configuration.codeMap.length,
          note: configuration.note,
          savedAt: configuration.createdAt.toISOString(),
        }
      : null,
    gate: standing.lamps.map((lamp) => ({
      item: lamp.item,
      label: lamp.label,
      state: lamp.state,
      reason: lamp.reason,
      next: lamp.next,
      evidence: lamp.evidenceId,
    })),
    evidence: proofs.map(proofIn),
    runs: runs.map((run) => ({
      id: run.id,
      number: run.number,
      state: run.state,
      drill: run.drill,
      startedAt: run.startedAt.toISOString(),
      finishedAt: iso(run.finishedAt),
      outcome: run.outcome,
      order: run.orderMessageId,
      result: run.resultMessageId,
    })),
    signatures: signatures.map(({ signOff, account }) => ({
      id: signOff.id,
      run: signOff.runId,
      configurationVersion: signOff.configurationVersion,
      typedName: signOff.typedName,
      account,
      at: signOff.at.toISOString(),
      address: signOff.address,
      session: signOff.session,
      signed: signOff.summary,
      sha256: signOff.summarySha256,
    })),
    signers: trace.map(({ change, by }) => ({
      at: change.at.toISOString(),
      kind: change.kind,
      from: change.fromName,
      to: change.toName,
      by,
    })),
    decisions: history.map((step) => ({
      at: step.at.toISOString(),
      event: step.event,
      from: step.fromState,
      to: step.toState,
      by: step.actorName,
      reason: step.reason,
    })),
    goLives: plans.map((plan) => ({
      id: plan.id,
      configurationVersion: plan.configurationVersion,
      state: plan.state,
      askedBy: person(plan.askedBy),
      askedAt: plan.askedAt.toISOString(),
      scheduledFor: iso(plan.scheduledFor),
      agreedBy: person(plan.agreedBy),
      agreedAt: iso(plan.agreedAt),
      endedAt: iso(plan.endedAt),
      endedBy: person(plan.endedBy),
      why: plan.endedWhy,
    })),
    trail: { chain: row.id, events },
  };
}

/** A piece of evidence as the packet has it. */
export const proofIn = (proof: typeof evidence.$inferSelect) => ({
  id: proof.id,
  item: proof.item,
  configurationVersion: proof.configurationVersion,
  contractVersion: proof.contractVersion,
  compendiumRevision: proof.compendiumRevision,
  ok: proof.ok,
  reason: proof.reason,
  details: proof.details,
  run: proof.runId,
  messages: proof.messageIds,
  producedBy: proof.producedBy,
  at: proof.at.toISOString(),
  sha256: proof.sha256,
});

/** What people and tests did to a connection, as its audit chain has it; not the messages, nor that packets were made. */
function packetEvents(chain: string) {
  return database()
    .select(sealedEvent)
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.chain, chain),
        sql`${auditEvents.action} ~ '^(connection|testRun|signature|evidence)[.]'`,
        sql`${auditEvents.action} <> 'connection.packet'`,
      ),
    )
    .orderBy(asc(auditEvents.seq));
}
