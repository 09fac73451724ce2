import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import {
  actOnValueTable,
  downloadValueTable,
  loadValueTable,
  previewValueTable,
} from "~/app/server/connection-tables.server";
import type { Args } from "~/app/server/context.server";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { continueAs } from "~/workflows/sign-in";
import { useDatabase } from "../support/database";
import { approvedConnection } from "../support/demo-lab";

useDatabase();
beforeAll(() => seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" }));

/** A request of that person for one table of the connection; with a form it posts. */
async function asks(who: "engineer" | "sales" | "provider", id: string, table = "sex", form?: FormData) {
  const signedIn = await continueAs(`${who}@demo.example`, "192.0.2.7");
  if (signedIn.kind !== "signed-in") throw new Error(signedIn.message);
  const request = new Request("http://x/", {
    headers: { Cookie: `gatehouse=${signedIn.token}` },
    ...(form && { method: "POST", body: form }),
  });
  const context = { clientAddress: "192.0.2.7", gatehouse: { publicUrl: "http://x", demo: true, sandbox: null } };
  return { params: { id, table }, context, request } as unknown as Args;
}
/** What was answered, or thrown as an answer. */
const answered = <T>(work: Promise<T>) => work.catch((refused: unknown) => refused as Response);
const formOf = (fields: Record<string, string | Blob>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};
const list = (text: string, rows = "[]") => formOf({ rows, list: new Blob([text]) });
const versionOf = async (id: string) =>
  (await database().select().from(connections).where(eq(connections.id, id)))[0]?.configurationVersion;

describe("a value table of a connection, as a page", () => {
  test("previews a good list, names every bad row of another, and keeps neither", async () => {
    const id = await approvedConnection();
    const bad = await previewValueTable(await asks("engineer", id, "sex", list("code,value\nW,\n,male\nK,other\n")));
    expect(bad).toEqual({
      kind: "wrong",
      problems: [
        { line: 2, message: "The value is empty." },
        { line: 3, message: "The code is empty." },
      ],
    });
    const good = await previewValueTable(await asks("engineer", id, "sex", list("code,value\nW,female\nM,male\n")));
    // M stands for male everywhere; it is not taken over.
    expect(good).toMatchObject({ kind: "preview", rows: [{ code: "W", value: "female" }], unchanged: 0 });
    expect(await versionOf(id)).toBe(1);
  });

  test("is saved with what the page was loaded with, comes down as CSV, and is not saved a second time so", async () => {
    const id = await approvedConnection();
    const { mark, canEdit } = await loadValueTable(await asks("engineer", id));
    expect(canEdit).toBe(true);
    const form = (value: string) => formOf({ rows: JSON.stringify([{ code: "W", value }]), mark, note: "" });
    expect(await actOnValueTable(await asks("engineer", id, "sex", form("female")))).toMatchObject({ status: 302 });
    expect(await actOnValueTable(await asks("engineer", id, "sex", form("male")))).toMatchObject({
      data: { formError: expect.stringContaining("changed since the page was loaded") },
      init: { status: 409 },
    });
    const csv = await (await downloadValueTable(await asks("sales", id))).text();
    expect(csv).toContain("\r\nW,female,\r\n");
    expect(csv).toContain("\r\nM,male,\r\n");
  });

  test("is only shown to others, and of a connection that has ended to everybody, with the reason", async () => {
    const id = await approvedConnection();
    const shown = { canEdit: false, lockedBecause: "Engineers change it." };
    const { mark } = await loadValueTable(await asks("sales", id));
    expect(await loadValueTable(await asks("sales", id))).toMatchObject(shown);
    const form = formOf({ rows: '[{"code":"W","value":"female"}]', mark, note: "" });
    expect(await answered(actOnValueTable(await asks("sales", id, "sex", form)))).toMatchObject({ status: 403 });
    const preview = previewValueTable(await asks("sales", id, "sex", list("code,value\nW,female\n")));
    expect(await answered(preview)).toMatchObject({ status: 403 });
    await withTransaction(async (tx) => {
      await tx.db.update(connections).set({ state: "retired" }).where(eq(connections.id, id));
    });
    expect(await loadValueTable(await asks("engineer", id))).toMatchObject({
      canEdit: false,
      lockedBecause: expect.stringContaining("has ended"),
    });
    expect(await versionOf(id)).toBe(1);
  });

  test("that the connection does not have is not found, nor any of it by a practice", async () => {
    const id = await approvedConnection();
    expect(await answered(loadValueTable(await asks("engineer", id, "no-such-table")))).toMatchObject({ status: 404 });
    expect(await answered(loadValueTable(await asks("provider", id)))).toMatchObject({ status: 403 });
  });
});
