import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, like } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { lanes, messages } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { pullCursors } from "~/db/schema/transports";
import { keepLanes } from "~/engine/pipeline/lanes";
import { armFailpoints } from "~/engine/transports/failpoint";
import { useDatabase } from "../support/database";
import {
  hopsOf,
  hurry,
  messageIn,
  orderText,
  reachedBy,
  restReach,
  resultText,
  useLiveConnection,
} from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();

/** A far end that keeps a list of messages at each path; the cursor is how many of one were read. */
let lists: Record<string, string[]> = {};
let asked: string[] = [];
const pageSize = 2;
let tell: (response: ServerResponse, next: string) => void;
let instead: ((response: ServerResponse) => void) | undefined;
let server: Server;
let base = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", base);
    const list = lists[url.pathname];
    if (!list) return response.writeHead(204).end();
    asked.push(url.search);
    if (instead) return instead(response);
    const from = Number(url.searchParams.get("after") ?? 0);
    const page = list.slice(from, from + pageSize);
    if (page.length > 0) tell(response, String(from + page.length));
    response.writeHead(page.length > 0 ? 200 : 204).end(page.join(""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  expect((await reconcile()).map((row) => row.remainder)).toEqual((await reconcile()).map(() => 0));
});
beforeEach(() => {
  lists = {};
  asked = [];
  instead = undefined;
  tell = (response, next) => void response.setHeader("Next-Cursor", next);
});
afterEach(() => armFailpoints(undefined));

/** From now on this side is asked at an address of its own, so that no cursor is known yet. */
async function askAt(path: string, list: string[] = [], side: "emr" | "lis" = "emr") {
  lists[`/${path}`] = list;
  const reach = restReach({ pullUrl: `${base}/${path}?mine=1`, cursorParameter: "after", pollSeconds: 1 });
  const id = await reachedBy(live.id, side, side === "lis" ? { ...reach, url: `${base}/in` } : reach);
  await keepLanes();
  return id;
}
const order = (name: string) => orderText({ placer: name, control: `C-${name}` });
const stored = (prefix: string, count: number) =>
  waitFor(
    `${count} messages of ${prefix}`,
    async () => {
      await hurry();
      const rows = await database()
        .select()
        .from(messages)
        .where(like(messages.controlId, `C-${prefix}%`))
        .orderBy(messages.sequence);
      return rows.length >= count && rows;
    },
    25_000,
  );

describe("an EMR that is asked", () => {
  test("has its pages read one after the other until there is nothing more, and is asked from there on", async () => {
    const list = ["a1", "a2", "a3", "a4", "a5"].map(order);
    await askAt("a", list);
    const rows = await stored("a", 5);
    expect(rows.map((row) => row.controlId)).toEqual(["C-a1", "C-a2", "C-a3", "C-a4", "C-a5"]);
    for (const row of rows) await messageIn(row.id, "delivered");
    await waitFor("an empty page", () => asked.includes("?mine=1&after=5"));
    expect(asked.slice(0, 4)).toEqual(["?mine=1", "?mine=1&after=2", "?mine=1&after=4", "?mine=1&after=5"]);
    expect((await hopsOf(rows[0]?.id ?? "")).map((hop) => hop.hop)).toContain("acknowledged");
    list.push(order("a6"));
    expect(await stored("a", 6)).toHaveLength(6);
  });

  test("may say in a Link header where to read on", async () => {
    tell = (response, next) =>
      void response.setHeader("Link", `<https://elsewhere.example/x?after=${next}>; rel="next"`);
    await askAt("l", ["l1", "l2", "l3"].map(order));
    expect(await stored("l", 3)).toHaveLength(3);
  });

  test.each([
    ["before a page is asked for", "I6", 3],
    ["before a page is stored", "I8", 2],
  ] as const)("loses and doubles nothing when the process dies %s", async (_, point, nth) => {
    const name = `k${point}`;
    let seen = 0;
    armFailpoints((at) => {
      if (at !== point) return undefined;
      seen += 1;
      if (seen === nth) throw new Error("killed");
      return undefined;
    });
    await askAt(
      name,
      [1, 2, 3, 4, 5, 6].map((n) => order(`${name}-${n}`)),
    );
    const rows = await stored(name, 6);
    await waitFor("the last page", () => asked.includes("?mine=1&after=6"));
    expect(seen).toBeGreaterThan(nth);
    expect(rows.map((row) => [row.controlId, row.state === "duplicate"])).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => [`C-${name}-${n}`, false]),
    );
  });

  test("that shows the same page again under another cursor has it read once", async () => {
    let served = 0;
    instead = (response) => {
      served += 1;
      if (served > 3) return response.writeHead(204).end();
      return response.setHeader("Next-Cursor", `s${served}`).writeHead(200).end(order("same"));
    };
    await askAt("same");
    await waitFor("the pages to be read", async () => {
      await hurry();
      return served > 3;
    });
    expect(await stored("same", 1)).toHaveLength(1);
  });
});

