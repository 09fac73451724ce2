import { redirect } from "@remix-run/node";
import { and, asc, desc, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import type { DraftAnswer, RequestFormProps, RequestFormResult } from "~/app/components/pages/request-form";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema/compendium";
import { practices, users } from "~/db/schema/people";
import { connectionRequests, emrSystems, type RequestForm } from "~/db/schema/requests";
import { openTo } from "~/workflows/compendium/offered";
import type { RequestRow } from "~/workflows/dispatch";
import { getLab } from "~/workflows/lab";
import { answerRequest, createDraft, saveDraft, submitRequest } from "~/workflows/request/commands";
import type { SavedDraft } from "~/workflows/request/drafts";
import { emptyRequestForm, readRequestForm, requestFormErrors } from "~/workflows/request/form";
import { keepAnswer } from "~/workflows/request/information";
import { policyOf } from "~/workflows/request/sla-clock";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import { changeFiles, requestFiles, uploadRules } from "./attachments.server";
import { type Args, newNonce } from "./context.server";
import { answerErrors, answerValues, keepDocuments, openRoundOf, readAnswer } from "./information.server";
import { price } from "./portal.server";
import { promiseOf } from "./portal-requests.server";
import { summaryOf } from "./request-summary.server";
import { done, refused } from "./respond.server";
import { findUser, requireActor, requireSubject } from "./session.server";
import { timeZoneChoices } from "./time-zones.server";

/** The practice's form for a request, new or begun. A new one begins with what an earlier one of the practice said. */
export async function loadRequestForm(args: Args): Promise<RequestFormProps> {
  const actor = await requireActor(args, "request.draft");
  const db = database();
  const id = args.params.id;
  const practiceId = actor.practiceId ?? "";
  const [lab, [practice], [account], emrs, testRows, panelRows, [draft], earlier, rules] = await Promise.all([
    getLab(),
    db.select().from(practices).where(eq(practices.id, practiceId)),
    db.select().from(users).where(eq(users.id, actor.id)),
    db.select().from(emrSystems).orderBy(asc(emrSystems.product), asc(emrSystems.version)),
    db.select().from(tests).where(eq(tests.status, "active")).orderBy(asc(tests.name)),
    db
      .select()
      .from(panels)
      .where(and(eq(panels.status, "active"), openTo(practiceId)))
      .orderBy(asc(panels.name)),
    id ? db.select().from(connectionRequests).where(eq(connectionRequests.id, id)) : [],
    id ? undefined : earlierOf(practiceId),
    loadSlaRules(),
  ]);
  const row = id ? requireSubject(actor, "request.draft", draft) : undefined;
  if (row && row.state !== "draft" && row.state !== "info-requested") throw new Response(null, { status: 409 });
  const infoRequest = row ? await openRoundOf(row) : null;
  const form = row?.form ?? firstForm(practice, account, earlier?.form);
  return {
    labName: lab.shortName,
    nonce: newNonce(),
    errors: {},
    defaultValues: { ...flat(form), ...(infoRequest && answerValues(infoRequest)) },
    emrSystems: emrs
      // One that was retired since stays in the draft that names it.
      .filter(({ id: emrId, retiredAt }) => retiredAt === null || emrId === row?.emrSystemId)
      .map(({ id: emrId, vendor, product, version, note, profile }) => ({
        id: emrId,
        label: [product, version].filter(Boolean).join(" "),
        vendor,
        profile,
        ...(note && { note }),
      })),
    timeZones: timeZoneChoices,
    tests: testRows.map((test) => ({ value: test.code, label: test.name, text: test.specimen })),
    panels: panelRows.map((panel) => ({
      value: panel.code,
      label: panel.name,
      text: panel.members.join(", "),
      aside: price(panel.preferredPriceCents),
    })),
    promise: promiseOf(policyOf(rules, row ?? { mode: "bidirectional", tier: "C" })),
    draft: row ? draftOf(row) : null,
    attachments: row ? await requestFiles(row.id) : [],
    uploadRules,
    prefilledFrom: earlier ? { emrName: earlier.emrName, at: earlier.createdAt.toISOString() } : null,
    infoRequest,
    ...(await standingOf(practiceId, row?.id, form)),
  };
}

/**
 * `intent=save` keeps the draft, `attach` only adds files to it, `detach` takes one off, `submit` sends it; with errors
 * everything typed is shown again.
 */
export async function actOnRequestForm(args: Args) {
  const actor = await requireActor(args, "request.draft");
  const data = await args.request.formData();
  const form = readRequestForm(data);
  const answer = readAnswer(data);
  const values = {
    ...Object.fromEntries(Object.entries(answer.missing).map(([key, why]) => [`missing.${key}`, why])),
    ...flat(form),
    answer: answer.text,
  };
  const id = args.params.id;
  const intent = data.get("intent");
  const saved = id
    ? await saveDraft(actor, id, form, baseOf(data))
    : await createDraft(actor, form, String(data.get("nonce") ?? newNonce()));
  if (saved.kind === "stale") return { errors: {}, values, stale: staleOf(saved) } satisfies RequestFormResult;
  // Sent twice: the first one did it.
  if (saved.kind === "refused" && saved.code === "not-now" && intent === "submit" && id)
    return done(`/portal/requests/${id}`, "Your request is with us");
  if (saved.kind !== "done") return refused(saved, values);
  const { row } = saved;
  if (row.state === "info-requested") await keepAnswer(row.id, answer);
  const notKept = await changeFiles(actor, row.id, data);
  const refusedFiles = { ...(notKept && { files: notKept }), ...(await keepDocuments(actor, row, data)) };
  if (Object.keys(refusedFiles).length > 0)
    return { errors: refusedFiles, values, draft: draftOf(row) } satisfies RequestFormResult;
  if (intent === "attach" || data.has("detach")) throw redirect(`/portal/requests/${row.id}/edit#emr`);
  if (intent === "save") return done("/portal", "Saved", "Go on whenever you like, on any device.");

  const errors = { ...(row.state === "info-requested" && (await answerErrors(row))), ...requestFormErrors(form) };
  const result = { errors, values, draft: draftOf(row), summary: await summaryOf(form) };
  if (Object.keys(errors).length > 0) return result satisfies RequestFormResult;
  const twin = data.has("twinSeen") ? await openTwin(row.practiceId, row.id, form) : null;
  if (twin && data.get("twinSeen") !== twin.id) return { ...result, notice: twin } satisfies RequestFormResult;
  const outcome =
    row.state === "info-requested" ? await answerRequest(actor, row.id, answer) : await submitRequest(actor, row.id);
  if (outcome.kind === "refused" && outcome.code === "not-now")
    return done(`/portal/requests/${row.id}`, "Your request is with us");
  if (outcome.kind !== "done") return refused(outcome, values);
  return done(
    `/portal/requests/${row.id}`,
    "Request submitted",
    "You are told by e-mail as soon as there is an answer.",
  );
}

/** Keeps the form while it is being filled in, and says what is wrong so far. 401 as JSON when the session is over. */
export async function actOnDraft(args: Args): Promise<Response> {
  if (!(await findUser(args))) return Response.json({ kind: "signed-out" } satisfies DraftAnswer, { status: 401 });
  const actor = await requireActor(args, "request.draft");
  const data = await args.request.formData();
  const form = readRequestForm(data);
  const id = String(data.get("requestId") ?? "");
  const saved = id
    ? await saveDraft(actor, id, form, baseOf(data))
    : await createDraft(actor, form, String(data.get("nonce") ?? newNonce()));
  if (saved.kind === "done" && saved.row.state === "info-requested") await keepAnswer(saved.row.id, readAnswer(data));
  return Response.json(await answerOf(saved, form));
}

async function answerOf(saved: SavedDraft, form: RequestForm): Promise<DraftAnswer> {
  if (saved.kind === "stale") return { kind: "stale", stale: staleOf(saved) };
  if (saved.kind === "refused") return { kind: "ended", message: saved.message };
  if (saved.kind !== "done") throw new Response(null, { status: 404 });
  return {
    kind: "saved",
    draft: draftOf(saved.row),
    errors: requestFormErrors(form),
    ...(await standingOf(saved.row.practiceId, saved.row.id, form)),
  };
}

/** What the page says of a form besides its errors. */
async function standingOf(practiceId: string, id: string | undefined, form: RequestForm) {
  const [notice, summary] = await Promise.all([openTwin(practiceId, id, form), summaryOf(form)]);
  return { notice, summary };
}

const draftOf = (row: RequestRow) => ({ id: row.id, version: row.formVersion, savedAt: row.updatedAt.toISOString() });

const staleOf = ({ row, savedBy }: Extract<SavedDraft, { kind: "stale" }>) => ({ ...draftOf(row), savedBy });

/** The version a page was opened with; nothing where it does not say. */
function baseOf(data: FormData): number | undefined {
  const base = Number(data.get("base") || Number.NaN);
  return Number.isInteger(base) ? base : undefined;
}

/** The newest request the practice has sent, to begin another with. */
async function earlierOf(practiceId: string) {
  const [row] = await database()
    .select()
    .from(connectionRequests)
    .where(and(eq(connectionRequests.practiceId, practiceId), isNotNull(connectionRequests.submittedAt)))
    .orderBy(desc(connectionRequests.createdAt))
    .limit(1);
  return row;
}

/** A new form: the practice and its people from the earlier request, else what the practice and the account say. */
function firstForm(
  practice: typeof practices.$inferSelect | undefined,
  account: typeof users.$inferSelect | undefined,
  earlier: RequestForm | undefined,
): RequestForm {
  if (earlier) return { ...emptyRequestForm, practice: earlier.practice, contacts: earlier.contacts };
  const asker = { name: account?.name ?? "", email: account?.email ?? "", phone: "" };
  return {
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
    contacts: { ...emptyRequestForm.contacts, clinical: asker, signer: asker },
  };
}

/** A second open request of the practice for the same NPI and EMR, pointed out before another is sent. */
async function openTwin(practiceId: string, ownId: string | undefined, form: RequestForm) {
  const { systemId, otherName } = form.emr;
  if (systemId === "" || (systemId === "other" && otherName === "")) return null;
  const [twin] = await database()
    .select({ id: connectionRequests.id, emrName: connectionRequests.emrName })
    .from(connectionRequests)
    .where(
      and(
        eq(connectionRequests.practiceId, practiceId),
        inArray(connectionRequests.state, ["submitted", "info-requested"]),
        ...(ownId ? [ne(connectionRequests.id, ownId)] : []),
        sql`${connectionRequests.form}->'practice'->>'npi' = ${form.practice.npi}`,
        systemId === "other"
          ? sql`lower(${connectionRequests.form}->'emr'->>'otherName') = lower(${otherName})`
          : eq(connectionRequests.emrSystemId, systemId),
      ),
    )
    .limit(1);
  return twin
    ? {
        id: twin.id,
        title: "You already have an open request for this EMR",
        text: `${twin.emrName} is being looked at. A second one is not needed; if you mean another office, say so in the notes.`,
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
