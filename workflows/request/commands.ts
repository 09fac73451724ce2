import { and, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { connectionRequests, type Decision, emrSystems } from "~/db/schema/requests";
import type { Transaction, Writer } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { newestTemplates } from "~/engine/templates/lookup";
import type { Actor } from "../actor";
import { refusedPanels } from "../compendium/offer";
import { connectionMachineVersion } from "../connection/machine";
import { firstCodes } from "../connection/system-maps";
import { addPost } from "../conversation/commands";
import { type ConnectionRow, dispatchRequest, type Outcome, type RequestRow } from "../dispatch";
import { addressesOf, getLab } from "../lab";
import { may } from "../policy";
import { closeRaidItems } from "../program/raid";
import { agreeToOrders, changedBy, noOrdersBecause } from "./change";
import { type Answer, type Asked, answeredWords, askedWords, closeRound, keepAnswer, openRound } from "./information";
import * as letters from "./letters";
import { loadRatings } from "./load-matrix";
import { matrixPrint, type Rating } from "./matrix";
import { providerAddresses } from "./people";
import { startClock, stopClock } from "./sla-clock";
import { holdSlaRules } from "./sla-rules";
import { submission } from "./submission";

export { createDraft, reopenRequest, saveDraft } from "./drafts";

export const submitRequest = async (actor: Actor, id: string): Promise<Outcome<RequestRow>> =>
  dispatchRequest(actor, id, "submit", submission(await getLab(), new Date()));

/** Asks the practice for what Sales needs to decide; the clock stands still until everything asked is there. */
export async function askForInfo(actor: Actor, id: string, asked: Asked): Promise<Outcome<RequestRow>> {
  const lab = await getLab();
  const now = new Date();
  return dispatchRequest(actor, id, "ask", {
    reason: asked.text,
    change: async (row, db) => ({
      ...stopClock(await holdSlaRules(db, "share"), row, now),
    }),
    also: async (tx, row) => {
      const words = askedWords(asked.text, await openRound(tx, actor, row, asked));
      await inConversation(tx, actor, row, words);
      const to = await providerAddresses(tx.db, row);
      await queueMail(tx, to, `request.ask ${id}`, letters.infoRequested(row, words, lab));
    },
  });
}

/** Answers what the lab asked, from the form, the files and `answer`; refused while something asked is missing. */
export async function answerRequest(actor: Actor, id: string, answer: Answer): Promise<Outcome<RequestRow>> {
  const [open] = await database().select().from(connectionRequests).where(eq(connectionRequests.id, id));
  if (open && may(actor, "request.answer", open)) await keepAnswer(id, answer);
  const now = new Date();
  return dispatchRequest(actor, id, "answer", {
    reason: answer.text,
    change: async (row, db) => startClock(await holdSlaRules(db, "share"), row, now, row.slaRemainingMs ?? undefined),
    also: async (tx, row) => {
      const round = await closeRound(tx, row);
      const words = round ? answeredWords(round) : answer.text;
      await inConversation(tx, actor, row, words);
      await queueMail(tx, await addressesOf(tx.db, "sales"), `request.answer ${id}`, letters.answered(row, words));
    },
  });
}

/** What is asked and answered stands in the conversation too. */
async function inConversation(tx: Transaction, actor: Actor, row: RequestRow, text: string): Promise<void> {
  if (actor.kind === "person") await addPost(tx, actor, row, { text, internal: false, files: [] });
}

export async function withdrawRequest(actor: Actor, id: string, reason: string): Promise<Outcome<RequestRow>> {
  return dispatchRequest(actor, id, "withdraw", {
    ...(reason && { reason }),
    change: { dueAt: null, slaWarnAt: null },
    also: async (tx, row, before) => {
      await closeRaidItems(tx, actor.id, id, "The practice withdrew its request.");
      if (before.state === "draft") return;
      await queueMail(tx, await addressesOf(tx.db, "sales"), `request.withdraw ${id}`, letters.withdrawn(row));
    },
  });
}

export const rejectionReasons = {
  "out-of-area": "We do not serve your area",
  volume: "The expected volume is too small for an own connection",
  "emr-not-supported": "Your EMR cannot exchange orders or results yet",
  duplicate: "You already have a connection for this EMR",
  other: "Another reason",
} as const;

export async function rejectRequest(
  actor: Actor,
  id: string,
  reasonCode: keyof typeof rejectionReasons,
  message: string,
): Promise<Outcome<RequestRow>> {
  const lab = await getLab();
  const decision: Decision = { by: actor.name, reason: message, reasonCode, ...keptOf(await ratingOf(id)) };
  return dispatchRequest(actor, id, "reject", {
    reason: message,
    meta: { reasonCode },
    change: { decision, ...decided(actor), dueAt: null, slaWarnAt: null },
    also: async (tx, row) => {
      await closeRaidItems(tx, actor.id, id, "The request was declined.");
      await queueMail(
        tx,
        await providerAddresses(tx.db, row),
        `request.reject ${id}`,
        letters.rejected(row, message, lab),
      );
    },
  });
}

export type Approval = {
  transport: "sftp" | "rest";
  overrideReason: string;
  tier: "A" | "B" | "C";
  ordersPerMonth: number;
  targetDate: string;
  tests: string[];
  panels: string[];
  reason: string;
  /** `matrixPrint` of what the decider was shown; nothing is approved when the matrix is another by now. */
  matrixSeen?: string | undefined;
};

/** How the request's EMR system is rated now; `changes`: the connection it wants changed. */
async function ratingOf(
  id: string,
): Promise<Rating & { changes: ConnectionRow | undefined; practiceId: string | undefined }> {
  const [row] = await database().select().from(connectionRequests).where(eq(connectionRequests.id, id));
  const emrSystemId = row?.emrSystemId ?? null;
  const rating = (await loadRatings([emrSystemId]))(emrSystemId);
  return { ...rating, practiceId: row?.practiceId, changes: row && (await changedBy(row, database())) };
}

/** What of the matrix stays with a decision. */
const keptOf = ({ rows, sftp, rest, recommended }: Rating): Pick<Decision, "matrix" | "scores" | "recommended"> => ({
  recommended,
  scores: { sftp, rest },
  matrix: rows,
});

/**
 * Approves and, in the same transaction, creates the connection in `provisioning`; or changes the one the request is about.
 */
export async function approveRequest(actor: Actor, id: string, approval: Approval): Promise<Outcome<RequestRow>> {
  const lab = await getLab();
  const { changes, practiceId, ...rating } = await ratingOf(id);
  const connectionId = changes?.id ?? newId("con");
  const { recommended } = rating;
  const { overrideReason, matrixSeen, ...asked } = approval;
  // A connection there is keeps its way.
  const kept = { ...asked, ...(changes && { transport: changes.transport }) };
  const why = changes && noOrdersBecause(changes);
  if (why) return { kind: "refused", code: "not-now", message: why };
  if (matrixSeen !== undefined && matrixSeen !== matrixPrint(rating.rows)) {
    return {
      kind: "refused",
      code: "matrix-changed",
      message: "The decision matrix was changed since you opened the request. Look at it again, then approve.",
    };
  }
  if (!changes && approval.transport !== recommended && overrideReason.trim() === "") {
    return {
      kind: "refused",
      code: "override-needs-reason",
      message: `The matrix recommends ${recommended.toUpperCase()}; say why you chose the other.`,
    };
  }
  const [refusedPanel] = practiceId ? await refusedPanels(practiceId, approval.panels, database()) : [];
  if (refusedPanel) return { kind: "refused", code: "panels", field: "panels", message: refusedPanel };
  const decision: Decision = {
    by: actor.name,
    ...kept,
    ...keptOf(rating),
    ...(overrideReason && { overrideReason }),
  };
  return dispatchRequest(actor, id, "approve", {
    reason: approval.reason,
    meta: { connectionId, transport: kept.transport },
    change: { decision, ...decided(actor), connectionId, dueAt: null, slaWarnAt: null },
    also: async (tx, row) => {
      if (changes) await agreeToOrders(tx, actor, row, connectionId);
      else await createConnection(tx, actor, row, connectionId, approval);
      await closeRaidItems(tx, actor.id, id, "The request was approved.");
      const cause = `request.approve ${id}` as const;
      const [told, toDo] = changes
        ? [letters.approvedChange(row, connectionId, lab), letters.toChange(row, connectionId)]
        : [letters.approved(row, connectionId, lab), letters.toProvision(row, connectionId)];
      await queueMail(tx, await providerAddresses(tx.db, row), cause, told);
      await queueMail(tx, await addressesOf(tx.db, "engineer"), cause, toDo);
    },
  });
}

async function createConnection(tx: Transaction, actor: Actor, row: RequestRow, id: string, approval: Approval) {
  const { form } = row;
  await tx.db
    .update(practices)
    .set({
      name: form.practice.legalName,
      npi: form.practice.npi,
      labAccountNumber: form.practice.labAccountNumber || null,
      address: {
        line: form.practice.addressLine,
        city: form.practice.city,
        state: form.practice.state,
        postalCode: form.practice.postalCode,
      },
      timeZone: form.practice.timeZone,
      specialty: form.practice.specialty,
      sites: form.practice.sites || null,
    })
    .where(eq(practices.id, row.practiceId));
  await tx.db.insert(connections).values({
    id,
    requestId: row.id,
    practiceId: row.practiceId,
    emrSystemId: row.emrSystemId,
    emrName: row.emrName,
    mode: form.mode,
    transport: approval.transport,
    state: "provisioning",
    machineVersion: connectionMachineVersion,
    facilityCode: `GH${id.slice(4).toUpperCase()}`,
    offeredTests: approval.tests,
    offeredPanels: approval.panels,
    alertContacts: [form.contacts.technical.email || form.contacts.clinical.email].filter((address) => address !== ""),
    signerName: form.contacts.signer.name,
    signerEmail: form.contacts.signer.email,
    targetDate: approval.targetDate || null,
    configurationVersion: 1,
  });
  await tx.db
    .insert(configurationVersions)
    .values(await firstConfiguration(tx.db, row, id, actor, [...approval.panels, ...approval.tests]));
  tx.audit({
    chain: id,
    actor: actor.id,
    action: "connection.create",
    objectId: id,
    outcome: "done",
    meta: { requestId: row.id },
  });
  tx.notify("connections", `connection:${id}`);
}

/** Version 1: the template that fits the EMR best, and the lab's own endpoint. */
async function firstConfiguration(
  db: Writer,
  row: RequestRow,
  connectionId: string,
  actor: Actor,
  offered: readonly string[],
) {
  const [emr] = row.emrSystemId ? await db.select().from(emrSystems).where(eq(emrSystems.id, row.emrSystemId)) : [];
  const [lis] = await db
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(and(eq(endpoints.side, "lis"), eq(endpoints.labDefault, true)));
  // A practice that only receives results orders nothing, so it has no codes to map.
  const codes = await firstCodes(db, row.emrSystemId, row.form.mode === "results-only" ? [] : offered);
  const general = row.form.mode === "results-only" ? "results-only-2.5.1" : "generic-orm-2.5.1";
  const preferred = emr?.templateName ?? general;
  const newest = await newestTemplates([preferred, general, "lis-generic"], db);
  const template = newest.get(preferred) ?? newest.get(general);
  const lisTemplate = newest.get("lis-generic");
  if (!template || !lisTemplate) throw new Error("There is no mapping template to start with.");
  return {
    connectionId,
    version: 1,
    mode: row.form.mode,
    templateName: template.name,
    templateVersion: template.version,
    lisTemplateName: lisTemplate.name,
    lisTemplateVersion: lisTemplate.version,
    emrEndpointId: null,
    lisEndpointId: lis?.id ?? null,
    ...codes,
    note: "Made by the approval",
    createdBy: actor.kind === "person" ? actor.id : null,
  };
}

const decided = (actor: Actor) => ({ decidedAt: new Date(), decidedBy: actor.kind === "person" ? actor.id : null });
