import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { statusLinks } from "~/db/schema/door";
import { auditEvents } from "~/db/schema/operations";
import { shareLinks } from "~/db/schema/templates";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { cancelConnection } from "~/workflows/connection/commands";
import { createShareLink, openShareLink, revokeShareLink, shareLinksOf } from "~/workflows/connection/share-links";
import { createStatusLink, openStatusLink, revokeStatusLink, statusLinksOf } from "~/workflows/door/status-links";
import { createDraft } from "~/workflows/request/commands";
import { useDatabase } from "../support/database";
import { approvedConnection, completeForm, demoActor } from "../support/demo-lab";

useDatabase();
let engineer: Awaited<ReturnType<typeof demoActor>>;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
});

async function shared(days: 7 | 30 | 90 = 30) {
  const connectionId = await approvedConnection();
  const made = await createShareLink(engineer, connectionId, { label: "Vellum support", days });
  if (made.kind !== "done") throw new Error(made.kind);
  return { connectionId, ...made };
}

describe("a share link", () => {
  test("opens its connection until it is revoked, and says when it was opened", async () => {
    const { connectionId, id, token } = await shared();
    expect(await openShareLink(token, "10.0.0.1")).toMatchObject({ connectionId });
    expect(await shareLinksOf(connectionId)).toMatchObject([
      { label: "Vellum support", open: true, by: engineer.name },
    ]);
    expect((await shareLinksOf(connectionId))[0]?.openedAt).not.toBeNull();
    expect(await revokeShareLink(engineer, connectionId, id)).toEqual({ kind: "done" });
    expect(await revokeShareLink(engineer, connectionId, id)).toEqual({ kind: "done" });
    expect(await openShareLink(token, "10.0.0.1")).toBeUndefined();
    const events = await database().select().from(auditEvents).where(eq(auditEvents.objectId, id));
    expect(events.map((event) => event.action).sort()).toEqual(["share.create", "share.open", "share.revoke"]);
  });

  test("is nowhere in the database in a form that opens it", async () => {
    const { connectionId, token } = await shared();
    const rows = await database().select().from(shareLinks).where(eq(shareLinks.connectionId, connectionId));
    const events = await database().select().from(auditEvents).where(eq(auditEvents.chain, connectionId));
    expect(JSON.stringify([rows, events])).not.toContain(token);
  });

  test("ends by itself", async () => {
    const { id, token } = await shared(7);
    await withTransaction((tx) => tx.db.update(shareLinks).set({ expiresAt: new Date() }).where(eq(shareLinks.id, id)));
    expect(await openShareLink(token, "10.0.0.2")).toBeUndefined();
  });

  test("does not open a connection that has ended", async () => {
    const { connectionId, token } = await shared();
    await cancelConnection(engineer, connectionId, "They closed.");
    expect(await openShareLink(token, "10.0.0.3")).toBeUndefined();
  });

  test("is made and revoked by engineers, for a connection that is there, with a word for whom", async () => {
    const { connectionId, id } = await shared();
    const form = { label: "Vendor", days: 7 as const };
    for (const role of ["sales", "provider", "labops", "pm", "admin"] as const) {
      const actor = await demoActor(role);
      expect(await createShareLink(actor, connectionId, form)).toEqual({ kind: "forbidden" });
      expect(await revokeShareLink(actor, connectionId, id)).toEqual({ kind: "forbidden" });
    }
    expect(await createShareLink(engineer, "con_00000000", form)).toEqual({ kind: "not-found" });
    expect(await createShareLink(engineer, connectionId, { ...form, label: " " })).toMatchObject({ code: "label" });
    expect(await revokeShareLink(engineer, await approvedConnection(), id)).toEqual({ kind: "not-found" });
  });

  test("cannot be guessed quickly: an address with many wrong ones waits, others do not", async () => {
    const { connectionId, token } = await shared();
    for (const guess of ["", "x", "a".repeat(43), "../etc", `${token}x`, token.toUpperCase()]) {
      expect(await openShareLink(guess, "10.0.0.9")).toBeUndefined();
    }
    expect(await openShareLink(token, "10.0.0.9")).toBeUndefined();
    expect(await openShareLink(token, "10.0.0.8")).toMatchObject({ connectionId });
  });
});

describe("a status link", () => {
  const made = async () => {
    const provider = await demoActor("provider");
    const [row] = await database()
      .select({ requestId: connections.requestId })
      .from(connections)
      .where(eq(connections.id, await approvedConnection()));
    const requestId = row?.requestId ?? "";
    const link = await createStatusLink(provider, requestId, { label: "Our board", days: 30 });
    if (link.kind !== "done") throw new Error(link.kind);
    return { provider, requestId, token: link.token };
  };

  test("opens its request for anybody until its practice closes it", async () => {
    const { provider, requestId, token } = await made();
    expect(await openStatusLink(token, "10.2.0.1")).toEqual({ requestId });
    const [listed] = await statusLinksOf(requestId);
    expect(listed).toMatchObject({ by: provider.name, link: { label: "Our board", openedAt: expect.any(Date) } });
    const id = listed?.link.id ?? "";
    const stranger = { ...provider, practiceId: "prc_other" };
    expect(await revokeStatusLink(stranger, requestId, id)).toEqual({ kind: "not-found" });
    expect(await revokeStatusLink(provider, requestId, id)).toEqual({ kind: "done" });
    expect(await revokeStatusLink(provider, requestId, id)).toEqual({ kind: "done" });
    expect(await openStatusLink(token, "10.2.0.1")).toBeUndefined();
    expect(await statusLinksOf(requestId)).toEqual([]);
  });

  test("ends by itself, is kept as its hash only, and cannot be guessed quickly", async () => {
    const { requestId, token } = await made();
    const rows = await database().select().from(statusLinks).where(eq(statusLinks.requestId, requestId));
    expect(JSON.stringify(rows)).not.toContain(token);
    for (let i = 0; i < 6; i++) await openStatusLink(`x${i}`, "10.2.0.9");
    expect(await openStatusLink(token, "10.2.0.9")).toBeUndefined();
    expect(await openStatusLink(token, "10.2.0.8")).toEqual({ requestId });
    await withTransaction((tx) => tx.db.update(statusLinks).set({ expiresAt: new Date() }));
    expect(await openStatusLink(token, "10.2.0.8")).toBeUndefined();
  });

  test("is made by the practice of the request, with a word for whom, and not for a draft", async () => {
    const { provider, requestId } = await made();
    const form = { label: "Vendor", days: 90 as const };
    for (const actor of [
      { ...provider, practiceId: "prc_other" },
      await demoActor("engineer"),
      await demoActor("sales"),
    ])
      expect(await createStatusLink(actor, requestId, form)).toEqual({ kind: "not-found" });
    expect(await createStatusLink(provider, requestId, { ...form, label: " " })).toMatchObject({ field: "label" });
    const draft = await createDraft(provider, await completeForm(), "status-draft");
    expect(await createStatusLink(provider, draft.kind === "done" ? draft.row.id : "", form)).toMatchObject({
      code: "not-now",
    });
  });
});
