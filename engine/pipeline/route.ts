import { get, type Message, parse } from "~/engine/hl7";
import type { Routes } from "./setting";
import { storable } from "./storable";

/** What can be read before the connection is known: enough to route. */
export type Glance = {
  message: Message | undefined;
  placerOrderNumber: string;
  facility: string;
  malformed?: string;
};

/** Reads just enough of a message to route it. */
export function peek(bytes: Uint8Array): Glance {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") {
    return { message: undefined, placerOrderNumber: "", facility: "", malformed: parsed.reason };
  }
  const { message } = parsed;
  return { message, placerOrderNumber: storable(placerOf(message)), facility: storable(get(message, "MSH-6.1") ?? "") };
}

const placerOf = (message: Message) => get(message, "ORC-2.1") ?? get(message, "OBR-2.1") ?? "";
/** The lab's number for the order (ORC-3, OBR-3). */
export const fillerOf = (message: Message) => get(message, "ORC-3.1") ?? get(message, "OBR-3.1") ?? "";

/** Which connection a result belongs to: the order number first, then the facility the lab system addressed. */
export function routeResult(peeked: Glance, routes: Routes): { connectionId: string } | { reason: string } {
  const candidates = routes.routes.filter((route) => route.placerOrderNumber === peeked.placerOrderNumber);
  const addressed = routes.facilities.get(peeked.facility);
  const byBoth = candidates.find((route) => route.connectionId === addressed);
  if (byBoth) return { connectionId: byBoth.connectionId };
  const [only, second] = candidates;
  if (only && !second) return { connectionId: only.connectionId };
  if (second) return { reason: "Two connections have an order with this number, and the message does not say which." };
  if (addressed) return { connectionId: addressed };
  return {
    reason: peeked.placerOrderNumber
      ? "No connection has sent an order with this number."
      : "The result carries no order number and no practice we know.",
  };
}
