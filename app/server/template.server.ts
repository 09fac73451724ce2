import { data } from "@remix-run/node";
import { inArray } from "drizzle-orm";
import type { TemplatePageProps, TemplateRule } from "~/app/components/operations/TemplatePage";
import { database } from "~/db/client";
import { users } from "~/db/schema/people";
import { formatOf, type Rule, type Template, validateTemplate } from "~/engine/mapping";
import { type FoundTemplate, isShipped, resolveNow, templateHistory } from "~/engine/templates/lookup";
import { may } from "~/workflows/policy";
import { discardDraft, exportTemplate, findDraft, publishDraft, startDraft } from "~/workflows/template/commands";
import { templateDifference } from "~/workflows/template/difference";
import { connectionsRunning } from "~/workflows/template/fleet";
import { type Args, newNonce, param } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { actOnRollOut, loadPlan, loadRollOut } from "./roll-out.server";
import { savedAs } from "./saved-as.server";
import { requireActor } from "./session.server";
import { loadComparison } from "./template-comparison.server";
import { problemWords } from "./templates.server";

/**
 * One template. In the URL: `version` to show, `from` and `to` to tell apart (`to=draft` is the open draft), `connection`
 * to run both over that connection's newest messages.
 */
export async function loadTemplate(args: Args): Promise<Omit<TemplatePageProps, "errors" | "problems" | "formError">> {
  const actor = await requireActor(args, "template.view");
  const name = param(args, "name");
  const query = new URL(args.request.url).searchParams;
  const [history, open, fleet] = await Promise.all([templateHistory(name), findDraft(name), connectionsRunning(name)]);
  const [newest] = history;
  if (!newest && !open) throw new Response(null, { status: 404 });

  const draftNow = open && (await resolveNow(open.draft.body));
  const draftWhole = draftNow?.kind === "resolved" ? draftNow.whole : open?.draft.body;
  const wholeAt = (version: string | null): Template | undefined =>
    version === "draft" ? draftWhole : history.find((one) => one.version === version)?.whole;

  const showing = history.find((one) => one.version === query.get("version")) ?? newest;
  const template = showing?.whole ?? (draftWhole as Template);
  const from = query.get("from") ?? (open ? newest?.version : history[1]?.version) ?? null;
  const to = query.get("to") ?? (open ? "draft" : newest?.version) ?? null;
  const [before, after] = [wholeAt(from), wholeAt(to)];
  const connectionId = query.get("connection");
  const member = fleet.find((one) => one.id === connectionId);
  const engineer = may(actor, "template.edit");
  const people = await namesOf(history);
  const rollOut = await loadRollOut(actor, name);
  return {
    title: template.title,
    name,
    description: template.description,
    shown: showing?.version ?? null,
    shipped: isShipped(name),
    facts: factsOf(template, showing, open?.draft.body),
    ...(template.orders?.rules && { orders: template.orders.rules.map(ruleOf) }),
    ...(template.results?.rules && { results: template.results.rules.map(ruleOf) }),
    samples: await samplesOf(template),
    versions: history.map((one) => ({
      version: one.version,
      note: one.note,
      by: (one.publishedBy && people.get(one.publishedBy)) || "Gatehouse",
      at: one.publishedAt?.toISOString() ?? null,
      sha256: one.sha256,
      connections: fleet.filter((member) => member.version === one.version).length,
      shown: one.version === showing?.version,
    })),
    draft: open
      ? {
          by: open.by,
          at: open.draft.updatedAt.toISOString(),
          revision: open.draft.revision,
          basedOn: open.draft.basedOn,
        }
      : null,
    difference:
      before && after && from !== to && (open || query.has("from"))
        ? { from, to, ...differenceOf(before, after) }
        : null,
    choices: { from, to, versions: [...(open ? ["draft"] : []), ...history.map((one) => one.version)] },
    fleet: fleet.map((one) => ({
      ...one,
      href: `/connections/${one.id}`,
      newest: one.version === newest?.version,
      compareHref: `?${new URLSearchParams({ from: one.version, to: open ? "draft" : (newest?.version ?? one.version), connection: one.id })}#fleet`,
    })),
    newest: newest?.version ?? null,
    comparison:
      member && before && after && from && to ? await loadComparison(actor, member, { from, to, before, after }) : null,
    can: { edit: engineer && !isShipped(name), variant: engineer, publish: may(actor, "template.publish") },
    canRollOut: may(actor, "template.rollOut") && !isOpen(rollOut),
    rollOut,
    plan: loadPlan(fleet, newest?.version),
    nonce: newNonce(),
  };
}

const isOpen = (rollOut: TemplatePageProps["rollOut"]) =>
  rollOut !== null && rollOut.state !== "finished" && rollOut.state !== "cancelled";

