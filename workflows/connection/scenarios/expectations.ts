import type { ScenarioCheck } from "~/db/schema/connections";
import type { OrderSeen, ScenarioFacts, SeenMessage } from "./facts";

/** What a scenario expects, as predicates over what was seen. Pure; each says in words what it saw. */
export type Look = Pick<ScenarioCheck, "state" | "seen">;
export type Expectation = { text: string; look: (facts: ScenarioFacts) => Look };

const met = (seen: string): Look => ({ state: "met", seen });
const open = (seen: string): Look => ({ state: "open", seen });
const broken = (seen: string): Look => ({ state: "broken", seen });
const nothing = open("Nothing has come yet.");

/** An expectation about the messages of the scenario's order; open until there is one. */
const ofOrder = (text: string, look: (order: OrderSeen) => Look): Expectation => ({
  text,
  look: ({ order }) => (order ? look(order) : nothing),
});

export const hasStopped = ({ state }: SeenMessage): boolean => ["dead", "held", "discarded"].includes(state);
const isIn = ({ state }: SeenMessage) => state === "delivered";
const whyOf = ({ reason }: SeenMessage) => reason ?? "It stopped without a reason.";
const count = (list: readonly unknown[], one: string) => `${list.length} ${one}${list.length === 1 ? "" : "s"}`;

/** Whether all of these are at their destination, once there is any. */
function arrival(list: readonly SeenMessage[], what: string): Look {
  const fresh = list.filter((message) => message.state !== "duplicate");
  const stuck = fresh.find(hasStopped);
  if (stuck) return broken(whyOf(stuck));
  if (fresh.length === 0) return open(`No ${what} yet.`);
  return fresh.every(isIn) ? met(`${count(fresh, what)} delivered.`) : open(`The ${what} is on its way.`);
}

export const orderDelivered = ofOrder("The order reaches the lab system", ({ orders }) => arrival(orders, "order"));

export const senderTold = ofOrder("Its sender is told that we have it", ({ orders }) =>
  orders.length === 0
    ? nothing
    : orders.every((message) => message.answered)
      ? met("Every file was acknowledged.")
      : open("Not told yet."),
);

export const markedAsTest: Expectation = ofOrder("What goes out is marked as a test (MSH-11 T)", (order) => {
  const out = [...order.orders, ...order.results].filter(isIn);
  const wrong = out.find((message) => message.processingId !== null && message.processingId !== "T");
  if (wrong) return broken(`One message went out with MSH-11 ${wrong.processingId}.`);
  return out.length > 0 ? met("Every HL7 message that went out says T.") : nothing;
});

export const resultBack = ofOrder("Its result comes back under the same number and test code", (order) => {
  const ordered = new Set(order.orders.flatMap((message) => message.codes));
  const fitting = order.results.filter((result) => result.codes.some((code) => ordered.has(code)));
  if (order.results.length > 0 && fitting.length === 0) return broken("The result names none of the tests ordered.");
  return arrival(fitting, "result");
});

export const everyTestAnswered = ofOrder("Every test of the order is in a result", (order) => {
  const ordered = [...new Set(order.orders.flatMap((message) => message.codes))];
  const answered = new Set(order.results.filter(isIn).flatMap((message) => message.codes));
  const left = ordered.filter((code) => !answered.has(code));
  return ordered.length > 0 && left.length === 0
    ? met(`${count(ordered, "test")}, all answered.`)
    : open(`${ordered.length - left.length} of ${ordered.length} answered.`);
});

export const resultDelivered = ofOrder("The result reaches the EMR", ({ results }) => arrival(results, "result"));

