/** What a list shows, as a file: under the same filters, for whoever may see the list. */
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { downloadApprovals, loadApprovals } from "~/app/server/approvals.server";
import { downloadConnections, loadConnections } from "~/app/server/connection-list.server";
import type { Args } from "~/app/server/context.server";
import { downloadMessages, loadMessages } from "~/app/server/messages.server";
import { seedDemo } from "~/server/demo/seed";
import { asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { approvedConnection } from "../support/demo-lab";

useDatabase();
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  await approvedConnection();
});

type Row = Record<string, string>;
const rowsOf = async (download: (args: Args) => Promise<Response>, who: string, query = ""): Promise<Row[]> => {
  const response = await download(await asks({ who, query }));
  expect(response.headers.get("Content-Type")).toContain("text/csv");
  return parse(await response.text(), { columns: true, bom: true });
};
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

describe("the queue", () => {
  test("has the requests of the view and filters it was asked for, in their order", async () => {
    for (const query of ["", "?view=all", "?view=decided", "?view=waiting&q=oak", "?view=waiting&sla=red"]) {
      const page = await loadApprovals(await asks({ who: "sales", query }));
      const rows = await rowsOf(downloadApprovals, "sales", query);
      expect(rows.map((row) => row.Id)).toEqual(idsOf(page.rows));
    }
    const [first] = await rowsOf(downloadApprovals, "sales", "?view=waiting");
    expect(first).toMatchObject({ State: "submitted", Tier: expect.stringMatching(/^[ABC]$/) });
    expect(first?.Due).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test("is for who may see it", async () => {
    expect(await statusOf(asks({ who: "provider" }).then(downloadApprovals))).toBe(403);
  });
});

test("connections: those the list shows, with what is not green yet", async () => {
  for (const query of ["", "?view=open", "?view=live", "?q=100%25"]) {
    const page = await loadConnections(await asks({ who: "engineer", query }));
    const rows = await rowsOf(downloadConnections, "engineer", query);
    expect(rows.map((row) => row.Id)).toEqual(idsOf(page.rows));
  }
  const [open] = await rowsOf(downloadConnections, "engineer", "?view=open");
  expect(open?.["Not green"]).not.toBe("");
  expect(await statusOf(asks({ who: "provider" }).then(downloadConnections))).toBe(403);
});

test("messages: those that fit, the newest first", async () => {
  for (const query of ["", "?view=delivered", "?direction=order"]) {
    const page = await loadMessages(await asks({ who: "engineer", query }));
    const rows = await rowsOf(downloadMessages, "engineer", query);
    expect(rows.slice(0, page.rows.length).map((row) => row.Id)).toEqual(idsOf(page.rows));
  }
  expect(await statusOf(asks({ who: "provider" }).then(downloadMessages))).toBe(403);
});
