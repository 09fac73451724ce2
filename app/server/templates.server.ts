import { and, eq, sql } from "drizzle-orm";
import type { TemplatePageProps, TemplateRule } from "~/app/components/operations/TemplatePage";
import type { TemplatesPageProps } from "~/app/components/operations/TemplatesPage";
import { database } from "~/db/client";
import { configurationVersions, connections } from "~/db/schema";
import { findTemplate, resolveTemplate, templates, validateTemplate } from "~/engine/mapping";
import { type Args, param } from "./context.server";
import { requireActor } from "./session.server";

/** The mapping templates shipped with this version, and who uses them. */
export async function loadTemplates(args: Args): Promise<TemplatesPageProps> {
  await requireActor(args, "template.view");
  const used = await usage();
  return {
    rows: templates.map((template) => ({
      name: template.name,
      title: template.title,
      description: template.description,
      version: String(template.version),
      side: template.side === "emr" ? "EMR side" : "Lab side",
      mode: template.mode === "bidirectional" ? "Orders and results" : "Results only",
      usedBy: used.get(template.name) ?? 0,
      href: `/templates/${template.name}`,
    })),
  };
}

export async function loadTemplate(args: Args): Promise<TemplatePageProps> {
  await requireActor(args, "template.view");
  const own = findTemplate(param(args, "name"));
  if (!own) throw new Response(null, { status: 404 });
  const template = resolveTemplate(own, findTemplate);
  const [used] = await Promise.all([usage()]);
  const { samples } = validateTemplate(own);
  return {
    title: template.title,
    name: template.name,
    version: String(template.version),
    description: template.description,
    facts: [
      { label: "Side", value: template.side === "emr" ? "EMR side" : "Lab side" },
      { label: "HL7 version", value: template.hl7Version },
      { label: "Flows", value: template.mode === "bidirectional" ? "Orders and results" : "Results only" },
      { label: "Builds on", value: own.extends ?? "Nothing" },
      { label: "Used by", value: connectionsWord(used.get(own.name) ?? 0) },
    ],
    ...(template.orders?.rules && { orders: template.orders.rules.map(ruleOf) }),
    ...(template.results?.rules && { results: template.results.rules.map(ruleOf) }),
    samples: samples.map((sample) => ({
      name: sample.name,
      kind: sample.kind,
      ok: sample.ok,
      required: `${sample.requiredFilled} of ${sample.requiredTotal}`,
      unmapped: sample.unmapped.map((field) => field.path),
      findings: sample.findings.map((finding) => finding.message),
    })),
  };
}

type Rule = NonNullable<NonNullable<(typeof templates)[number]["orders"]>["rules"]>[number];

const connectionsWord = (count: number) => `${count} ${count === 1 ? "connection" : "connections"}`;

/** A transform's name, with its options where it has some. */
function transformWords(transform: NonNullable<Rule["transform"]>): string {
  if (Array.isArray(transform)) return transform.map(transformWords).join(", then ");
  if (typeof transform === "string") return transform;
  const { name, ...options } = transform;
  return [name, ...Object.entries(options).map(([option, value]) => `${option} ${JSON.stringify(value)}`)].join(", ");
}

const ruleOf = (rule: Rule): TemplateRule => ({
  name: rule.name,
  from: rule.constant !== undefined ? `“${rule.constant}”` : [rule.from ?? ""].flat().join(", "),
  to: rule.to,
  required: rule.required ?? false,
  ...(rule.each && { each: rule.each }),
  ...(rule.transform !== undefined && { transform: transformWords(rule.transform) }),
  ...(rule.default !== undefined && { default: rule.default }),
});

async function usage(): Promise<Map<string, number>> {
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
    .groupBy(configurationVersions.templateName, configurationVersions.lisTemplateName);
  const used = new Map<string, number>();
  for (const row of rows) {
    for (const name of [row.name, row.lis]) used.set(name, (used.get(name) ?? 0) + row.count);
  }
  return used;
}
