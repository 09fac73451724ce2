import { expect, test } from "vitest";
import { recentChanges } from "~/app/server/recent-changes.server";

test("a page that begins to listen late hears what happened since its data was read", () => {
  let now = 1_000_000;
  const recent = recentChanges(() => now);
  // Before anybody listened nobody knows.
  expect(recent.within(["mail", "requests"], 10)).toEqual(["mail", "requests"]);
  now += 20_000;
  expect(recent.within(["mail", "requests"], 5_000)).toEqual([]);
  recent.changed("mail");
  now += 3_000;
  expect(recent.within(["mail", "requests"], 5_000)).toEqual(["mail"]);
  expect(recent.within(["mail", "requests"], 2_000)).toEqual([]);
  // After a reconnect to the database nobody knows what was missed.
  recent.changed("");
  now += 1_000;
  expect(recent.within(["mail", "requests"], 2_000)).toEqual(["mail", "requests"]);
  now += 120_000;
  recent.changed("requests");
  expect(recent.within(["mail", "requests"], 15_000)).toEqual(["requests"]);
});
