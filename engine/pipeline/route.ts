import type { Glance } from "./glance";
import type { Routes } from "./setting";

/** Which connection a result belongs to: the order number first, then the facility the lab system addressed. */
export function routeResult(peeked: Glance, routes: Routes): { connectionId: string } | { reason: string } {
  const candidates = routes.routes.filter((route) => route.placerOrderNumber === peeked.placerOrderNumber);
  const addressed = routes.facilities.get(peeked.facility);
  const byBoth = candidates.find((route) => route.connectionId === addressed);
  if (byBoth) return { connectionId: byBoth.connectionId };
  const [only, second] = candidates;
  // Two practices may give their orders the same number: a result must not reach the one it was not addressed to.
  if (only && addressed) {
    return { reason: "The order number is one connection's and the facility addressed is another's." };
  }
  if (only && !second) return { connectionId: only.connectionId };
  if (second) return { reason: "Two connections have an order with this number, and the message does not say which." };
  if (addressed) return { connectionId: addressed };
  if (peeked.kind === "read" && peeked.unread) return { reason: `No order number could be found: ${peeked.unread}` };
  return {
    reason: peeked.placerOrderNumber
      ? "No connection has sent an order with this number."
      : "The result carries no order number and no practice we know.",
  };
}
