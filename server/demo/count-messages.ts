import type { Mode } from "~/db/schema/requests";

/** A message as a connection's list shows it. */
export type ListedMessage = {
  id: string;
  direction: string;
  state: string;
  controlId: string | null;
  placerOrderNumber: string | null;
};

export type Counts = { orders: number; results: number; lost: number; duplicated: number };

/**
 * What flowed. An order is lost when it is delivered nowhere or no result of it is; something is doubled when it was
 * delivered twice. Where only results flow each of them counts for itself. Pure.
 */
export function countMessages(list: readonly ListedMessage[], mode: Mode): Counts {
  const delivered = list.filter((message) => message.state === "delivered");
  const stuck = list.filter((message) => !["delivered", "duplicate"].includes(message.state)).length;
  const results = delivered.filter((message) => message.direction === "result");
  if (mode === "results-only") {
    const unique = new Set(results.map((result) => result.controlId)).size;
    return { orders: 0, results: unique, lost: stuck, duplicated: results.length - unique };
  }
  const orders = delivered.filter((message) => message.direction === "order");
  const numbers = new Set(orders.map((order) => order.placerOrderNumber));
  const answered = new Set(results.map((result) => result.placerOrderNumber));
  return {
    orders: orders.length,
    results: answered.size,
    lost: stuck + [...numbers].filter((number) => !answered.has(number)).length,
    duplicated: orders.length - numbers.size,
  };
}
