import { redirect } from "@remix-run/node";
import { and, asc, desc, eq, inArray, ne } from "drizzle-orm";
import type { RequestFormProps } from "~/app/components/pages/RequestFormPage";
import type { RequestTrackerProps } from "~/app/components/pages/RequestTrackerPage";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema/compendium";
import { stateHistory } from "~/db/schema/connections";
import { practices, users } from "~/db/schema/people";
import { connectionRequests, emrSystems, type RequestForm } from "~/db/schema/requests";
import { getLab } from "~/workflows/lab";
import {
  answerRequest,
  createDraft,
  rejectionReasons,
  saveDraft,
  submitRequest,
  withdrawRequest,
} from "~/workflows/request/commands";
import { emptyRequestForm, readRequestForm, requestFormErrors } from "~/workflows/request/form";
import { keepAnswer } from "~/workflows/request/information";
import { changeFiles, requestFiles, uploadRules } from "./attachments.server";
import { type Args, newNonce, param } from "./context.server";
import { actOnConversation, isTalk, loadConversation } from "./conversation.server";
import { answerErrors, answerValues, keepDocuments, openRoundOf, readAnswer } from "./information.server";
import { contactOf, price } from "./portal.server";
import { done, type FormResult, invalid, refused } from "./respond.server";
import { requireActor, requireSubject } from "./session.server";
import { requestStanding } from "./stages.server";
import { timeZoneChoices } from "./time-zones.server";

/** The practice's form for a request, new or begun, and the page that shows where it stands. */
export async function loadRequestForm(args: Args): Promise<RequestFormProps> {
  const actor = await requireActor(args, "request.draft");
  const db = database();
  const id = args.params.id;
  const [lab, [practice], [account], emrs, testRows, panelRows, [draft]] = await Promise.all([
    getLab(),
    db
      .select()
      .from(practices)
      .where(eq(practices.id, actor.practiceId ?? "")),
    db.select().from(users).where(eq(users.id, actor.id)),
    db.select().from(emrSystems).orderBy(asc(emrSystems.product)),
    db.select().from(tests).where(eq(tests.status, "active")).orderBy(asc(tests.name)),
    db.select().from(panels).where(eq(panels.status, "active")).orderBy(asc(panels.name)),
    id ? db.select().from(connectionRequests).where(eq(connectionRequests.id, id)) : [],
  ]);
  const row = id ? requireSubject(actor, "request.draft", draft) : undefined;
  if (row && row.state !== "draft" && row.state !== "info-requested") throw new Response(null, { status: 409 });
  const fresh: RequestForm = {
    ...emptyRequestForm,
    practice: {
      ...emptyRequestForm.practice,
      legalName: practice?.name ?? "",
      npi: practice?.npi ?? "",
      labAccountNumber: practice?.labAccountNumber ?? "",
      addressLine: practice?.address?.line ?? "",
      city: practice?.address?.city ?? "",
      state: practice?.address?.state ?? "",
      postalCode: practice?.address?.postalCode ?? "",
      timeZone: practice?.timeZone ?? "America/New_York",
      specialty: practice?.specialty ?? "",
      sites: practice?.sites ?? "",
    },
    contacts: {
      ...emptyRequestForm.contacts,
      clinical: { name: account?.name ?? "", email: account?.email ?? "", phone: "" },
      signer: { name: account?.name ?? "", email: account?.email ?? "", phone: "" },
    },
  };
  const infoRequest = row ? await openRoundOf(row) : null;
  return {
    labName: lab.shortName,
    nonce: newNonce(),
    errors: {},
    defaultValues: { ...flat(row?.form ?? fresh), ...(infoRequest && answerValues(infoRequest)) },
    emrSystems: emrs.map((emr) => ({ id: emr.id, label: emr.product, note: emr.matrix.note })),
    timeZones: timeZoneChoices,
    tests: testRows.map((test) => ({ value: test.code, label: test.name, text: test.specimen })),
    panels: panelRows.map((panel) => ({
      value: panel.code,
      label: panel.name,
      text: panel.members.join(", "),
      aside: price(panel.preferredPriceCents),
    })),
    promise: "within 16 business hours",
    savedAt: row?.updatedAt.toISOString() ?? null,
    infoRequest,
    attachments: row ? await requestFiles(row.id) : [],
    uploadRules,
    notice: await openTwin(actor.practiceId ?? "", row?.id, row?.emrSystemId ?? null),
  };
}

