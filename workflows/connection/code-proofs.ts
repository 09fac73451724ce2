import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { and, eq, max, notInArray, sql } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { insertRows } from "~/db/insert-rows";
import { provenAtOnce } from "~/db/queries/code-standings";
import { menuItems } from "~/db/queries/menu-items";
import { codeProofs, codeStandings } from "~/db/schema/code-proofs";
import { compendiumRevisions } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { type Transaction, withTransaction } from "~/db/transaction";
import { canonicalJson } from "~/engine/json";
import { type CodeOutcome, type ItemToProve, proverOf } from "~/engine/mapping";
import { compiledTemplate } from "~/engine/templates/compiled";
import { templateAt } from "~/engine/templates/lookup";
import { type Actor, personId } from "../actor";
import type { ConnectionRow, Outcome } from "../dispatch";
import { may } from "../policy";
import { askProof, type CodeProofRow, claimedFor } from "./ask-proof";
import { type ConfigurationRow, findConfiguration, followGate } from "./commands";
import { shown, withVersion } from "./shown-version";

/**
 * The proof that a menu can be ordered: made by the worker, some codes at a time, so that what flows is not kept waiting.
 * What came of each code is kept with the proof and sealed; the newest of a configuration is what pages and the gate see.
 */
/** Codes of one commit, and codes tried before others get their turn. */
const batch = 200;
const breath = 10;

/** Asks for the whole menu again. */
export async function proveAgain(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  return withTransaction<Outcome<ConnectionRow>>(async (tx) => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    if (!may(actor, "connection.proveCodes", row)) return { kind: "forbidden" };
    const proof = await askProof(tx, shown(row), { why: "Asked for again", askedBy: personId(actor) });
    if (!proof)
      return { kind: "refused", code: "nothing-to-prove", message: "No orders flow, so there is no code to prove." };
    tx.audit({ chain: id, actor: actor.id, action: "codes.askProof", objectId: proof.id, outcome: "done" });
    tx.notify(`connection:${id}`);
    return { kind: "done", row };
  });
}

/**
 * Makes the proofs that wait, one after the other, until there is none or `signal` says to stop. Any number of workers at
 * once; a proof that was cut short is begun again by another after a minute.
 */
export async function runProofs(signal?: AbortSignal): Promise<void> {
  for (let proof = await claim(); proof; proof = signal?.aborted ? undefined : await claim()) {
    await makeProof(proof, signal);
    await followGate(proof.connectionId);
  }
}

/** Proves a menu here and now where it is small enough, for a run that ends; what fails of it. A large one is asked for. */
export async function proveForRun(row: ConnectionRow, why: string): Promise<CodeOutcome[]> {
  const small = row.offeredTests.length + row.offeredPanels.length <= provenAtOnce;
  const proof = await withTransaction((tx) => askProof(tx, row, { why, askedBy: null, now: small }));
  return proof && small ? (await makeProof(proof)).filter(({ ok }) => !ok) : [];
}

async function claim(): Promise<CodeProofRow | undefined> {
  return withTransaction(async (tx) => {
    const [due] = await tx.db.execute(sql`
      select id from code_proofs p
      where state = 'waiting' or (state = 'running' and claimed_until < now())
      order by asked_at limit 1 for update skip locked`);
    if (!due) return undefined;
    const [row] = await tx.db
      .update(codeProofs)
      .set({ state: "running", claimedUntil: claimedFor })
      .where(eq(codeProofs.id, String(due.id)))
      .returning();
    return row;
  });
}

/** Tries the codes of a proof and keeps what came of them. */
async function makeProof(proof: CodeProofRow, signal?: AbortSignal): Promise<CodeOutcome[]> {
  const [row] = await database().select().from(connections).where(eq(connections.id, proof.connectionId));
  const configuration = row && (await findConfiguration(withVersion(row, proof.configurationVersion)));
  if (!configuration || !versionsOf(row).includes(proof.configurationVersion)) return endReplaced(proof);
  const [[newest], items, prove] = await Promise.all([
    database()
      .select({ revision: max(compendiumRevisions.revision) })
      .from(compendiumRevisions),
    menuItems([...row.offeredTests, ...row.offeredPanels], proof.codes),
    proverFor(row, configuration),
  ]);
  const revision = newest?.revision ?? 0;
  const outcomes: CodeOutcome[] = [];
  for (let from = 0; from < items.length; from += batch) {
    const some: CodeOutcome[] = [];
    for (const item of items.slice(from, from + batch)) {
      some.push(await prove(item));
      if (some.length % breath === 0) await setImmediate();
    }
    outcomes.push(...some);
    if (signal?.aborted) return outcomes;
    await withTransaction((tx) => keepSome(tx, proof, some, { revision, outcomes, total: items.length }));
  }
  await withTransaction((tx) => finish(tx, proof, row, outcomes, revision));
  return outcomes;
}

