import { data } from "@remix-run/node";
import { and, eq, sql } from "drizzle-orm";
import type { TemplatesPageProps } from "~/app/components/operations/TemplatesPage";
import { database } from "~/db/client";
import { configurationVersions, connections, templateDrafts } from "~/db/schema";
import { newestTemplates } from "~/engine/templates/lookup";
import { may } from "~/workflows/policy";
import type { TemplateProblem } from "~/workflows/template/check";
import { importTemplate, startDraft } from "~/workflows/template/commands";
import type { Args } from "./context.server";
import { done, refused, valuesOf } from "./respond.server";
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

/** `intent`: `newVariant` (a draft on a base) or `import` (a draft from JSON). */
export async function actOnTemplates(args: Args) {
  const actor = await requireActor(args, "template.edit");
  const form = await args.request.formData();
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const intent = form.get("intent");
  if (intent !== "newVariant" && intent !== "import") throw new Response(null, { status: 400 });
  const outcome =
    intent === "newVariant"
      ? await startDraft(actor, text("name"), { extends: text("base"), title: text("title") })
      : await importTemplate(actor, await jsonOf(form));
  if (outcome.kind === "done") {
    const to = `/templates/${outcome.draft.name}`;
    return done(
      to,
      intent === "import" ? "Brought in as a draft" : "Draft opened",
      "Nothing runs it before it is published.",
    );
  }
  if (outcome.kind === "invalid") {
    const errors = { json: "This is not a template that can be read." };
    return data({ errors, values: valuesOf(form), problems: problemWords(outcome.problems) }, { status: 422 });
  }
  const field: Record<string, string> = { name: "name", taken: "name", shipped: "name", "no-base": "base" };
  if (outcome.kind === "refused" && intent === "newVariant" && field[outcome.code]) {
    return data(
      { errors: { [field[outcome.code] as string]: outcome.message }, values: valuesOf(form) },
      { status: 422 },
    );
  }
  return refused(outcome, valuesOf(form));
}

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
    .innerJoin(
      configurationVersions,
      and(
        eq(configurationVersions.connectionId, connections.id),
        eq(configurationVersions.version, connections.configurationVersion),
      ),
    )
    .where(sql`${connections.state} not in ('retired', 'cancelled')`)
    .groupBy(configurationVersions.templateName, configurationVersions.lisTemplateName);
  const used = new Map<string, number>();
  for (const row of rows) {
    for (const name of [row.name, row.lis]) used.set(name, (used.get(name) ?? 0) + row.count);
  }
  return used;
}