describe("an answer that cannot be read on from", () => {
  const errorOf = (endpointId: string) =>
    waitFor(
      "its failure",
      async () => {
        const [lane] = await database()
          .select()
          .from(lanes)
          .where(eq(lanes.name, `intake/${endpointId}`));
        return lane?.lastError ?? undefined;
      },
      25_000,
    );
  test.each([
    ["without a cursor", 200, order("no-cursor"), /without saying where to read on/],
    ["that is a page for people", 200, "<html>Sign in</html>", /holds no message/],
    ["that is a cut batch", 200, `BHS|^~\\&\r${order("no-cut")}`, /not whole/],
    ["of a far end that does not let us in", 401, "", /credentials/],
    ["of a busy far end", 503, "", /not available/],
  ])("%s is told, and nothing of it is stored", async (name, status, body, words) => {
    instead = (response) => {
      if (name !== "without a cursor") response.setHeader("Next-Cursor", "9");
      response.writeHead(status).end(body);
    };
    const path = `bad-${status}-${body.length}`;
    expect(await errorOf(await askAt(path))).toMatch(words);
    expect(await database().select().from(messages).where(like(messages.controlId, "C-no-%"))).toEqual([]);
    expect(
      await database()
        .select()
        .from(pullCursors)
        .where(like(pullCursors.source, `%/${path}?%`)),
    ).toEqual([]);
  });

  test("three times in a row raises an alert, which ends when it answers", async () => {
    instead = (response) => response.writeHead(500).end();
    const id = await askAt("alert", [order("back")]);
    const alert = (open: boolean) =>
      waitFor(
        `the alert to be ${open ? "open" : "over"}`,
        async () => {
          await hurry();
          const [row] = await database()
            .select()
            .from(alerts)
            .where(eq(alerts.key, `intake/${id}`));
          return row && (row.resolvedAt === null) === open ? row : undefined;
        },
        25_000,
      );
    expect((await alert(true)).title).toBe("EMR of the test cannot be read");
    instead = undefined;
    await alert(false);
    expect(await stored("back", 1)).toHaveLength(1);
  });
});

test("an endpoint whose settings were replaced is not asked any more", async () => {
  const old = [order("old1")];
  await askAt("replaced", old);
  await stored("old1", 1);
  const fresh = [order("new1")];
  await askAt("replacing", fresh);
  await stored("new1", 1);
  old.push(order("old2"));
  fresh.push(order("new2"));
  await stored("new2", 1);
  expect(await database().select().from(messages).where(eq(messages.controlId, "C-old2"))).toEqual([]);
});

test("results that are asked for find their connections", async () => {
  await askAt("results", [resultText({ placer: "PR1", control: "C-r1", facility: live.facility })], "lis");
  expect(await stored("r1", 1)).toMatchObject([{ direction: "result", connectionId: live.id }]);
});
