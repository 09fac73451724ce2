import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageTime, newId, newMessageId } from "~/db/ids";

describe("ids", () => {
  test("an id is its prefix and eight characters that are not mistaken for others", () => {
    for (let i = 0; i < 200; i++) expect(newId("con")).toMatch(/^con_[0-9a-hjkmnp-tv-z]{8}$/);
  });

  test("ten thousand ids are ten thousand different ids", () => {
    expect(new Set(Array.from({ length: 10_000 }, () => newId("req"))).size).toBe(10_000);
  });

  test("a message id tells its time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (at) => {
        expect(messageTime(newMessageId(at))?.getTime()).toBe(at);
      }),
    );
  });

  test("message ids sort by time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 41 }), fc.integer({ min: 1, max: 2 ** 30 }), (at, more) => {
        expect(newMessageId(at) < newMessageId(at + more)).toBe(true);
      }),
    );
  });

  test.each(["", "msg_", "con_7k3m9x2q", "msg_0123456789abcdefi", `${newMessageId()}x`, newMessageId().toUpperCase()])(
    "%s has no time",
    (text) => expect(messageTime(text)).toBeUndefined(),
  );
});