/** `intent`: `edit` (open the draft), `publish`, `discard`, or what is done with a roll-out. */
export async function actOnTemplate(args: Args) {
  const actor = await requireActor(args, "template.edit");
  const name = param(args, "name");
  const form = await args.request.formData();
  const page = `/templates/${name}`;
  switch (form.get("intent")) {
    case "edit": {
      const outcome = await startDraft(actor, name);
      if (outcome.kind === "invalid") throw new Response(null, { status: 409 });
      return outcome.kind === "done" ? done(`${page}/edit`, "Draft opened") : refused(outcome);
    }
    case "publish": {
      const revision = Number(form.get("revision"));
      const outcome = await publishDraft(actor, name, String(form.get("note") ?? ""), {
        ...(Number.isInteger(revision) && revision > 0 && { revision }),
      });
      if (outcome.kind === "done") {
        return done(
          page,
          `Version ${outcome.version} published`,
          "Nothing runs it before its roll-out: plan that below, in waves.",
        );
      }
      if (outcome.kind === "invalid") {
        const formError = "The draft cannot be published yet.";
        return data({ errors: {}, formError, problems: problemWords(outcome.problems) }, { status: 422 });
      }
      if (outcome.kind === "refused" && outcome.code === "note")
        return invalid({ note: outcome.message }, valuesOf(form));
      return refused(outcome, valuesOf(form));
    }
    case "discard": {
      const outcome = await discardDraft(actor, name);
      if (outcome.kind !== "done") return refused(outcome);
      const published = (await templateHistory(name)).length > 0;
      return done(published ? page : "/templates", "Draft thrown away", "Published versions are as they were.");
    }
    default: {
      const answer = await actOnRollOut(actor, name, form);
      if (!answer) throw new Response(null, { status: 400 });
      return answer;
    }
  }
}

/** A version as a file to keep or to bring in elsewhere; `?version=`. */
export async function downloadTemplate(args: Args): Promise<Response> {
  const actor = await requireActor(args, "template.view");
  const version = new URL(args.request.url).searchParams.get("version") ?? "";
  const outcome = await exportTemplate(actor, param(args, "name"), version);
  if (outcome.kind !== "done") throw new Response(null, { status: 404 });
  return new Response(outcome.json, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": savedAs(outcome.file),
      "Cache-Control": "no-store",
    },
  });
}

async function namesOf(history: readonly FoundTemplate[]): Promise<Map<string, string>> {
  const ids = history.flatMap((one) => (one.publishedBy ? [one.publishedBy] : []));
  if (ids.length === 0) return new Map();
  const rows = await database().select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, ids));
  return new Map(rows.map((row) => [row.id, row.name]));
}

const factsOf = (template: Template, showing: FoundTemplate | undefined, draft: Template | undefined) => [
  { label: "Side", value: template.side === "emr" ? "EMR side" : "Lab side" },
  formatOf(template) === "json"
    ? { label: "Format", value: "JSON bodies" }
    : { label: "HL7 version", value: template.hl7Version },
  { label: "Flows", value: template.mode === "bidirectional" ? "Orders and results" : "Results only" },
  {
    label: "Builds on",
    value: showing ? showing.bases.map((base) => `${base.name} ${base.version}`).join(", ") : (draft?.extends ?? ""),
  },
];

const samplesOf = async (template: Template) =>
  (await validateTemplate(template)).samples.map((sample) => ({
    name: sample.name,
    kind: sample.kind,
    ok: sample.ok,
    required: `${sample.requiredFilled} of ${sample.requiredTotal}`,
    unmapped: sample.unmapped.map((field) => field.path),
    findings: sample.findings.map((finding) => finding.message),
  }));

/** A transform's name, with its options where it has some; of several, one after the other. */
function transformWords(transform: NonNullable<Rule["transform"]>): string {
  return [transform]
    .flat()
    .map((one) => {
      if (typeof one === "string") return one;
      const { name, ...options } = one;
      return [name, ...Object.entries(options).map(([option, value]) => `${option} ${JSON.stringify(value)}`)].join(
        ", ",
      );
    })
    .join(", then ");
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

function differenceOf(before: Template, after: Template) {
  const { rules, reordered, other } = templateDifference(before, after);
  const ruleAt = (template: Template, direction: "orders" | "results", name: string) => {
    const rule = template[direction]?.rules?.find((one) => one.name === name);
    return rule && ruleOf(rule);
  };
  return {
    rules: rules.map((one) => ({
      ...one,
      before: ruleAt(before, one.direction, one.name) ?? null,
      after: ruleAt(after, one.direction, one.name) ?? null,
    })),
    other: [...reordered.map((direction) => `order of the rules for ${direction}`), ...other],
  };
}
