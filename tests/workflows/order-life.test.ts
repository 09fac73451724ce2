import { describe, expect, test } from "vitest";
import { type OrderMessage, orderLife } from "~/workflows/order/life";

const monday = new Date("2026-11-16T09:00:00Z");
const hours = (count: number) => new Date(monday.getTime() + count * 3_600_000);
const days: Record<string, number> = { TSH: 1, CMP: 2 };
const turnaround = (code: string) => days[code];

const message = (over: Partial<OrderMessage>): OrderMessage => ({
  id: "msg_order",
  direction: "order",
  state: "delivered",
  receivedAt: monday,
  deliveredAt: monday,
  mapped: null,
  ...over,
});
const order = (codes: string[], over: Partial<OrderMessage> = {}, control = "new") =>
  message({
    mapped: { control, tests: codes.map((code) => ({ code: { code, text: `${code} test` }, control })) },
    ...over,
  });
const result = (id: string, statuses: Record<string, string>, over: Partial<OrderMessage> = {}) =>
  message({
    id,
    direction: "result",
    mapped: { tests: Object.entries(statuses).map(([code, status]) => ({ code: { code, text: code }, status })) },
    receivedAt: hours(20),
    deliveredAt: hours(20),
    ...over,
  });
const stageAt = (at: number, ...messages: OrderMessage[]) => orderLife(messages, turnaround, hours(at)).stage;

describe("an order", () => {
  test.each<[string, number, OrderMessage[], string]>([
    ["is on its way until the lab has it", 1, [order(["TSH"], { state: "queued", deliveredAt: null })], "on-its-way"],
    ["has stopped when it is a dead letter", 1, [order(["TSH"], { state: "dead", deliveredAt: null })], "stopped"],
    ["waits while its time is not over", 23, [order(["TSH"])], "waiting"],
    ["is late when its turnaround is over", 25, [order(["TSH"])], "late"],
    ["is in time as long as its slowest test is", 25, [order(["CMP"])], "waiting"],
    ["is never late for a code without a turnaround", 9_999, [order(["XYZ"])], "waiting"],
    ["is partial with one of two", 22, [order(["TSH", "CMP"]), result("msg_1", { TSH: "final" })], "partial"],
    ["is partial with a preliminary", 22, [order(["TSH"]), result("msg_1", { TSH: "preliminary" })], "partial"],
    [
      "is late with a preliminary after its time",
      30,
      [order(["TSH"]), result("msg_1", { TSH: "preliminary" })],
      "late",
    ],
    ["is final with all", 99, [order(["TSH"]), result("msg_1", { TSH: "final" })], "final"],
    [
      "is corrected when one of them is",
      99,
      [order(["TSH"]), result("msg_1", { TSH: "final" }), result("msg_2", { TSH: "corrected" })],
      "corrected",
    ],
    ["is cancelled by a cancellation", 99, [order(["TSH"]), order(["TSH"], { id: "msg_c" }, "cancel")], "cancelled"],
    [
      "keeps its result when it is cancelled after it",
      99,
      [order(["TSH"]), result("msg_1", { TSH: "final" }), order(["TSH"], { id: "msg_c" }, "cancel")],
      "final",
    ],
    [
      "has stopped while its result is held on the way back",
      99,
      [order(["TSH"]), result("msg_1", { TSH: "final" }, { state: "held", deliveredAt: null })],
      "stopped",
    ],
    [
      "counts no duplicate",
      99,
      [order(["TSH"]), result("msg_1", { TSH: "final" }), order(["TSH"], { state: "duplicate" })],
      "final",
    ],
    ["that nobody could read waits", 99, [order([])], "waiting"],
    ["may be unknown, with results only", 99, [result("msg_1", { TSH: "final" })], "final"],
  ])("%s", (_, at, messages, stage) => {
    expect(stageAt(at, ...messages)).toBe(stage);
  });

  test("says for each test when it is due, whether it is late, and which message says so", () => {
    const { tests, missing } = orderLife(
      [order(["TSH", "CMP"]), result("msg_1", { CMP: "final" })],
      turnaround,
      hours(30),
    );
    expect(tests).toEqual([
      { code: "TSH", name: "TSH test", stage: "asked", dueAt: hours(24), late: true, messageId: "msg_order" },
      { code: "CMP", name: "CMP test", stage: "final", dueAt: hours(48), late: false, messageId: "msg_1" },
    ]);
    expect(missing).toEqual([]);
  });

  test("names what has not arrived and since when", () => {
    const { missing } = orderLife(
      [order(["TSH"]), result("msg_1", { TSH: "final" }, { state: "queued", deliveredAt: null })],
      turnaround,
      hours(30),
    );
    expect(missing).toEqual([{ what: "result", messageId: "msg_1", since: hours(20), stopped: false }]);
  });
});
