import { describe, expect, test } from "vitest";
import { peek } from "~/engine/pipeline/glance";
import { routeResult } from "~/engine/pipeline/route";
import type { Routes } from "~/engine/pipeline/routes";
import { resultText } from "../support/connect-practice";

const route = (connectionId: string): Routes["routes"][number] => ({
  placerOrderNumber: "1001",
  connectionId,
  messageId: "msg_1",
  senderApplication: null,
  senderFacility: null,
  testRunId: null,
  at: new Date(0),
});
const facilities = new Map([
  ["LARKSPUR", "con_larkspur"],
  ["MARIGOLD", "con_marigold"],
]);
const result = (facility: string) => peek(Buffer.from(resultText({ placer: "1001", control: "R1", facility })));

describe("a result", () => {
  test.each([
    ["goes where its order came from", "UNKNOWN", ["con_larkspur"], { connectionId: "con_larkspur" }],
    [
      "goes to the facility addressed, of two with its number",
      "MARIGOLD",
      ["con_larkspur", "con_marigold"],
      { connectionId: "con_marigold" },
    ],
    ["goes to the facility addressed when nobody ordered it", "MARIGOLD", [], { connectionId: "con_marigold" }],
    [
      "waits when its number is one practice's and it is addressed to another",
      "MARIGOLD",
      ["con_larkspur"],
      { reason: expect.stringContaining("another") },
    ],
    [
      "waits when two have its number",
      "UNKNOWN",
      ["con_larkspur", "con_marigold"],
      { reason: expect.stringContaining("Two") },
    ],
    ["waits when nobody is known", "UNKNOWN", [], { reason: expect.any(String) }],
  ])("%s", (_, facility, ordered, expected) => {
    expect(
      routeResult(result(facility), { routes: ordered.map(route), facilities, fillers: new Map(), rules: [] }),
    ).toEqual(expected);
  });
});
