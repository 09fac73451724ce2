import { data } from "@remix-run/node";
import { and, asc, desc, eq, ilike, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { EmrCataloguePageProps } from "~/app/components/operations/EmrCataloguePage";
import type { EmrSystemPageProps } from "~/app/components/operations/EmrSystemPage";
import { database } from "~/db/client";
import { emrHistory } from "~/db/queries/emr-history";
import { auditEvents, emrSystems, users } from "~/db/schema";
import { type MatrixTransport, matrixScores } from "~/db/schema/matrix";
import { newestTemplates } from "~/engine/templates/lookup";
import { saveEmrSystem } from "~/workflows/emr/catalogue";
import { emrSystemForm, readScores, transportForm } from "~/workflows/emr/form";
import { saveScores } from "~/workflows/emr/matrix";
import { type Stale, stampOf } from "~/workflows/emr/stale";
import { may } from "~/workflows/policy";
import { listCriteria, loadRatings } from "~/workflows/request/load-matrix";
import { historyOf } from "./approval-background.server";
import { actionWords } from "./audit-words.server";
import { type Args, param } from "./context.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

type EmrSystem = typeof emrSystems.$inferSelect;
const place = "/admin/emr-systems";
const limit = 500;

/** The catalogue; `view`, `q` in the URL, and `add` for the form of a new one. */
export async function loadEmrCatalogue(args: Args): Promise<EmrCataloguePageProps> {
  const actor = await requireActor(args, "emr.view");
  const params = new URL(args.request.url).searchParams;
  const retired = params.get("view") === "retired";
  const query = params.get("q")?.trim() ?? "";
  const part = `%${query.replace(/[\\%_]/g, "\\$&")}%`;
  const db = database();
  const [rows, [counts], history, templates] = await Promise.all([
    db
      .select()
      .from(emrSystems)
      .where(
        and(
          retired ? isNotNull(emrSystems.retiredAt) : isNull(emrSystems.retiredAt),
          query ? or(ilike(emrSystems.product, part), ilike(emrSystems.vendor, part)) : undefined,
        ),
      )
      .orderBy(asc(emrSystems.product), asc(emrSystems.version))
      .limit(limit),
    db
      .select({
        active: sql<number>`(count(*) filter (where ${emrSystems.retiredAt} is null))::int`,
        retired: sql<number>`count(${emrSystems.retiredAt})::int`,
      })
      .from(emrSystems),
    emrHistory(),
    templateChoices(),
  ]);
  const ratingOf = await loadRatings(rows.map(({ id }) => id));
  const canManage = may(actor, "emr.manage");
  return {
    rows: rows.map((row) => {
      const { recommended, sftp, rest, given } = ratingOf(row.id);
      const live = history.filter(({ emrSystemId }) => emrSystemId === row.id).reduce((sum, one) => sum + one.live, 0);
      return {
        id: row.id,
        href: `${place}/${row.id}`,
        vendor: row.vendor,
        product: row.product,
        version: row.version,
        profile: row.profile,
        bestFit: recommended === "sftp" ? "SFTP" : "REST",
        totals: `${sftp} : ${rest}`,
        given,
        live,
      };
    }),
    views: [
      { label: "Active", href: place, count: counts?.active ?? 0, current: !retired },
      { label: "Retired", href: `${place}?view=retired`, count: counts?.retired ?? 0, current: retired },
    ],
    retired,
    filtered: query !== "",
    canManage,
    add: canManage && params.has("add") ? { values: emptyEntry, templates, seen: "" } : null,
  };
}

const emptyEntry = {
  vendor: "",
  product: "",
  version: "",
  note: "",
  templateName: "generic-orm-2.5.1",
  sftp: "ask",
  rest: "ask",
  fhir: "ask",
  hosting: "either",
  status: "active",
};

const entryOf = ({ vendor, product, version, note, templateName, profile, retiredAt }: EmrSystem) => ({
  ...{ vendor, product, version, note, templateName, ...profile },
  status: retiredAt ? "retired" : "active",
});

/** The templates a connection's EMR side can start with. */
async function templateChoices() {
  const newest = await newestTemplates();
  return [...newest.values()]
    .filter(({ name }) => name !== "lis-generic")
    .map(({ name, whole }) => ({ value: name, label: whole.title }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** One EMR system with its matrix; `edit` in the URL is what the side panel changes: `entry`, `sftp` or `rest`. */
export async function loadEmrSystem(args: Args): Promise<EmrSystemPageProps> {
  const actor = await requireActor(args, "emr.view");
  const id = param(args, "emrId");
  const db = database();
  const [[found], criteria, scores, seen, events, templates] = await Promise.all([
    db
      .select({ emr: emrSystems, by: users.name })
      .from(emrSystems)
      .leftJoin(users, eq(users.id, emrSystems.updatedBy))
      .where(eq(emrSystems.id, id)),
    listCriteria(),
    db
      .select({ score: matrixScores, by: users.name })
      .from(matrixScores)
      .leftJoin(users, eq(users.id, matrixScores.updatedBy))
      .where(eq(matrixScores.emrSystemId, id)),
    emrHistory(id),
    db
      .select({ event: auditEvents, by: users.name })
      .from(auditEvents)
      .leftJoin(users, eq(users.id, auditEvents.actor))
      .where(eq(auditEvents.objectId, id))
      .orderBy(desc(auditEvents.at), desc(auditEvents.seq))
      .limit(20),
    templateChoices(),
  ]);
  if (!found) throw new Response(null, { status: 404 });
  const { emr } = found;
  const rating = (await loadRatings([id]))(id);
  const canManage = may(actor, "emr.manage");
  const edit = canManage ? new URL(args.request.url).searchParams.get("edit") : null;
  const scoreOf = (transport: MatrixTransport, criterionId: string) =>
    scores.find(({ score }) => score.transport === transport && score.criterionId === criterionId);
  const names = new Map(criteria.map((criterion) => [criterion.id, criterion.name]));
  return {
    id,
    title: [emr.product, emr.version].filter(Boolean).join(" "),
    vendor: emr.vendor,
    note: emr.note,
    profile: emr.profile,
    template: templates.find(({ value }) => value === emr.templateName)?.label ?? emr.templateName,
    retiredAt: emr.retiredAt?.toISOString() ?? null,
    changed: { at: emr.updatedAt.toISOString(), by: found.by },
    matrix: { ...rating, note: emr.note, history: historyOf(seen) },
    criteria: criteria.map(({ id: criterionId, name, meaning, weight, sftpUsual, restUsual }) => ({
      id: criterionId,
      name,
      meaning,
      weight,
      usual: { sftp: sftpUsual, rest: restUsual },
      given: {
        sftp: givenOf(scoreOf("sftp", criterionId)),
        rest: givenOf(scoreOf("rest", criterionId)),
      },
    })),
    canManage,
    open:
      edit === "entry"
        ? { kind: "entry", values: entryOf(emr), templates, seen: stampOf(emr) }
        : edit === "sftp" || edit === "rest"
          ? {
              kind: "scores",
              transport: edit,
              values: Object.fromEntries(
                criteria.flatMap(({ id: criterionId }) => {
                  const row = scoreOf(edit, criterionId)?.score;
                  return [
                    [`score.${criterionId}`, String(row?.score ?? "")],
                    [`note.${criterionId}`, row?.note ?? ""],
                    [`source.${criterionId}`, row?.source ?? ""],
                    [`seen.${criterionId}`, stampOf(row)],
                  ];
                }),
              ),
            }
          : null,
    history: events.map(({ event, by }) => ({
      key: `${event.chain}-${event.seq}`,
      at: event.at.toISOString(),
      by: by ?? event.actor,
      text: eventWords(event, names),
    })),
  };
}

const givenOf = (found: { score: typeof matrixScores.$inferSelect; by: string | null } | undefined) =>
  found
    ? {
        score: found.score.score,
        note: found.score.note,
        source: found.score.source,
        at: found.score.updatedAt.toISOString(),
        by: found.by,
      }
    : null;

/** "REST, Latency: usual → 4". */
function eventWords({ action, meta }: typeof auditEvents.$inferSelect, names: ReadonlyMap<string, string>): string {
  const facts = JSON.parse(meta) as { transport?: string; criterionId?: string; from?: number; to?: number };
  if (action !== "matrix.score" || !facts.criterionId) return actionWords(action);
  const name = names.get(facts.criterionId) ?? "a criterion that is gone";
  return `${facts.transport?.toUpperCase()}, ${name}: ${facts.from ?? "usual"} → ${facts.to ?? "usual"}`;
}

/** `intent`: `entry` changes the entry or adds one, `scores` those of one transport. */
export async function actOnEmrSystem(args: Args) {
  const actor = await requireActor(args, "emr.manage");
  const id = args.params.emrId ?? null;
  const form = await args.request.formData();
  const typed = valuesOf(form);
  if (form.get("intent") === "scores" && id) {
    const transport = transportForm.safeParse(form.get("transport"));
    if (!transport.success) throw new Response(null, { status: 400 });
    const ids = [...form.keys()].flatMap((name) => (name.startsWith("score.") ? [name.slice("score.".length)] : []));
    const read = readScores(Object.fromEntries(form), ids);
    if ("errors" in read) return invalid(read.errors, typed);
    const seen = new Map(ids.map((one) => [one, String(form.get(`seen.${one}`) ?? "")]));
    const outcome = await saveScores(actor, id, transport.data, read.scores, seen);
    if (outcome.kind === "stale") return stale(outcome, typed);
    return outcome.kind === "done" ? done(`${place}/${id}`, "Scores saved") : refused(outcome, typed);
  }
  const parsed = emrSystemForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), typed);
  const outcome = await saveEmrSystem(actor, id, parsed.data, String(form.get("seen") ?? ""));
  if (outcome.kind === "stale") return stale(outcome, typed);
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message }, typed);
  if (outcome.kind !== "done") return refused(outcome, typed);
  return done(`${place}/${outcome.id}`, id ? "EMR system saved" : "EMR system added");
}

/** Somebody was faster: 409 with who, when and what, and everything that was typed. */
export function stale({ by, at, what, seen }: Stale, typed: ReturnType<typeof valuesOf>) {
  return data(
    { errors: {}, stale: { by, at: at.toISOString(), what }, values: { ...typed, ...seen } },
    { status: 409 },
  );
}
