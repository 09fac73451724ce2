import { asc, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import {
  compendiumDraft,
  compendiumRevisions,
  compendiumRules,
  draftChanges,
  type Item,
  releaseChanges,
  releases,
  type TestItem,
  tests,
} from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { auditEvents } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { askReview, discardChange, discardDraft, draftItems, review } from "~/workflows/compendium/draft";
import { publishDraft, sweepCompendium } from "~/workflows/compendium/publish";
import { catalogueAt, differenceOf } from "~/workflows/compendium/releases";
import { changeAndPublish, draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { readyConnection } from "../support/tested-connection";

useDatabase();
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  await discardDraft(await demoActor("labops"), await draftVersion());
});

const testIn = async (code: string, change: Partial<TestItem> = {}) =>
  ({ ...(await itemInForce(code)), ...change }) as Item & { kind: "test" };
const rowOf = async (code: string) => (await database().select().from(tests).where(eq(tests.code, code)))[0];
const draftOf = async (code: string) =>
  (await database().select().from(draftChanges).where(eq(draftChanges.code, code)))[0];
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const dayIn = (days: number) => inDays(days).toISOString().slice(0, 10);
const publish = async (change: { notes?: string; effectiveOn?: string | null; name?: string } = {}) =>
  publishDraft(await demoActor("labops"), { version: await draftVersion(), notes: "", effectiveOn: null, ...change });

describe("the draft", () => {
  test("changes nothing that is in force, and knows why and by whom", async () => {
    const labOps = await demoActor("labops");
    const item = await testIn("ALT", { listPriceCents: 801 });
    expect(await draftItems(labOps, [{ item, version: 0 }], "New price list")).toMatchObject({
      kind: "done",
      changed: 1,
    });
    expect((await rowOf("ALT"))?.listPriceCents).toBe(780);
    expect(await draftOf("ALT")).toMatchObject({ why: "New price list", changedBy: labOps.id, item });
  });

  test("lets go of an item that is to be as it is", async () => {
    const seen = await draftOf("ALT");
    const labOps = await demoActor("labops");
    const back = [{ item: await testIn("ALT"), version: seen?.version ?? 0 }];
    expect(await draftItems(labOps, back, "")).toMatchObject({ kind: "done", changed: 1 });
    expect(await draftOf("ALT")).toBeUndefined();
    expect(await draftItems(labOps, [{ item: await testIn("ALT"), version: 0 }], "")).toMatchObject({ changed: 0 });
  });

  test("tells the second of two people what the first has made of the item", async () => {
    const labOps = await demoActor("labops");
    const mine = await testIn("AMY", { volume: "2 mL" });
    const theirs = await testIn("AMY", { volume: "3 mL" });
    await draftItems(labOps, [{ item: theirs, version: 0 }], "");
    const outcome = await draftItems(labOps, [{ item: mine, version: 0 }], "");
    expect(outcome).toMatchObject({ kind: "conflict", theirs: [{ code: "AMY", item: theirs, by: "Ines Bravo" }] });
    const version = outcome.kind === "conflict" ? (outcome.theirs[0]?.version ?? 0) : 0;
    expect(await draftItems(labOps, [{ item: mine, version }], "")).toMatchObject({ kind: "done" });
    await discardChange(labOps, { kind: "test", code: "AMY", version: (await draftOf("AMY"))?.version ?? 0 });
  });

  test("tells who had an item open while a release changed it", async () => {
    const before = await database().$count(releases);
    await changeAndPublish(await testIn("AST", { volume: "2 mL" }));
    const outcome = await draftItems(
      await demoActor("labops"),
      [{ item: await testIn("AST", { volume: "3 mL" }), version: 0, release: before }],
      "",
    );
    expect(outcome).toMatchObject({
      kind: "conflict",
      theirs: [{ code: "AST", item: { volume: "2 mL" }, version: 0 }],
    });
  });

  test("takes all or nothing", async () => {
    const items = [await testIn("BUN", { volume: "9 mL" }), await testIn("CA", { loinc: "17861-5" })];
    const outcome = await draftItems(
      await demoActor("labops"),
      items.map((item) => ({ item, version: null })),
      "",
    );
    expect(outcome).toMatchObject({ kind: "refused-items", findings: [{ index: 1, code: "CA", field: "loinc" }] });
    expect(await draftOf("BUN")).toBeUndefined();
  });

  test("is not for people who only read", async () => {
    const item = await testIn("BUN", { volume: "9 mL" });
    for (const who of ["engineer", "sales", "pm", "provider", "admin"] as const) {
      expect(await draftItems(await demoActor(who), [{ item, version: 0 }], "")).toEqual({ kind: "forbidden" });
    }
  });
});

