import { expect, test } from "vitest";
import { timelineOf } from "~/app/server/message-way.server";

type Row = Parameters<typeof timelineOf>[0][number];
const hop = (hop: string, ok: boolean): Row =>
  ({ seq: 1, hop, ok, at: new Date(0), detail: "", messageId: "m", receivedAt: new Date(0) }) as unknown as Row;

test("a hop that did not come about is called so, and one that waits for a person is not called a failure", () => {
  const seen = (name: string, ok: boolean) => timelineOf([hop(name, ok)]).map(({ title, tone }) => `${title}, ${tone}`);
  expect(seen("mapped", true)).toEqual(["Mapped, good"]);
  expect(seen("mapped", false)).toEqual(["Not mapped, stop"]);
  expect(seen("parsed", false)).toEqual(["Not parsed, stop"]);
  expect(seen("held", false)).toEqual(["Held, warn"]);
  expect(seen("retried", false)).toEqual(["Not delivered, warn"]);
  expect(seen("dead", false)).toEqual(["Stopped, stop"]);
});
