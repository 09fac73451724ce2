import { desc, eq, sql } from "drizzle-orm";
import type { ChangeTabProps } from "~/app/components/workspace/ChangeTab";
import type { KindRow } from "~/app/components/workspace/DifferenceKinds";
import { database } from "~/db/client";
import { type ShadowKind, shadowKinds } from "~/db/queries/shadow-kinds";
import { users } from "~/db/schema/people";
import { shadowOutcomes } from "~/db/schema/shadow";
import { explain } from "~/engine/hl7";
import { compareOne, shadowPast, shadowWindow } from "~/engine/pipeline/shadow";
import type { Made } from "~/engine/pipeline/shadow-outcome";
import type { Actor } from "~/workflows/actor";
import { acceptDifferences, type DifferenceKind, discardCandidate } from "~/workflows/connection/candidate";
import { type CandidateStanding, candidateStanding } from "~/workflows/connection/candidate-standing";
import { connectionContext } from "~/workflows/connection/context";
import type { GateLamp } from "~/workflows/connection/gate";
import { findPlan } from "~/workflows/connection/go-live-facts";
import { groundWords } from "~/workflows/connection/grounds";
import { sendOrderMenu } from "~/workflows/connection/order-menu";
import { outlook } from "~/workflows/connection/outlook";
import { agreeSwitchOver, askSwitchOver, cancelSwitchOver, switchOver } from "~/workflows/connection/switch-over";
import type { ConnectionRow, Outcome } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import type { Move } from "./connection-actions.server";
import { dotOf } from "./connection-header.server";
import { compareVersions } from "./connection-version.server";
import { findConnection } from "./connections.server";
import { type Args, newNonce } from "./context.server";
import { differenceOf } from "./message-body.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { usesSandbox } from "./sandbox.server";

/** The change of a live connection: what it is, what real messages show of it, and what keeps it from being in force. */
export async function loadChangeTab(args: Args): Promise<Omit<ChangeTabProps, "errors" | "typed">> {
  const { actor, row } = await findConnection(args);
  const version = row.candidateVersion;
  const base = `/connections/${row.id}`;
  const shared = { live: row.configurationVersion ?? 0, state: row.state, base, nonce: newNonce() };
  if (version === null) return { ...shared, change: null };
  const url = new URL(args.request.url);
  const [standing, compared, kinds, outcomes, context, plan] = await Promise.all([
    candidateStanding(row, version),
    compareVersions(row.id, row.configurationVersion ?? 0, version),
    shadowKinds({ connectionId: row.id, version }),
    newestOutcomes(row.id, version),
    connectionContext(database(), row, actor),
    findPlan(row.id, database()),
  ]);
  const prospects = new Map(outlook(row.state, context).map((one) => [one.event, one]));
  const way = prospects.get("switchOver");
  const can = (action: "switchOver" | "discardCandidate" | "shadow" | "acceptDifference") =>
    may(actor, `connection.${action}`, row);
  const open = (event: "switchOver" | "askSwitchOver" | "agreeSwitchOver" | "cancelSwitchOver") =>
    may(actor, `connection.${event}`, row) && prospects.get(event)?.kind === "open";
  // Only another person's agreeing is missing, or nothing is.
  const whole = way?.kind === "open" || way?.code === "second-person";
  return {
    ...shared,
    change: {
      version,
      note: compared.note,
      by: compared.by,
      at: compared.at,
      changes: compared.changes,
      lamps: standing.standing.lamps.map(dotOf),
      waits: waitsOf(standing, whole, row),
      touches: standing.changed.map((ground) => groundWords[ground]),
      mapsOtherwise: standing.mapsOtherwise,
      window: shadowWindow,
      outcomes,
      compared: standing.count.compared,
      kinds: kinds.map((kind) => kindRow(kind, url)),
      example: await exampleOf(actor, row, url.searchParams.get("message"), version),
      canSwitch: can("switchOver"),
      step: open("switchOver") ? "switch" : open("askSwitchOver") && !context.agreed ? "ask" : null,
      asked:
        context.planned && plan
          ? {
              by: await nameOf(plan.askedBy),
              at: plan.askedAt.toISOString(),
              canAgree: open("agreeSwitchOver"),
              canCancel: open("cancelSwitchOver"),
            }
          : null,
      canDiscard: can("discardCandidate"),
      canTry: can("shadow") && row.state === "live",
      canAccept: can("acceptDifference"),
    },
  };
}