describe("a release", () => {
  test("brings its items into force with a revision each, hashed and on the audit chain", async () => {
    const item = await testIn("GGT", { listPriceCents: 905 });
    const added: Item = { ...item, code: "GGT2", name: "Gamma-glutamyl transferase, second method" };
    const number = await changeAndPublish(item, added);
    expect(await rowOf("GGT")).toMatchObject({ listPriceCents: 905 });
    expect(await rowOf("GGT2")).toMatchObject({ name: added.name, search: expect.stringContaining("ggt2 gamma") });
    const revisions = await database()
      .select()
      .from(compendiumRevisions)
      .where(eq(compendiumRevisions.release, number));
    expect(revisions.find(({ code }) => code === "GGT")?.change).toEqual({ listPriceCents: { from: 870, to: 905 } });
    expect((await rowOf("GGT2"))?.revision).toBe(revisions.find(({ code }) => code === "GGT2")?.revision);
    const [release] = await database().select().from(releases).where(eq(releases.number, number));
    expect(release).toMatchObject({ counts: { add: 1, change: 1, discontinue: 0, restore: 0 } });
    const events = await database()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.objectId, release?.name ?? ""));
    expect(events.map(({ action, meta }) => [action, JSON.parse(meta).sha256])).toEqual([
      ["compendium.publish", release?.sha256],
    ]);
    expect(await database().$count(draftChanges)).toBe(0);
  });

  test("waits for its day, and a later draft builds on it", async () => {
    const labOps = await demoActor("labops");
    await draftItems(labOps, [{ item: await testIn("LDH", { volume: "2 mL" }), version: 0 }], "");
    const waiting = await publish({ effectiveOn: dayIn(10) });
    expect(waiting.kind).toBe("done");
    expect((await rowOf("LDH"))?.volume).toBe("1 mL");

    const next = await testIn("LDH", { volume: "2 mL", listPriceCents: 999 });
    await draftItems(labOps, [{ item: next, version: 0 }], "");
    expect(await publish({ effectiveOn: dayIn(5) })).toMatchObject({ kind: "refused", field: "effectiveOn" });
    const later = await publish({ effectiveOn: dayIn(20) });
    const changes = await database()
      .select()
      .from(releaseChanges)
      .where(eq(releaseChanges.release, later.kind === "done" ? later.release : 0));
    expect(changes[0]).toMatchObject({
      before: { volume: "2 mL", listPriceCents: 820 },
      after: { listPriceCents: 999 },
    });

    await sweepCompendium(inDays(12));
    expect(await rowOf("LDH")).toMatchObject({ volume: "2 mL", listPriceCents: 820 });
    await sweepCompendium(inDays(25));
    expect(await rowOf("LDH")).toMatchObject({ volume: "2 mL", listPriceCents: 999 });
    const revision = (await rowOf("LDH"))?.revision;
    await sweepCompendium(inDays(25));
    expect((await rowOf("LDH"))?.revision).toBe(revision);
  });

  test("does not go back in time, and does not take a name twice", async () => {
    await draftItems(
      await demoActor("labops"),
      [{ item: await testIn("LIPA", { volume: "4 mL" }), version: null }],
      "",
    );
    expect(await publish({ effectiveOn: dayIn(-3) })).toMatchObject({ kind: "refused", field: "effectiveOn" });
    expect(await publish({ name: "Winter" })).toMatchObject({ kind: "done" });
    await draftItems(
      await demoActor("labops"),
      [{ item: await testIn("LIPA", { volume: "5 mL" }), version: null }],
      "",
    );
    expect(await publish({ name: "Winter" })).toMatchObject({ kind: "refused", field: "name" });
    await discardDraft(await demoActor("labops"), await draftVersion());
  });

  test("ends a test on its day, as a revision", async () => {
    await changeAndPublish(await testIn("URIC", { discontinuedOn: dayIn(30), replacementCode: "UA" }));
    expect(await rowOf("URIC")).toMatchObject({ status: "active", replacementCode: "UA" });
    const before = (await rowOf("URIC"))?.revision ?? 0;
    await sweepCompendium(inDays(31));
    const after = await rowOf("URIC");
    expect(after).toMatchObject({ status: "discontinued" });
    expect(after?.revision).toBeGreaterThan(before);
  });

  test("is stopped by a panel whose member ends, until the panel is decided", async () => {
    const labOps = await demoActor("labops");
    const ending = await testIn("MALB", { discontinuedOn: dayIn(30) });
    expect(await draftItems(labOps, [{ item: ending, version: 0 }], "")).toMatchObject({ kind: "done" });
    expect(await publish()).toMatchObject({
      kind: "refused",
      code: "findings",
      missing: [expect.stringContaining("PDIAB")],
    });
    const panel = (await itemInForce("PDIAB")) as Item & { kind: "panel" };
    const members = panel.members.map((code) => (code === "MALB" ? "CREA" : code));
    await draftItems(labOps, [{ item: { ...panel, members }, version: 0 }], "");
    expect(await publish()).toMatchObject({ kind: "done" });
  });

  test("takes a connection out of ready when it touches a code it offers", async () => {
    const { id } = await readyConnection();
    await changeAndPublish(await testIn("ZINC", { volume: "3 mL" }));
    const stateOf = async () => (await database().select().from(connections).where(eq(connections.id, id)))[0]?.state;
    expect(await stateOf()).toBe("ready");
    await withTransaction(async (tx) => {
      await tx.db.execute(sql`select setval('compendium_revisions_revision_seq', 5000)`);
    });
    await changeAndPublish(await testIn("TSH", { volume: "3 mL" }));
    expect(await stateOf()).toBe("testing");
  });

  test("can be neither changed nor taken back", async () => {
    for (const statement of [
      sql`update compendium_releases set notes = 'other' where number = 1`,
      sql`delete from compendium_releases where number = 1`,
      sql`update compendium_release_changes set why = 'other'`,
    ]) {
      const failure = await withTransaction((tx) => tx.db.execute(statement)).then(
        () => "went through",
        () => "refused",
      );
      expect(failure).toBe("refused");
    }
  });
});