/** What tries the codes of a connection; without the lab's template nothing can be ordered. */
async function proverFor(
  { facilityCode }: ConnectionRow,
  { codeMap, lisTemplateName, lisTemplateVersion }: ConfigurationRow,
): Promise<(item: ItemToProve) => Promise<CodeOutcome>> {
  const found = await templateAt(lisTemplateName, lisTemplateVersion);
  if (found) return proverOf({ codeMap, facilityCode, lisTemplate: compiledTemplate(found) });
  const reason = `The mapping template ${lisTemplateName} has no version ${lisTemplateVersion} here.`;
  return async ({ code }) => ({ code, ok: false, reason });
}

const versionsOf = ({ configurationVersion, candidateVersion }: ConnectionRow) => [
  configurationVersion,
  candidateVersion,
];

async function endReplaced(proof: CodeProofRow): Promise<CodeOutcome[]> {
  await withTransaction((tx) =>
    tx.db
      .update(codeProofs)
      .set({ state: "replaced" })
      .where(and(eq(codeProofs.id, proof.id), eq(codeProofs.state, "running"))),
  );
  return [];
}

type Progress = { revision: number; outcomes: readonly CodeOutcome[]; total: number };

async function keepSome(
  tx: Transaction,
  { id, connectionId, configurationVersion }: CodeProofRow,
  some: readonly CodeOutcome[],
  { revision, outcomes, total }: Progress,
): Promise<void> {
  await tx.db.delete(codeStandings).where(
    and(
      eq(codeStandings.connectionId, connectionId),
      eq(codeStandings.configurationVersion, configurationVersion),
      anyOf(
        codeStandings.code,
        some.map(({ code }) => code),
      ),
    ),
  );
  await insertRows(
    tx.db,
    codeStandings,
    some.map((one) => ({ ...one, connectionId, configurationVersion, revision, proofId: id })),
    { onConflict: "nothing" },
  );
  await tx.db
    .update(codeProofs)
    .set({ total, ...counts(outcomes), claimedUntil: claimedFor })
    .where(and(eq(codeProofs.id, id), eq(codeProofs.state, "running")));
  tx.notify(`connection:${connectionId}`);
}

const counts = (outcomes: readonly CodeOutcome[]) => {
  const failed = outcomes.filter(({ ok }) => !ok).length;
  return { proven: outcomes.length - failed, failed };
};

async function finish(
  tx: Transaction,
  proof: CodeProofRow,
  row: ConnectionRow,
  list: readonly CodeOutcome[],
  revision: number,
): Promise<void> {
  const outcomes = [...list].sort((a, b) => (a.code < b.code ? -1 : 1));
  const sha256 = proofHash(proof, revision, outcomes);
  const [mine] = await tx.db
    .update(codeProofs)
    .set({
      state: "done",
      outcomes,
      sha256,
      compendiumRevision: revision,
      total: outcomes.length,
      ...counts(outcomes),
      claimedUntil: null,
      finishedAt: sql`now()`,
    })
    .where(and(eq(codeProofs.id, proof.id), eq(codeProofs.state, "running")))
    .returning({ id: codeProofs.id });
  if (!mine) return;
  const { id, connectionId, configurationVersion } = proof;
  // What an earlier configuration showed is of use until this one has been proven whole.
  const kept = [configurationVersion, ...versionsOf(row).filter((version) => version !== null)];
  if (!proof.codes) {
    await tx.db
      .delete(codeStandings)
      .where(and(eq(codeStandings.connectionId, connectionId), notInArray(codeStandings.configurationVersion, kept)));
  }
  tx.audit({
    chain: connectionId,
    actor: proof.askedBy ?? "worker",
    action: proofAction,
    objectId: id,
    outcome: outcomes.every(({ ok }) => ok) ? "done" : "failed",
    meta: { configurationVersion, compendiumRevision: revision, sha256, ...counts(outcomes) },
  });
  tx.notify(`connection:${connectionId}`, "compendium");
}

/** The audit action that seals a proof; its `meta.sha256` is the proof's. */
export const proofAction = "codes.prove";

const layout = "gatehouse-code-proof-1\0";

/** SHA-256 over a proof as canonical JSON (RFC 8785), under a prefix that names the layout. */
export function proofHash(
  { id, connectionId, configurationVersion }: Pick<CodeProofRow, "id" | "connectionId" | "configurationVersion">,
  compendiumRevision: number,
  outcomes: readonly CodeOutcome[],
): string {
  const record = { id, connectionId, configurationVersion, compendiumRevision };
  return createHash("sha256")
    .update(layout)
    .update(canonicalJson({ ...record, outcomes: outcomes.map((one) => ({ ...one })) }))
    .digest("hex");
}
