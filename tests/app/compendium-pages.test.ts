import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { GridResult } from "~/app/components/compendium/types";
import { actOnItem, loadItem, unflatten } from "~/app/server/catalogue-editor.server";
import { actOnGrid, loadTests } from "~/app/server/catalogue-grid.server";
import { actOnDraft, loadReview } from "~/app/server/compendium-draft.server";
import type { Args } from "~/app/server/context.server";
import { downloadOrderMenu, loadOrderMenu } from "~/app/server/order-menu.server";
import { loadDifference, loadRelease } from "~/app/server/releases.server";
import { database } from "~/db/client";
import { draftChanges, type Item, tests as testRows } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { isOneEditAway } from "~/workflows/compendium/search";
import { continueAs } from "~/workflows/sign-in";
import { changeAndPublish, draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { approvedConnection } from "../support/demo-lab";

useDatabase();
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
});

type Who = "labops" | "admin" | "sales" | "provider";
const formOf = (fields: Record<string, string | string[]>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  return form;
};
async function asks(
  who: Who,
  params: Record<string, string> = {},
  query = "",
  fields?: Record<string, string | string[]>,
) {
  const signedIn = await continueAs(`${who}@demo.example`, "192.0.2.8");
  if (signedIn.kind !== "signed-in") throw new Error(signedIn.message);
  const request = new Request(`http://x/${query}`, {
    headers: { Cookie: `gatehouse=${signedIn.token}` },
    ...(fields && { method: "POST", body: formOf(fields) }),
  });
  const context = { clientAddress: "192.0.2.8", gatehouse: { publicUrl: "http://x", demo: true, sandbox: null } };
  return { params, context, request } as unknown as Args;
}
const answered = <T>(work: Promise<T>) => work.catch((refused: unknown) => refused as Response);
const edit = async (change: object) =>
  (await actOnGrid(await asks("labops", {}, "", { edit: JSON.stringify(change) }))).data as GridResult;
const draftOf = async (code: string) =>
  (await database().select().from(draftChanges).where(eq(draftChanges.code, code)))[0];
const codesFor = async (query: string) =>
  (await loadTests(await asks("labops", {}, query))).rows.map(({ code }) => code);

describe("the list", () => {
  test("shows tests as the draft makes them, beside what they are", async () => {
    const { rows, draft } = await loadTests(await asks("labops", {}, "?only=changed"));
    expect(rows.map(({ code, change }) => `${code} ${change}`)).toEqual([
      "CMP change",
      "CYSC add",
      "FERR change",
      "MALB change",
      "NTBNP add",
      "TSH change",
      "VITD discontinue",
    ]);
    expect(rows[0]?.cells.listPriceCents).toEqual({ now: "12.60", was: "13.90", typed: "12.60" });
    expect(draft).toMatchObject({ total: 7, counts: { add: 2, change: 4, discontinue: 1, restore: 0 } });
  });

  test("finds words in any order, other names, codes of LOINC and CPT, and one letter typed wrongly", async () => {
    expect(await codesFor("?q=stimulating+thyr")).toEqual(["TSH"]);
    expect(await codesFor("?q=glycated")).toEqual(["A1C"]);
    expect(await codesFor("?q=2345-7")).toEqual(["GLU"]);
    expect(await codesFor("?q=84439")).toEqual(["FT4"]);
    expect(await codesFor("?q=cystatn")).toEqual(["CYSC"]);
    expect(await codesFor("?q=cystaitn")).toEqual(["CYSC"]);
    expect(await codesFor("?q=cystatins")).toEqual(["CYSC"]);
    expect(await codesFor("?q=thyr+stimuating")).toEqual(["TSH"]);
    expect(await codesFor("?q=100%25")).toEqual([]);
    expect(await codesFor(`?q=${encodeURIComponent("(a+)*[^\\ ^$ {2}| é")}`)).toEqual([]);
    expect(await codesFor(`?q=${"x".repeat(20_000)}`)).toEqual([]);
    expect(isOneEditAway("ferritin", "feritin") && isOneEditAway("ferritin", "fertirin")).toBe(false);
    expect(isOneEditAway("ferritin", "feritin") && isOneEditAway("zinc", "zicn")).toBe(true);
  });

  test("says how many connections offer a test, as their menus change and until they end", async () => {
    const offered = async () => (await loadTests(await asks("labops", {}, "?q=ZINC"))).rows[0]?.offeredTo;
    const unlisted = async () => (await codesFor("?q=ZINC&only=not-offered")).length;
    const id = await approvedConnection();
    const set = (change: Partial<typeof connections.$inferInsert>) =>
      withTransaction((tx) => tx.db.update(connections).set(change).where(eq(connections.id, id)));
    await set({ offeredTests: ["CMP"], offeredPanels: [] });
    const before = Number(await offered());
    await set({ offeredTests: ["CMP", "ZINC", "ZINC"] });
    expect(await offered()).toBe(before + 1);
    expect(await unlisted()).toBe(0);
    await set({ offeredTests: [], offeredPanels: ["CMP", "ZINC"] });
    expect(await offered()).toBe(before + 1);
    await set({ state: "retired" });
    expect(await offered()).toBe(before);
  });

  test("is not for the people of practices, and only read by others than lab operations", async () => {
    expect(await answered(asks("provider").then(loadTests))).toMatchObject({ status: 403 });
    expect(await loadTests(await asks("sales"))).toMatchObject({ canEdit: false });
    expect(await answered(asks("sales", {}, "", { edit: "{}" }).then(actOnGrid))).toMatchObject({ status: 403 });
  });
});