describe("a second person", () => {
  test("is needed where the lab's rule says so: not who changed something, and for this version only", async () => {
    await withTransaction(async (tx) => {
      await tx.db.update(compendiumRules).set({ secondPerson: true });
    });
    const [labOps, admin] = [await demoActor("labops"), await demoActor("admin")];
    await draftItems(labOps, [{ item: await testIn("PHOS", { volume: "2 mL" }), version: null }], "");
    expect(await askReview(labOps)).toEqual({ kind: "done" });
    expect(await publish()).toMatchObject({ kind: "refused", code: "review" });
    expect(await review(labOps, await draftVersion())).toMatchObject({ kind: "refused", code: "own-change" });
    expect(await review(admin, await draftVersion())).toEqual({ kind: "done" });
    await draftItems(labOps, [{ item: await testIn("PHOS", { volume: "3 mL" }), version: null }], "");
    expect(await publish()).toMatchObject({ kind: "refused", code: "review" });
    expect(await review(admin, (await draftVersion()) - 1)).toMatchObject({ kind: "refused", code: "changed" });
    await review(admin, await draftVersion());
    const published = await publish();
    expect(published).toMatchObject({ kind: "done" });
    const number = published.kind === "done" ? published.release : 0;
    const [release] = await database().select().from(releases).where(eq(releases.number, number));
    expect(release?.reviewedBy).toBe(admin.id);
    const [head] = await database().select().from(compendiumDraft);
    expect(head).toMatchObject({ reviewedBy: null, reviewAskedBy: null, editors: [] });
    await withTransaction(async (tx) => {
      await tx.db.update(compendiumRules).set({ secondPerson: false });
    });
  });
});

describe("what releases say", () => {
  test("the difference of two holds the first before and the last after, and nothing that came back", async () => {
    const from = await changeAndPublish(await testIn("RF", { volume: "2 mL" }));
    await changeAndPublish(await testIn("RF", { volume: "3 mL" }), await testIn("PRL", { volume: "2 mL" }));
    const to = await changeAndPublish(await testIn("RF", { volume: "4 mL" }), await testIn("PRL", { volume: "1 mL" }));
    const difference = await differenceOf(from, to);
    expect(difference).toMatchObject([
      { code: "RF", action: "change", before: { volume: "2 mL" }, after: { volume: "4 mL" } },
    ]);
  });

  test("the catalogue at the newest release is what is in force, and the first is as it was", async () => {
    const all = await database().select().from(releases).orderBy(asc(releases.number));
    const now = await catalogueAt(all.at(-1)?.number ?? 0);
    expect(now.get("RF")).toEqual(await itemInForce("RF"));
    expect((await catalogueAt(1)).has("ZINC")).toBe(false);
  });
});
