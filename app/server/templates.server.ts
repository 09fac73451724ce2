import { data } from "@remix-run/node";
import { sql } from "drizzle-orm";
import type { TemplatesPageProps } from "~/app/components/operations/TemplatesPage";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { configurationVersions, connections, templateDrafts } from "~/db/schema";
import { newestTemplates } from "~/engine/templates/lookup";
import type { Actor } from "~/workflows/actor";
import { may } from "~/workflows/policy";
import { baseFor } from "~/workflows/template/base-for";
import type { TemplateProblem } from "~/workflows/template/check";
import { importTemplate, startDraft } from "~/workflows/template/commands";
import type { Args } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

/** The mapping templates, shipped and own, with their drafts and who uses them. */
export async function loadTemplates(args: Args): Promise<Omit<TemplatesPageProps, "errors" | "values" | "problems">> {
  const actor = await requireActor(args, "template.view");
  const [newest, used, drafts] = await Promise.all([
    newestTemplates(),
    usage(),
    database().select({ name: templateDrafts.name, body: templateDrafts.body }).from(templateDrafts),
  ]);
  const draftNames = new Set(drafts.map((draft) => draft.name));
  const published = [...newest.values()].map(({ name, version, whole, shipped }) => ({
    name,
    version,
    template: whole,
    origin: shipped ? ("shipped" as const) : ("own" as const),
  }));
  const unpublished = drafts
    .filter((draft) => !newest.has(draft.name))
    .map((draft) => ({ name: draft.name, version: null, template: draft.body, origin: "own" as const }));
  return {
    canEdit: may(actor, "template.edit"),
    rows: [...published, ...unpublished]
      .sort((a, b) => a.origin.localeCompare(b.origin) || a.template.title.localeCompare(b.template.title))
      .map(({ name, version, template, origin }) => ({
        name,
        version,
        origin,
        title: template.title,
        description: template.description,
        draft: draftNames.has(name),
        side: template.side === "emr" ? "EMR side" : "Lab side",
        mode: template.mode === "bidirectional" ? "Orders and results" : "Results only",
        usedBy: used.get(name) ?? 0,
        href: `/templates/${name}`,
      })),
    bases: published
      .sort((a, b) => a.template.title.localeCompare(b.template.title))
      .map(({ name, template }) => ({ value: name, label: template.title })),
  };
}

/** `intent`: `newVariant` (a draft on a base, chosen or found by a message) or `import` (a draft from JSON). */
export async function actOnTemplates(args: Args) {
  const actor = await requireActor(args, "template.edit");
  const form = await args.request.formData();
  const intent = form.get("intent");
  if (intent !== "newVariant" && intent !== "import") throw new Response(null, { status: 400 });
  if (intent === "newVariant") return openVariant(actor, form);
  const outcome = await importTemplate(actor, await jsonOf(form));
  if (outcome.kind === "done") {
    return done(`/templates/${outcome.draft.name}`, "Brought in as a draft", "Nothing runs it before it is published.");
  }
  if (outcome.kind === "invalid") {
    const errors = { json: "This is not a template that can be read." };
    return data({ errors, values: valuesOf(form), problems: problemWords(outcome.problems) }, { status: 422 });
  }
  return refused(outcome, valuesOf(form));
}

/** Which field of the form a refusal is about. */
const refusedFields: Record<string, string> = { name: "name", taken: "name", shipped: "name", "no-base": "base" };

/** A draft that builds on the chosen template, or on the one that does best on a pasted message; opened in the editor. */
async function openVariant(actor: Actor, form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const wrong = (field: string, message: string) => invalid({ [field]: message }, valuesOf(form));
  const [message, title, chosen] = [String(form.get("message") ?? ""), text("title"), text("base")];
  if (title === "") return wrong("title", "Give it a title.");
  const best = message.trim() === "" ? undefined : await baseFor(message);
  if (best?.kind === "none") return wrong("message", best.reason);
  const base = chosen || best?.base;
  if (!base) return wrong("base", "Choose what it builds on, or paste a message.");
  const outcome = await startDraft(actor, text("name") || nameFrom(title), {
    extends: base,
    title,
    ...(best && { sample: best.sample }),
  });
  if (outcome.kind === "done") {
    return done(
      `/templates/${outcome.draft.name}/edit`,
      "Draft opened",
      chosen || !best
        ? "Nothing runs it before it is published."
        : `It builds on ${base}, which fits your message best.`,
    );
  }
  const field = outcome.kind === "refused" ? refusedFields[outcome.code] : undefined;
  if (outcome.kind === "refused" && field) return wrong(field, outcome.message);
  if (outcome.kind === "invalid") return wrong("message", problemWords(outcome.problems)[0] ?? "It cannot be kept.");
  return refused(outcome, valuesOf(form));
}

/** "Larkspur EHR orders" as `larkspur-ehr-orders`. */
const nameFrom = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);

/** The JSON to bring in: a chosen file, else what was pasted. */
async function jsonOf(form: FormData): Promise<string> {
  const file = form.get("file");
  return file instanceof File && file.size > 0 ? file.text() : String(form.get("json") ?? "");
}

/** Problems as lines to read: where, then what. */
export const problemWords = (problems: readonly TemplateProblem[]): string[] =>
  problems.map(({ direction, rule, place, message }) => {
    const where = rule === undefined ? place : [direction, `rule ${rule}`].filter(Boolean).join(", ");
    return where && !message.startsWith("Rule ") ? `${where}: ${message}` : message;
  });

/** How many connections' configurations in force use each template. */
export async function usage(): Promise<Map<string, number>> {
  const rows = await database()
    .select({
      name: configurationVersions.templateName,
      lis: configurationVersions.lisTemplateName,
      count: sql<number>`count(*)::int`,
    })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(sql`${connections.state} not in ('retired', 'cancelled')`)
    .groupBy(configurationVersions.templateName, configurationVersions.lisTemplateName);
  const used = new Map<string, number>();
  for (const row of rows) {
    for (const name of [row.name, row.lis]) used.set(name, (used.get(name) ?? 0) + row.count);
  }
  return used;
}