async function nameOf(userId: string): Promise<string> {
  const [person] = await database().select({ name: users.name }).from(users).where(eq(users.id, userId));
  return person?.name ?? "Somebody";
}

/** How the newest messages compared, oldest of them first. */
async function newestOutcomes(connectionId: string, version: number) {
  const rows = await database()
    .select({ id: shadowOutcomes.messageId, comparison: shadowOutcomes.comparison, at: shadowOutcomes.receivedAt })
    .from(shadowOutcomes)
    .where(sql`${eq(shadowOutcomes.connectionId, connectionId)} and ${eq(shadowOutcomes.candidateVersion, version)}`)
    .orderBy(desc(shadowOutcomes.receivedAt), desc(shadowOutcomes.messageId))
    .limit(shadowWindow);
  return rows.reverse().map(({ id, comparison, at }) => ({ id, comparison, at: at.toISOString() }));
}

const stepOf = (lamp: GateLamp) => lamp.next || lamp.reason;
/** The items that one step is for. */
const labelsOf = (lamps: readonly GateLamp[], step: string) =>
  lamps.filter((lamp) => stepOf(lamp) === step).map(({ label }) => label);

/** What keeps the candidate from being put into force, in sentences; empty when nothing does. */
function waitsOf({ standing, count, explained, mapsOtherwise }: CandidateStanding, open: boolean, row: ConnectionRow) {
  if (open) return [];
  const lamps = standing.lamps.filter((lamp) => lamp.state !== "green");
  const steps = [...new Set(lamps.map(stepOf))];
  const kinds = count.unexplained === 1 ? "One kind of difference is" : `${count.unexplained} kinds of difference are`;
  return [
    ...(row.state === "live"
      ? []
      : [`The connection is ${row.state}. The change can be put into force while it is live.`]),
    ...(standing.endpointsReady ? [] : ["An endpoint of it is not pinned or not checked yet. See Endpoints."]),
    ...steps.map((step) => `${labelsOf(lamps, step).join(", ")}: ${step}`),
    ...(count.unexplained > 0 ? [`${kinds} not accepted yet.`] : []),
    ...(!explained && count.unexplained === 0 && mapsOtherwise
      ? ["No real message was compared yet. Try it on the messages that are here."]
      : []),
  ];
}

/** A kind in words. A path has the name HL7 gives its field. */
function kindWords(kind: string): { path: string; name: string } {
  const [what = "", code = ""] = kind.split("/");
  const why = code.replaceAll("-", " ");
  if (what === "stops") return { path: "Stops", name: `it would not go out: ${why}` };
  if (what === "passes") return { path: "Goes out", name: `it stops today: ${why}` };
  const hl7 = /^[A-Z][A-Z0-9]{2}-\d+$/.test(kind);
  return { path: kind, name: hl7 ? (explain(kind)?.name ?? "") : "" };
}

/** The key of a row, as the form sends it back. */
function kindOf(key: string): DifferenceKind {
  const [direction, ...kind] = key.split(" ");
  return { direction: direction === "result" ? "result" : "order", kind: kind.join(" ") };
}

function kindRow({ direction, kind, messages, example, accepted }: ShadowKind, url: URL): KindRow {
  const search = new URLSearchParams(url.search);
  search.set("message", example);
  return {
    key: `${direction} ${kind}`,
    direction,
    kind,
    ...kindWords(kind),
    messages,
    exampleHref: `?${search}#example`,
    accepted: accepted && { by: accepted.by, note: accepted.note, at: new Date(accepted.at).toISOString() },
  };
}