/**
 * `intent=save` keeps the draft, `intent=attach` only adds files to it, `detach` takes one off, `intent=submit` sends it;
 * with errors everything typed is shown again. `draft` names the draft an earlier post of the same page made.
 */
export async function actOnRequestForm(args: Args) {
  const actor = await requireActor(args, "request.draft");
  const data = await args.request.formData();
  const form = readRequestForm(data);
  const nonce = String(data.get("nonce") ?? newNonce());
  const id = args.params.id ?? (String(data.get("draft") ?? "") || undefined);
  const saved = id ? await saveDraft(actor, id, form) : await createDraft(actor, form, nonce);
  if (saved.kind !== "done") return refused(saved, flat(form));
  const { row } = saved;
  const answer = readAnswer(data);
  if (row.state === "info-requested") await keepAnswer(row.id, answer);
  const values = {
    ...Object.fromEntries(Object.entries(answer.missing).map(([key, why]) => [`missing.${key}`, why])),
    ...flat(form),
    answer: answer.text,
    draft: row.id,
  };
  const notKept = await changeFiles(actor, row.id, data);
  const refusedFiles = { ...(notKept && { files: notKept }), ...(await keepDocuments(actor, row, data)) };
  if (Object.keys(refusedFiles).length > 0) return invalid(refusedFiles, values);
  if (data.get("intent") === "attach" || data.has("detach")) throw redirect(`/portal/requests/${row.id}/edit`);
  if (data.get("intent") === "save") return done("/portal", "Saved", "Go on whenever you like, on any device.");

  const errors = { ...(row.state === "info-requested" && (await answerErrors(row))), ...requestFormErrors(form) };
  if (Object.keys(errors).length > 0) return { errors, values } satisfies FormResult;
  const outcome =
    row.state === "info-requested" ? await answerRequest(actor, row.id, answer) : await submitRequest(actor, row.id);
  // Sent twice: the first one did it.
  if (outcome.kind === "refused" && outcome.code === "not-now")
    return done(`/portal/requests/${row.id}`, "Your request is with us");
  if (outcome.kind !== "done") return refused(outcome, values);
  return done(
    `/portal/requests/${row.id}`,
    "Request submitted",
    "You are told by e-mail as soon as there is an answer.",
  );
}

export async function loadRequestTracker(args: Args): Promise<RequestTrackerProps> {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const db = database();
  const [[found], history, lab, [decider], testRows, panelRows, emrs, files] = await Promise.all([
    db.select().from(connectionRequests).where(eq(connectionRequests.id, id)),
    db.select().from(stateHistory).where(eq(stateHistory.subjectId, id)).orderBy(desc(stateHistory.id)).limit(50),
    getLab(),
    db
      .select({ name: users.name })
      .from(connectionRequests)
      .innerJoin(users, eq(users.id, connectionRequests.decidedBy))
      .where(eq(connectionRequests.id, id)),
    db.select({ code: tests.code, name: tests.name }).from(tests),
    db.select({ code: panels.code, name: panels.name }).from(panels),
    db.select({ id: emrSystems.id, name: emrSystems.product }).from(emrSystems),
    requestFiles(id),
  ]);
  const row = requireSubject(actor, "request.view", found);
  const open = row.state === "draft" || row.state === "info-requested";
  const reason = rejectionReasons[(row.decision?.reasonCode ?? "other") as keyof typeof rejectionReasons];
  const names = new Map([...testRows, ...panelRows].map((one) => [one.code, one.name]));
  return {
    id,
    title: row.emrName,
    labName: lab.shortName,
    state: row.state,
    ...requestStanding(row, { lab: lab.shortName }),
    homeHref: "/portal",
    ...(open && { editHref: `/portal/requests/${id}/edit` }),
    ...(row.connectionId && { connectionHref: `/portal/connections/${row.connectionId}` }),
    infoRequest: await openRoundOf(row),
    rejection:
      row.state === "rejected"
        ? {
            reason,
            message: row.decision?.reason ?? "",
            by: decider?.name ?? lab.shortName,
            at: (row.decidedAt ?? row.stateSince).toISOString(),
          }
        : null,
    canWithdraw: ["draft", "submitted", "info-requested"].includes(row.state),
    summary: summaryOf(row.form, names, emrs.find((emr) => emr.id === row.form.emr.systemId)?.name),
    attachments: files,
    conversation: await loadConversation(actor, row),
    history: history.map((one) => ({
      key: String(one.id),
      at: one.at.toISOString(),
      text: historyWords[one.event] ?? one.event,
      by: one.actorName,
    })),
    contact: contactOf(lab),
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
}

/** `intent=withdraw` ends the request; or one of the conversation. */
export async function actOnRequest(args: Args) {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const form = await args.request.formData();
  if (isTalk(form)) return actOnConversation(actor, id, form, `/portal/requests/${id}`);
  if (form.get("intent") !== "withdraw") throw new Response(null, { status: 400 });
  const outcome = await withdrawRequest(actor, id, String(form.get("reason") ?? "").trim());
  return outcome.kind === "done" ? done("/portal", "Request withdrawn") : refused(outcome);
}

export const historyWords: Record<string, string> = {
  submit: "Request submitted",
  ask: "The lab asked a question",
  answer: "The practice answered",
  approve: "Request approved",
  reject: "Request declined",
  withdraw: "Request withdrawn",
  slaWarn: "Due soon",
  slaBreach: "Not answered in time",
};

/** A second open request of the practice, pointed out before another is sent. */
async function openTwin(practiceId: string, ownId: string | undefined, emrSystemId: string | null) {
  const [twin] = await database()
    .select({ id: connectionRequests.id, emrName: connectionRequests.emrName })
    .from(connectionRequests)
    .where(
      and(
        eq(connectionRequests.practiceId, practiceId),
        inArray(connectionRequests.state, ["submitted", "info-requested"]),
        ...(ownId ? [ne(connectionRequests.id, ownId)] : []),
        ...(emrSystemId ? [eq(connectionRequests.emrSystemId, emrSystemId)] : []),
      ),
    )
    .limit(1);
  return twin
    ? {
        title: "You already have an open request",
        text: `${twin.emrName} is being looked at. A second one for the same EMR is not needed.`,
        href: `/portal/requests/${twin.id}`,
        label: "See that request",
      }
    : null;
}

/** The form as flat field names, as it is posted. */
function flat(value: unknown, prefix = ""): Record<string, string | string[]> {
  if (Array.isArray(value)) return { [prefix]: value.map(String) };
  if (typeof value !== "object" || value === null) return { [prefix]: String(value ?? "") };
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, part]) => flat(part, prefix ? `${prefix}.${name}` : name)),
  );
}

