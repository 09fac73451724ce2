import { asc, eq } from "drizzle-orm";
import type { ReviewPageProps } from "~/app/components/compendium/ReviewPage";
import type { ItemChange } from "~/app/components/compendium/types";
import { database } from "~/db/client";
import { compendiumDraft, compendiumRules, draftChanges, type ItemKind } from "~/db/schema/compendium";
import { practices, users } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import type { Actor } from "~/workflows/actor";
import { loadCatalogue } from "~/workflows/compendium/catalogue";
import { checkItems } from "~/workflows/compendium/check-items";
import { askReview, discardChange, discardDraft, review, saveDraftNotes } from "~/workflows/compendium/draft";
import { connectionsReached, namedElsewhere, stillOrdered } from "~/workflows/compendium/impact";
import { actionOf, isEnding } from "~/workflows/compendium/item";
import { publishDraft } from "~/workflows/compendium/publish";
import type { Refusal } from "~/workflows/dispatch";
import { warningsOf } from "~/workflows/loinc/standing";
import { may } from "~/workflows/policy";
import { changeLines } from "./catalogue-words.server";
import { loadFrame, requireCatalogue } from "./compendium-frame.server";
import type { Args } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

/** Changes shown on the page; more are counted. */
const shown = 200;

/** The draft for its review: every change, what stops it, whom it reaches. */
export async function loadReview(args: Args): Promise<Omit<ReviewPageProps, "errors" | "typed">> {
  const actor = await requireCatalogue(args);
  const db = database();
  const [frame, [head], [rules], rows, catalogue, names] = await Promise.all([
    loadFrame(actor, "draft"),
    db.select().from(compendiumDraft),
    db.select().from(compendiumRules),
    db
      .select({ change: draftChanges, by: users.name })
      .from(draftChanges)
      .leftJoin(users, eq(users.id, draftChanges.changedBy))
      .orderBy(asc(draftChanges.code)),
    loadCatalogue(),
    namesById(),
  ]);
  const items = rows.map(({ change }) => change.item);
  const codes = items.map(({ code }) => code);
  const ending = items.filter(isEnding).map(({ code }) => code);
  const [reached, ordered, named, warnings] = await Promise.all([
    connectionsReached(codes),
    stillOrdered(ending),
    namedElsewhere(ending),
    warningsOf(items),
  ]);
  const changed = new Set(codes);
  return {
    ...frame,
    version: head?.version ?? 0,
    notes: head?.notes ?? "",
    effectiveOn: head?.effectiveOn ?? "",
    total: rows.length,
    changes: rows.slice(0, shown).map(({ change, by }): ItemChange => {
      const before = catalogue.standing.get(change.code) ?? null;
      return {
        kind: change.kind,
        code: change.code,
        name: change.item.name,
        action: actionOf(before, change.item),
        lines: changeLines(before, change.item, names),
        href: `/compendium/${change.kind}s/${change.code}`,
        why: change.why,
        by: by ?? null,
        at: change.changedAt.toISOString(),
        version: change.version,
      };
    }),
    findings: checkItems(items, catalogue.standing).slice(0, 50),
    warnings: warnings.slice(0, 50),
    connections: reached.map(({ connectionId, practice, codes }) => ({
      href: `/connections/${connectionId}`,
      practice,
      codes,
    })),
    panels: [...catalogue.standing.values()].flatMap((item) =>
      item.kind === "panel" && item.members.some((code) => changed.has(code))
        ? [{ code: item.code, name: item.name }]
        : [],
    ),
    ordered: ordered.map(({ lastAt, ...one }) => ({ ...one, lastAt: lastAt.toISOString() })),
    named,
    review: {
      needed: rules?.secondPerson ?? false,
      askedAt: head?.reviewAskedAt?.toISOString() ?? null,
      by: names.get(head?.reviewedBy ?? "") ?? null,
      at: head?.reviewedAt?.toISOString() ?? null,
      isCurrent: head !== undefined && head.reviewedVersion === head.version,
      isEditor: head?.editors.includes(actor.id) ?? false,
    },
    canReview: may(actor, "compendium.review"),
    canPublish: may(actor, "compendium.publish"),
    canRule: may(actor, "compendium.rules"),
  };
}

async function namesById(): Promise<Map<string, string>> {
  const [people, clients] = await Promise.all([
    database().select({ id: users.id, name: users.name }).from(users),
    database().select({ id: practices.id, name: practices.name }).from(practices),
  ]);
  return new Map([...people, ...clients].map(({ id, name }) => [id, name]));
}

type Act = (actor: Actor, form: FormData) => Promise<Response | Refusal | ReturnType<typeof invalid>>;

const text = (form: FormData, name: string) => String(form.get(name) ?? "").trim();
const here = "/compendium/draft";

/** What each button of the page does. */
const acts: Record<string, Act> = {
  async saveNotes(actor, form) {
    const saved = await saveDraftNotes(actor, {
      notes: text(form, "notes").slice(0, 4_000),
      effectiveOn: text(form, "effectiveOn") || null,
    });
    return saved.kind === "done" ? done(here, "Notes and day kept") : saved;
  },
  async askReview(actor) {
    const asked = await askReview(actor);
    return asked.kind === "done" ? done(here, "Review asked for") : asked;
  },
  async review(actor, form) {
    const reviewed = await review(actor, Number(text(form, "version")));
    return reviewed.kind === "done" ? done(here, "Draft reviewed") : reviewed;
  },
  async publish(actor, form) {
    const notes = text(form, "notes");
    if (!notes) return invalid({ notes: "Say in a sentence what this release brings." }, valuesOf(form));
    const published = await publishDraft(actor, {
      version: Number(text(form, "version")),
      notes: notes.slice(0, 4_000),
      effectiveOn: text(form, "effectiveOn") || null,
    });
    if (published.kind !== "done") return published;
    return done(`/compendium/releases/${published.release}`, `Release ${published.name} published`);
  },
  async discard(actor, form) {
    const gone = await discardDraft(actor, Number(text(form, "version")));
    return gone.kind === "done"
      ? done("/compendium", "Draft discarded", `${gone.discarded} changes thrown away`)
      : gone;
  },
  async discardChange(actor, form) {
    const change = {
      kind: text(form, "kind") as ItemKind,
      code: text(form, "code"),
      version: Number(text(form, "version")),
    };
    const gone = await discardChange(actor, change);
    return gone.kind === "done" ? done(here, `${change.code} taken out of the draft`) : gone;
  },
  async rule(actor, form) {
    const secondPerson = text(form, "secondPerson") === "yes";
    await withTransaction(async (tx) => {
      await tx.db.update(compendiumRules).set({ secondPerson });
      tx.audit({
        chain: "system",
        actor: actor.id,
        action: "compendium.rules",
        objectId: "compendium",
        outcome: "done",
        meta: { secondPerson },
      });
    });
    return done(here, secondPerson ? "A second person is needed now" : "No second person is needed any more");
  },
};

const rights = { review: "compendium.review", publish: "compendium.publish", rule: "compendium.rules" } as const;

/** A button of the review page. */
export async function actOnDraft(args: Args) {
  const form = await args.request.formData();
  const intent = text(form, "intent");
  const act = acts[intent];
  if (!act) throw new Response(null, { status: 400 });
  const actor = await requireActor(args, rights[intent as keyof typeof rights] ?? "compendium.edit");
  const outcome = await act(actor, form);
  if (!("kind" in outcome)) return outcome as Response;
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message }, valuesOf(form));
  return refused(outcome as Refusal, valuesOf(form));
}
