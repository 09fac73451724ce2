import { asc, eq, isNull } from "drizzle-orm";
import type { RoutingPageProps } from "~/app/components/workspace/RoutingPage";
import { database } from "~/db/client";
import { connections, practices, routingRules, users } from "~/db/schema";
import { countFitting } from "~/engine/pipeline/unrouted";
import {
  addRoutingRule,
  endRoutingRule,
  matchFields,
  matchOf,
  type NewRule,
  problemOf,
  usualPriority,
} from "~/workflows/message/routing";
import { may } from "~/workflows/policy";
import { type Args, newNonce } from "./context.server";
import { openConnections } from "./message-route.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

/** The rules in force, and what is held without a connection. */
export async function loadRouting(args: Args): Promise<RoutingPageProps> {
  const actor = await requireActor(args, "routing.view");
  const [rows, open, { held, more }] = await Promise.all([
    database()
      .select({ rule: routingRules, practice: practices.name, emr: connections.emrName, by: users.name })
      .from(routingRules)
      .innerJoin(connections, eq(connections.id, routingRules.connectionId))
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .innerJoin(users, eq(users.id, routingRules.createdBy))
      .where(isNull(routingRules.endedAt))
      .orderBy(asc(routingRules.priority), asc(routingRules.createdAt)),
    openConnections(),
    countFitting({}),
  ]);
  return {
    rows: rows.map(({ rule, practice, emr, by }) => ({
      id: rule.id,
      priority: rule.priority,
      asks: matchFields.flatMap(({ name, label }) =>
        rule.match[name] ? [{ label, value: rule.match[name] ?? "" }] : [],
      ),
      connection: { label: `${practice}, ${emr}`, href: `/connections/${rule.connectionId}` },
      reason: rule.reason,
      by,
      at: rule.createdAt.toISOString(),
    })),
    held: { count: held, more },
    fields: matchFields.map(({ name, label, place }) => ({ name, label, place })),
    connections: open.map((one) => ({ value: one.id, label: `${one.practice}, ${one.emr}` })),
    defaultValues: { priority: String(usualPriority) },
    canManage: may(actor, "routing.manage"),
    replayHref: may(actor, "replay.plan")
      ? "/messages/replays/new?action=replay&view=held&reason=unroutable&connection=none"
      : null,
    nonce: newNonce(),
  };
}

/** `intent`: `preview` (says how many held results would fit), `add`, or `end`. */
export async function actOnRouting(args: Args) {
  const actor = await requireActor(args, "routing.manage");
  const form = await args.request.formData();
  if (form.get("intent") === "end") {
    const outcome = await endRoutingRule(actor, String(form.get("id") ?? ""));
    return outcome.kind === "done" ? done("/messages/routing", "Rule ended") : refused(outcome);
  }
  const rule = ruleOf(form);
  const values = valuesOf(form);
  if (form.get("intent") === "preview") {
    const wrong = problemOf({ ...rule, reason: "preview" });
    return wrong ? refused(wrong, values) : { errors: {}, values, preview: await countFitting(rule.match) };
  }
  if (!rule.connectionId) return invalid({ connectionId: "Choose the connection they belong to." }, values);
  if (!rule.reason) return invalid({ reason: "A reason is needed; it stays on record." }, values);
  const outcome = await addRoutingRule(actor, rule);
  if (outcome.kind !== "done") return refused(outcome, values);
  return done("/messages/routing", `Rule made for ${outcome.practice}`, "Results that come in from now on follow it.");
}

function ruleOf(form: FormData): NewRule {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  return {
    match: matchOf(Object.fromEntries(matchFields.map(({ name }) => [name, text(name)]))),
    connectionId: text("connectionId"),
    reason: text("reason"),
    priority: Number(text("priority") || usualPriority),
  };
}