const transportWords = { sftp: "Files over SFTP", rest: "REST API", unknown: "Not known yet" };
const hostWords = { practice: "Our practice", vendor: "Our EMR vendor", lab: "The lab", unknown: "Not known yet" };

/** The submitted fields by part of the form; empty ones are left out. */
export function summaryOf(form: RequestForm, names: ReadonlyMap<string, string>, emr: string | undefined) {
  const part = (title: string, facts: [string, string][]) => ({
    title,
    facts: facts.filter(([, value]) => value.trim() !== "").map(([label, value]) => ({ label, value })),
  });
  const person = (contact: { name: string; email: string; phone: string }) =>
    [contact.name, contact.email, contact.phone].filter(Boolean).join(", ");
  const named = (codes: string[]) => codes.map((code) => names.get(code) ?? code).join(", ");
  const { practice, contacts } = form;
  return [
    part("Your practice", [
      ["Legal name", practice.legalName],
      ["NPI", practice.npi],
      ["Lab account", practice.labAccountNumber],
      [
        "Address",
        [practice.addressLine, practice.city, [practice.state, practice.postalCode].filter(Boolean).join(" ")]
          .filter(Boolean)
          .join(", "),
      ],
      ["Time zone", practice.timeZone.replace("_", " ")],
      ["Specialty", practice.specialty],
      ["Sites", practice.sites],
    ]),
    part("Your EMR", [
      ["EMR system", emr ?? form.emr.otherName],
      ["Version", form.emr.version],
      ["Looked after by", form.emr.vendorName],
      ["What should flow", form.mode === "bidirectional" ? "Orders and results" : "Results only"],
    ]),
    part("How it connects", [
      ["Way", transportWords[form.transport]],
      ["Server run by", hostWords[form.sftpHost]],
    ]),
    part("Volume and dates", [
      ["Orders a month", form.volume.orders],
      ["Results a month", form.volume.results],
      ["Wanted by", form.targetDate],
    ]),
    part("Tests and panels", [
      ["Tests", named(form.tests)],
      ["Panels", named(form.panels)],
    ]),
    part("People", [
      ["Clinical", person(contacts.clinical)],
      ["Technical", person(contacts.technical)],
      ["EMR vendor", person(contacts.vendor)],
      ["Signs", person(contacts.signer)],
    ]),
    part("Notes", [["Notes", form.notes]]),
  ].filter((one) => one.facts.length > 0);
}