/** A result of this kind arrives, and before it one of `after`, where that is given. */
export const resultOf = (
  text: string,
  is: (result: SeenMessage) => boolean,
  after?: (result: SeenMessage) => boolean,
): Expectation =>
  ofOrder(text, ({ results }) => {
    const wanted = results.find(is);
    if (!wanted) return open("Not yet.");
    if (hasStopped(wanted)) return broken(whyOf(wanted));
    if (!isIn(wanted)) return open("On its way.");
    if (!after) return met("Delivered.");
    const first = results.find(after);
    if (!first) return open("The one before it has not come.");
    const inOrder =
      isIn(first) &&
      first.sequence < wanted.sequence &&
      (first.deliveredAt?.getTime() ?? Number.POSITIVE_INFINITY) <= (wanted.deliveredAt?.getTime() ?? 0);
    return inOrder ? met("Delivered, after the one before it.") : broken("It overtook the one before it.");
  });

export const cancelFollows = ofOrder("The cancellation reaches the lab system, after the order", ({ orders }) => {
  const placed = orders.find((message) => message.control === "new");
  const cancel = orders.find((message) => message.control === "cancel");
  if (!cancel) return open("No cancellation yet.");
  if (hasStopped(cancel)) return broken(whyOf(cancel));
  if (!isIn(cancel)) return open("On its way.");
  if (!placed) return broken("No order with its number came before it.");
  return isIn(placed) && placed.sequence < cancel.sequence
    ? met("Delivered, after its order.")
    : broken("It overtook its order.");
});

/** One message stops, as it should, and nothing of it goes out. */
export const stopsFor = (text: string, codes: (code: string | null) => boolean): Expectation =>
  ofOrder(text, ({ orders, results }) => {
    const slipped = [...orders, ...results].find(isIn);
    if (slipped) return broken("It was delivered all the same.");
    const stuck = orders.find(hasStopped);
    if (!stuck) return nothing;
    return codes(stuck.reasonCode) ? met(whyOf(stuck)) : broken(`It stopped for another reason: ${whyOf(stuck)}`);
  });

export const somebodyTold = ofOrder("Somebody is told", ({ orders }) =>
  orders.some((message) => message.alerted) ? met("The alert is out.") : open("No alert yet."),
);

export const recognisedAgain = ofOrder("The second file is recognised and not delivered again", ({ orders }) => {
  const again = orders.filter((message) => message.state === "duplicate");
  const out = orders.filter(isIn);
  if (out.length > 1) return broken(`The order was delivered ${out.length} times.`);
  if (again.length === 0) return open("It has not come twice.");
  return out.length === 1 ? met("Recorded as a duplicate; one delivery.") : open("The first one is on its way.");
});

export const everyWayFailed: Expectation = {
  text: "The far end fails in each way, and each failure is on record",
  look: ({ drill }) => {
    const seen = drill.steps.filter((step) => step.seen).length;
    return seen === drill.steps.length && drill.state !== "armed"
      ? met(`${seen === 1 ? "One way" : `${seen} ways`}: ${drill.steps.map(({ way }) => drillWords[way]).join(", ")}.`)
      : open(`${seen} of ${drill.steps.length} so far.`);
  },
};

export const retryDelivered: Expectation = {
  text: "A retry delivers what waited, once",
  look: ({ drill }) => {
    if (drill.deliveries.some(({ delivered }) => delivered > 1)) return broken("Something was delivered twice.");
    if (drill.state !== "recovered") return open("Not yet.");
    return drill.deliveries.every(({ delivered }) => delivered === 1)
      ? met(`${count(drill.deliveries, "message")}, each delivered once.`)
      : open("Not all of it yet.");
  },
};

export const alertReached: Expectation = {
  text: "The alert reaches the people who should be told",
  look: ({ drill }) => {
    if (drill.contacts.length === 0) return broken("There is nobody to tell.");
    const reached = drill.reached.length;
    return reached > 0 ? met(`Sent to ${reached} of ${drill.contacts.length}.`) : open("Its mail is not out yet.");
  },
};

/** The ways of a drill, in words. */
export const drillWords = {
  refused: "connection refused",
  cut: "transfer cut",
  rejected: "write rejected",
  silence: "no answer",
} as const;