describe("an edit in the grid", () => {
  test("gives several rows one value, and is taken back whole", async () => {
    const rows = [
      { code: "ALB", version: 0 },
      { code: "ALT", version: 0 },
    ];
    const done = await edit({ intent: "edit", field: "container", value: "Red top", rows, release: 2 });
    expect(done).toMatchObject({
      kind: "done",
      undo: [
        { code: "ALB", item: null },
        { code: "ALT", item: null },
      ],
    });
    expect((await draftOf("ALT"))?.item).toMatchObject({ container: "Red top" });
    const back = await edit({ intent: "restore", entries: done.kind === "done" ? done.undo : [] });
    expect(back.kind).toBe("done");
    expect(await draftOf("ALB")).toBeUndefined();
  });

  test("says for each code what is wrong, and changes nothing", async () => {
    const rows = [{ code: "AMY", version: 0 }];
    expect(await edit({ intent: "edit", field: "listPriceCents", value: "12.605", rows, release: 2 })).toMatchObject({
      kind: "wrong",
      problems: [{ code: "AMY", message: expect.stringContaining("12.60") }],
    });
    expect(await draftOf("AMY")).toBeUndefined();
  });

  test("meets what somebody else has made of the row, and goes over it when that was seen", async () => {
    const change = { intent: "edit", field: "volume", value: "2 mL", release: 2 };
    await edit({ ...change, value: "4 mL", rows: [{ code: "AST", version: 0 }] });
    const met = await edit({ ...change, rows: [{ code: "AST", version: 0 }] });
    expect(met).toMatchObject({ kind: "conflict", conflicts: [{ lines: [{ theirs: "4 mL", mine: "2 mL" }] }] });
    const version = met.kind === "conflict" ? met.conflicts[0]?.version : 0;
    expect(await edit({ ...change, rows: [{ code: "AST", version }] })).toMatchObject({ kind: "done" });
  });
});

describe("the page of an item", () => {
  const fields = { name: "Amylase", specimen: "Serum", listPriceCents: "9.10", turnaroundDays: "1", status: "active" };

  test("reads lists from its form, and names the field that is wrong", async () => {
    const wrong = await actOnItem(
      await asks("labops", { code: "AMY" }, "", {
        ...fields,
        version: "0",
        "components.1.code": "AMY",
        "components.1.name": "Amylase",
        "components.1.unit": "units",
      }),
      "test",
    );
    expect(wrong).toMatchObject({ data: { errors: { "components.0.unit": expect.stringContaining("UCUM") } } });
    const form = formOf({ "components.0.ranges.1.low": "3", "components.0.ranges.0.low": "2", members: ["A", "B"] });
    expect(unflatten(form)).toEqual({ components: [{ ranges: [{ low: "2" }, { low: "3" }] }], members: ["A", "B"] });
  });

  test("keeps, field by field, what was chosen of two versions", async () => {
    const params = { code: "FOL" };
    const { values, version, release } = await loadItem(await asks("labops", params), "test");
    const mine = { ...values, version: String(version), release: String(release), volume: "7 mL", container: "Mine" };
    await edit({ intent: "edit", field: "volume", value: "8 mL", rows: [{ code: "FOL", version }], release: 2 });
    const met = await actOnItem(await asks("labops", params, "", mine), "test");
    expect(met).toMatchObject({ init: { status: 409 } });
    const { conflict } = (met as { data: { conflict?: { version: number } } }).data;
    const chosen = {
      ...mine,
      version: String(conflict?.version),
      "choice.volume": "theirs",
      "choice.container": "mine",
    };
    expect(await actOnItem(await asks("labops", params, "", chosen), "test")).toMatchObject({ status: 302 });
    expect((await draftOf("FOL"))?.item).toMatchObject({ volume: "8 mL", container: "Mine" });
  });

  test("does not take a code that is taken, nor show a test as a panel", async () => {
    const taken = { ...fields, code: "cmp", version: "0" };
    expect(await actOnItem(await asks("labops", { code: "new" }, "", taken), "test")).toMatchObject({
      data: { errors: { code: expect.stringContaining("Comprehensive metabolic panel") } },
    });
    expect(await answered(asks("labops", { code: "CMP" }).then((args) => loadItem(args, "panel")))).toMatchObject({
      status: 404,
    });
  });
});

