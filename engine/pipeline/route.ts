import type { RoutingMatch } from "~/db/schema/replays";
import { get } from "~/engine/hl7";
import type { Glance } from "./glance";
import type { Routes, RoutingRule } from "./routes";

type Verdict = { connectionId: string } | { reason: string };

/**
 * Which connection a result belongs to: the number of an order we brought, else the lab's own number of an order we know,
 * else the facility the lab system addressed, else a rule. Where two of these disagree a person decides: a result must
 * not reach a practice it was not addressed to.
 */
export function routeResult(peeked: Glance, routes: Routes): Verdict {
  const addressed = routes.facilities.get(peeked.facility);
  const orders = routes.routes.filter((route) => route.placerOrderNumber === peeked.placerOrderNumber);
  const byNumber =
    among(
      orders.map((route) => route.connectionId),
      addressed,
      "order number",
    ) ??
    among(
      ((peeked.kind === "read" && routes.fillers.get(peeked.fillerOrderNumber)) || []).map((one) => one.connectionId),
      addressed,
      "lab’s order number",
    );
  if (byNumber) return byNumber;
  if (addressed) return { connectionId: addressed };
  return byRule(peeked, routes.rules) ?? { reason: unknownReason(peeked) };
}

/** The one of these connections that is meant; nothing when there is none. */
function among(candidates: readonly string[], addressed: string | undefined, what: string): Verdict | undefined {
  const [only, second] = new Set(candidates);
  if (!only) return undefined;
  if (addressed && candidates.includes(addressed)) return { connectionId: addressed };
  // Two practices may give their orders the same number.
  if (addressed) return { reason: `The ${what} is one connection's and the facility addressed is another's.` };
  return second
    ? { reason: `Two connections have an order with this ${what}, and the message does not say which.` }
    : { connectionId: only };
}

function byRule(peeked: Glance, rules: readonly RoutingRule[]): Verdict | undefined {
  if (rules.length === 0) return undefined;
  const named = namedIn(peeked);
  const fitting = rules.filter((rule) => fits(rule.match, named));
  const [first] = fitting;
  if (!first) return undefined;
  const targets = new Set(
    fitting.filter((rule) => rule.priority === first.priority).map(({ connectionId }) => connectionId),
  );
  if (targets.size === 1) return { connectionId: first.connectionId };
  return { reason: "Two routing rules of the same rank fit it and name different connections." };
}

/** Whether a result names everything the rule asks for. A rule that asks for nothing fits nothing. */
export function fits(match: RoutingMatch, named: RoutingMatch): boolean {
  const wanted = Object.entries(match) as [keyof RoutingMatch, string][];
  return wanted.length > 0 && wanted.every(([key, value]) => named[key] === value);
}

/** What a result says of whom it is for; a JSON body says it in its envelope. */
export function namedIn(peeked: Glance): RoutingMatch {
  if (peeked.kind === "malformed") return {};
  const { contents, sender, facility } = peeked;
  const at = (...paths: string[]) =>
    contents.format === "hl7" ? paths.map((path) => get(contents.message, path)).find(Boolean) : undefined;
  const named = {
    sendingFacility: sender.facility,
    receivingFacility: facility,
    accountNumber: at("PID-18.1"),
    providerNpi: at("OBR-16.1", "ORC-12.1"),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value)) as RoutingMatch;
}

function unknownReason(peeked: Glance): string {
  if (peeked.kind === "read" && peeked.unread) return `No order number could be found: ${peeked.unread}`;
  return peeked.placerOrderNumber
    ? "No connection has sent an order with this number, and no routing rule fits it."
    : "The result carries no order number and no practice we know, and no routing rule fits it.";
}
