import { and, asc, isNotNull, isNull, ne } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { messages, orderRoutes } from "~/db/schema/messages";
import { routingRules } from "~/db/schema/replays";
import type { Glance } from "./glance";

/** Which connection an order number came in on. */
export type Route = typeof orderRoutes.$inferSelect;
type FillerSeen = { connectionId: string; testRunId: string | null };
export type RoutingRule = typeof routingRules.$inferSelect;

/** What is known about where results belong, for the results it was loaded for. */
export type Routes = {
  routes: readonly Route[];
  /** Connections by the facility code the lab system addresses (MSH-6). */
  facilities: ReadonlyMap<string, string>;
  /** Whose messages had this filler order number before, and of which test run they were. */
  fillers: ReadonlyMap<string, readonly FillerSeen[]>;
  /** In the order in which they decide. */
  rules: readonly RoutingRule[];
};

const present = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.flatMap((value) => value || [])),
];

/**
 * What these results need to be routed. Nearly all carry the number of an order we brought, so what was seen under a
 * filler order number, and the rules, are only asked for when one of them does not.
 */
export async function loadRoutes(glances: readonly Glance[]): Promise<Routes> {
  const db = database();
  const numbers = present(glances.map((one) => one.placerOrderNumber));
  const codes = present(glances.map((one) => one.facility));
  const [routes, facilities] = await Promise.all([
    numbers.length === 0 ? [] : db.select().from(orderRoutes).where(anyOf(orderRoutes.placerOrderNumber, numbers)),
    codes.length === 0
      ? []
      : db
          .select({ id: connections.id, facilityCode: connections.facilityCode })
          .from(connections)
          .where(anyOf(connections.facilityCode, codes)),
  ]);
  const known = new Set(routes.map((route) => route.placerOrderNumber));
  const strays = glances.filter((one) => !known.has(one.placerOrderNumber));
  const [fillers, rules] = strays.length === 0 ? [new Map<string, FillerSeen[]>(), []] : await loadForStrays(strays);
  return { routes, facilities: new Map(facilities.map((row) => [row.facilityCode, row.id])), fillers, rules };
}

async function loadForStrays(strays: readonly Glance[]) {
  const db = database();
  const numbers = present(strays.map((one) => (one.kind === "read" ? one.fillerOrderNumber : undefined)));
  const [seen, rules] = await Promise.all([
    numbers.length === 0
      ? []
      : db
          .selectDistinct({
            number: messages.fillerOrderNumber,
            connectionId: messages.connectionId,
            testRunId: messages.testRunId,
          })
          .from(messages)
          .where(
            and(
              anyOf(messages.fillerOrderNumber, numbers),
              isNotNull(messages.connectionId),
              ne(messages.state, "discarded"),
            ),
          ),
    db.select().from(routingRules).where(isNull(routingRules.endedAt)).orderBy(asc(routingRules.priority)),
  ]);
  const fillers = new Map<string, FillerSeen[]>();
  for (const { number, connectionId, testRunId } of seen) {
    if (number && connectionId) fillers.set(number, [...(fillers.get(number) ?? []), { connectionId, testRunId }]);
  }
  return [fillers, rules] as const;
}

/**
 * The test run whose order a result answers, by the number of the order or else by the lab's own number of it; null when it
 * answers an order that was none, undefined when nobody knows the order.
 */
export function answeredRun(
  { routes, fillers }: Pick<Routes, "routes" | "fillers">,
  connectionId: string,
  numbers: { placer: string | null; filler: string | null },
): string | null | undefined {
  const ordered = routes.find((one) => one.connectionId === connectionId && one.placerOrderNumber === numbers.placer);
  if (ordered) return ordered.testRunId;
  const seen = (fillers.get(numbers.filler ?? "") ?? []).filter((one) => one.connectionId === connectionId);
  return seen.some((one) => one.testRunId === null) ? null : seen.at(-1)?.testRunId;
}