describe("review and publishing", () => {
  const act = async (who: Who, fields: Record<string, string>) => answered(actOnDraft(await asks(who, {}, "", fields)));

  test("needs the other person once the rule is on, then publishes and empties the draft", async () => {
    const version = String(await draftVersion());
    expect(await act("labops", { intent: "rule", secondPerson: "yes" })).toMatchObject({ status: 403 });
    expect(await act("admin", { intent: "rule", secondPerson: "yes" })).toMatchObject({ status: 302 });
    const publish = { intent: "publish", version, notes: "Prices of next year" };
    expect(await act("labops", { ...publish, notes: " " })).toMatchObject({
      data: { errors: { notes: expect.any(String) } },
    });
    expect(await act("labops", publish)).toMatchObject({ init: { status: 409 } });
    expect(await act("admin", { intent: "review", version })).toMatchObject({ status: 302 });
    const review = await loadReview(await asks("labops"));
    expect(review).toMatchObject({ review: { by: "Ari Dahl", isCurrent: true } });
    expect(review.connections).toHaveLength(3);
    for (const { codes } of review.connections) expect(codes).toEqual([...codes].sort());
    expect(review.connections[0]?.codes).toContain("CMP");
    expect(await act("sales", publish)).toMatchObject({ status: 403 });
    expect(await act("labops", publish)).toMatchObject({ status: 302 });
    expect(await loadReview(await asks("labops"))).toMatchObject({ total: 0 });
    await act("admin", { intent: "rule", secondPerson: "no" });
  });

  test("the release and the difference show what it changed, field by field", async () => {
    const { changes, reviewedBy } = await loadRelease(await asks("sales", { number: "3" }));
    expect(reviewedBy).toBe("Ari Dahl");
    const cmp = changes.find(({ code }) => code === "CMP");
    expect(cmp?.lines).toEqual([
      { field: "turnaroundDays", label: "Turnaround", from: "2 d", to: "1 d" },
      { field: "listPriceCents", label: "List price", from: "13.90", to: "12.60" },
    ]);
    const difference = await loadDifference(await asks("sales", {}, "?from=3&to=1"));
    expect(difference).toMatchObject({ from: "1", to: "3" });
    expect(difference.changes.map(({ code }) => code)).toContain("ZINC");
    expect(await answered(asks("sales", { number: "99" }).then(loadRelease))).toMatchObject({ status: 404 });
  });
});

describe("a practice's menu", () => {
  test("has no panel that was made for others, and comes down as CSV", async () => {
    const panel = (await itemInForce("PWELL")) as Item & { kind: "panel" };
    await changeAndPublish({ ...panel, scope: "practices", practiceIds: ["prc_others"] });
    const { panels, tests } = await loadOrderMenu(await asks("provider"));
    expect(panels.map(({ code }) => code)).toEqual(["PDIAB", "PIRON"]);
    expect(tests.find(({ code }) => code === "GLU")).toMatchObject({ alsoCalled: "Glucose, Blood sugar" });
    const csv = await (await downloadOrderMenu(await asks("provider"))).text();
    expect(csv).toContain("\r\nPDIAB,");
    expect(csv).not.toContain("PWELL");
  });

  test("says from when a test can be ordered, until that day has come", async () => {
    const from = (day: string) =>
      withTransaction(async (tx) => {
        await tx.db.update(testRows).set({ orderableFrom: day }).where(eq(testRows.code, "GLU"));
      });
    const glucose = async () => (await loadOrderMenu(await asks("provider"))).tests.find(({ code }) => code === "GLU");
    await from("2999-01-31");
    expect(await glucose()).toMatchObject({ orderableFrom: "31 Jan 2999" });
    expect(await (await downloadOrderMenu(await asks("provider"))).text()).toContain(",2999-01-31");
    await from("2020-01-31");
    expect(await glucose()).not.toHaveProperty("orderableFrom");
  });
});
