import { expect, test } from "vitest";
import { countMessages, type ListedMessage } from "~/server/demo/count-messages";

let next = 0;
const one = (direction: string, placerOrderNumber: string | null, more: Partial<ListedMessage> = {}): ListedMessage => {
  const id = `msg_${++next}`;
  return { id, direction, state: "delivered", controlId: id, placerOrderNumber, ...more };
};

test("an order without its result, and what stopped, is lost; what went out twice is doubled", () => {
  const list = [one("order", "1"), one("result", "1"), one("order", "2"), one("order", "2"), one("order", "3")];
  const stopped = one("order", "4", { state: "dead" });
  expect(countMessages([...list, stopped], "bidirectional")).toEqual({ orders: 4, results: 1, lost: 3, duplicated: 1 });
});

test("where only results flow each counts for itself", () => {
  const twice = { controlId: "C1" };
  const list = [one("result", null, twice), one("result", null, twice), one("result", null)];
  const waiting = one("result", null, { state: "queued" });
  expect(countMessages([...list, waiting], "results-only")).toEqual({ orders: 0, results: 2, lost: 1, duplicated: 1 });
});

test("what was recognised as seen before is neither lost nor doubled", () => {
  const again = one("order", "1", { state: "duplicate" });
  const list = [one("order", "1"), again, one("result", "1")];
  expect(countMessages(list, "bidirectional")).toEqual({ orders: 1, results: 1, lost: 0, duplicated: 0 });
});
