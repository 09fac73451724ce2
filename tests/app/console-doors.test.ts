/** Every page of the lab's side refuses the people of practices by itself: a loader is asked alone as well as with its page. */
import { beforeAll, expect, test } from "vitest";
import type { Args } from "~/app/server/context.server";
import { seedDemo } from "~/server/demo/seed";
import { asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";

type Door = { loader?: (args: Args) => Promise<unknown>; action?: (args: Args) => Promise<unknown> };
const pages = import.meta.glob<Door>(["/app/routes/_console*", "/app/routes/admin*", "/app/routes/ledger*"]);
const ours = import.meta.glob<Door>(["/app/routes/portal*"]);

useDatabase();
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
});

/** What of these pages does not say "not yours" to `who`. */
async function open(doors: typeof pages, who: string): Promise<string[]> {
  const found: string[] = [];
  for (const [path, load] of Object.entries(doors)) {
    const door = await load();
    for (const part of ["loader", "action"] as const) {
      if (!door[part]) continue;
      const args = await asks({ who, ...(part === "action" && { form: { intent: "claim", edit: "{}" } }) });
      const answer = await statusOf((async () => door[part]?.(args))());
      // Of a form it may say first that it does not know it.
      const refuses = part === "loader" ? answer === 403 : answer >= 400;
      if (!refuses) found.push(`${path.replace("/app/routes/", "")} ${part}`);
    }
  }
  return found;
}

test("no page of the lab's side answers somebody of a practice", async () => {
  expect(Object.keys(pages).length).toBeGreaterThan(60);
  // Which mails a person gets is their own; the other says where the list has gone.
  const ownOnly = ["_console.mails.tsx loader", "_console.mails.tsx action", "_console.panels.proposals.ts loader"];
  expect(await open(pages, "provider")).toEqual(ownOnly);
});

test("no page of the portal answers somebody of the lab", async () => {
  expect(Object.keys(ours).length).toBeGreaterThan(10);
  expect(await open(ours, "labops")).toEqual(["portal.mails.tsx loader", "portal.mails.tsx action"]);
});
