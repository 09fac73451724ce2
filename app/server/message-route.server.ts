import { and, asc, eq, notInArray } from "drizzle-orm";
import type { MessagePageProps } from "~/app/components/workspace/MessagePage";
import { database } from "~/db/client";
import { connections, type messages, practices } from "~/db/schema";
import { replayMessage } from "~/engine/pipeline/replay";
import { suggestionsFor } from "~/engine/pipeline/unrouted";
import type { Actor } from "~/workflows/actor";
import { addRoutingRule, matchFields, matchOf, problemOf, usualPriority } from "~/workflows/message/routing";
import { may } from "~/workflows/policy";
import { done, invalid, refused } from "./respond.server";

type Message = typeof messages.$inferSelect;
type Person = Extract<Actor, { kind: "person" }>;

export const isUnrouted = (message: Message) =>
  message.state === "held" && message.direction === "result" && message.connectionId === null;

/** Connections a result may go to, with their practice. */
export const openConnections = () =>
  database()
    .select({ id: connections.id, practice: practices.name, emr: connections.emrName })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(and(notInArray(connections.state, ["retired", "cancelled"])))
    .orderBy(asc(practices.name))
    .limit(500);

/** Where a held result may belong. `chosen`: a connection the person picked from the list. The account is patient data. */
export async function routeChoices(
  actor: Person,
  message: Message,
  { chosen, reveal }: { chosen: string | null; reveal: boolean },
): Promise<MessagePageProps["route"]> {
  if (!isUnrouted(message) || !may(actor, "message.route")) return null;
  const [{ named, suggestions }, open] = await Promise.all([suggestionsFor(message), openConnections()]);
  const all = [
    ...suggestions.map((one) => ({ ...one, why: one.why.join("; ") })),
    ...(chosen && !suggestions.some((one) => one.connectionId === chosen)
      ? [{ connectionId: chosen, why: "Chosen from the list; nothing in the result points to it" }]
      : []),
  ];
  return {
    suggestions: all.flatMap(({ connectionId, why }) => {
      const found = open.find((one) => one.id === connectionId);
      return found ? [{ connectionId, why, label: `${found.practice}, ${found.emr}`, practice: found.practice }] : [];
    }),
    others: open.map((one) => ({ value: one.id, label: `${one.practice}, ${one.emr}` })),
    named: matchFields.flatMap(({ name, label, place }) => {
      const value = named[name];
      if (!value) return [];
      return [{ name, label, place, value: name === "accountNumber" && !reveal ? "masked" : value }];
    }),
    remember: may(actor, "routing.manage"),
  };
}

/** Gives a result to the connection a person confirmed, once or with a rule for those that name the same. */
export async function routeByHand(actor: Person, message: Message | undefined, form: FormData) {
  const connectionId = String(form.get("connectionId") ?? "");
  const reason = String(form.get("reason") ?? "").trim();
  if (!reason) return invalid({ reason: "A reason is needed; it stays on record." });
  const open = (await openConnections()).find((one) => one.id === connectionId);
  if (!message || !open) return invalid({ connectionId: "Choose the connection it belongs to." });
  const asked = form.getAll("remember").map(String);
  const rule = asked.length > 0 ? await ruleOf(message, asked, connectionId, reason) : undefined;
  const wrong = rule && (may(actor, "routing.manage") ? problemOf(rule) : ({ kind: "forbidden" } as const));
  if (wrong) return refused(wrong);
  const outcome = await replayMessage(actor.id, message.id, reason, connectionId);
  if (outcome.kind === "not-found") throw new Response(null, { status: 404 });
  if (outcome.kind === "refused") return refused({ ...outcome, code: "not-now" });
  const made = rule && (await addRoutingRule(actor, rule));
  const said = !made
    ? (outcome.reason ?? undefined)
    : made.kind === "done"
      ? "The rule is in force."
      : made.kind === "refused"
        ? `No rule was made: ${made.message}`
        : "No rule was made.";
  const title =
    outcome.state === "queued" ? `On its way to ${open.practice}` : `Given to ${open.practice}, and stopped`;
  return done(`/messages/${message.id}`, title, said);
}

async function ruleOf(message: Message, asked: readonly string[], connectionId: string, reason: string) {
  const { named } = await suggestionsFor(message);
  const match = matchOf(Object.fromEntries(Object.entries(named).filter(([name]) => asked.includes(name))));
  return { match, connectionId, reason, priority: usualPriority };
}