/** One message under both versions, computed from its bytes now. Patient data is masked; paths alone for who may not read. */
async function exampleOf(actor: Actor, row: ConnectionRow, messageId: string | null, version: number) {
  const made = messageId ? await compareOne(row.id, messageId) : undefined;
  if (!messageId || !made) return null;
  const { live, candidate, title } = made;
  const values = may(actor, "message.viewContent");
  const found = live.outbound && candidate.outbound ? differenceOf(live.outbound, candidate.outbound, false) : [];
  return {
    title,
    href: `/messages/${messageId}`,
    heads: [`Live version ${row.configurationVersion}`, `Version ${version}`] as [string, string],
    ends: [endWords(live), endWords(candidate)] as [string, string],
    bothGo: live.outbound !== null && candidate.outbound !== null,
    values,
    difference:
      found === "other-format" || values
        ? found
        : found.map(({ path, name }) => ({ path, name, before: "", after: "" })),
  };
}

const endWords = ({ state, reasonCode }: Made): string =>
  state === "queued" ? "goes out" : `stops: ${(reasonCode ?? "no reason").replaceAll("-", " ")}`;

/** The candidate is in force, or why not. */
async function inForce({ args, actor, page }: Move, outcome: Outcome<ConnectionRow>) {
  if (outcome.kind !== "done") return refused(outcome);
  const { row } = outcome;
  // The sandbox EMR learns of codes by its menu, as when a connection goes live.
  if (await usesSandbox(args.context.gatehouse.sandbox, row)) await sendOrderMenu(actor, row);
  const text = "What comes in from now on is mapped with it.";
  return done(page("change"), `Version ${row.configurationVersion} is in force`, text);
}

const reasonOf = (form: FormData) => String(form.get("reason") ?? "").trim();

/** What can be done on the page, one entry per `intent`. */
export const changeHandlers: Record<string, (move: Move) => Promise<unknown>> = {
  switchOver: async (move) => inForce(move, await switchOver(move.actor, move.row.id)),
  agreeSwitchOver: async (move) => inForce(move, await agreeSwitchOver(move.actor, move.row.id)),
  askSwitchOver: async ({ actor, row, page }) => {
    const outcome = await askSwitchOver(actor, row.id);
    return outcome.kind === "done"
      ? done(page("change"), "A second person is asked for", "The change comes into force when they agree.")
      : refused(outcome);
  },
  cancelSwitchOver: async ({ actor, row, form, page }) => {
    if (!reasonOf(form)) return invalid({ reason: "A reason is needed; it stays on record." });
    const outcome = await cancelSwitchOver(actor, row.id, reasonOf(form));
    return outcome.kind === "done" ? done(page("change"), "Nobody is asked any more") : refused(outcome);
  },
  discardCandidate: async ({ actor, row, form, page }) => {
    if (!reasonOf(form)) return invalid({ reason: "A reason is needed; it stays on record." });
    const outcome = await discardCandidate(actor, row.id, reasonOf(form));
    return outcome.kind === "done"
      ? done(page("change"), "Change discarded", "What is in force was not touched.")
      : refused(outcome);
  },
  shadowPast: async ({ actor, row, page }) => {
    if (!may(actor, "connection.shadow", row)) return refused({ kind: "forbidden" });
    const compared = await shadowPast(row.id, actor.id);
    const words = compared === 1 ? "One message was compared." : `${compared} messages were compared.`;
    return done(page("change"), "Tried on what is here", compared === 0 ? "Nothing was new to it." : words);
  },
  acceptDifference: async ({ actor, row, form, page }) => {
    const text = (name: string) => String(form.get(name) ?? "");
    const kinds = [...new Set(form.getAll("kinds").map(String))].map(kindOf);
    const outcome = await acceptDifferences(actor, row.id, {
      version: Number(text("version")),
      kinds,
      note: text("note"),
    });
    if (outcome.kind === "refused" && outcome.field) {
      return invalid({ [outcome.field]: outcome.message }, valuesOf(form));
    }
    return outcome.kind === "done"
      ? done(page("change"), kinds.length === 1 ? "Difference accepted" : `${kinds.length} differences accepted`)
      : refused(outcome, valuesOf(form));
  },
};
