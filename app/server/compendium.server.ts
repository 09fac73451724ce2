import { and, asc, desc, eq, ilike, or, sql } from "drizzle-orm";
import type { CompendiumPageProps } from "~/app/components/operations/CompendiumPage";
import type { PanelEditorProps } from "~/app/components/operations/PanelEditor";
import type { PanelsPageProps } from "~/app/components/operations/PanelsPage";
import type { TestEditorProps } from "~/app/components/operations/TestEditor";
import { database } from "~/db/client";
import { compendiumRevisions, panels, tests, users } from "~/db/schema";
import { draftItems } from "~/workflows/compendium/draft";
import { itemOfPanel, itemOfTest, readItem } from "~/workflows/compendium/item";
import { may } from "~/workflows/policy";
import { type Args, newNonce } from "./context.server";
import { days } from "./portal.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const pageSize = 100;
const dollars = (cents: number) => (cents / 100).toFixed(2);

/** Tests of the compendium; `view`, `q` and `page` in the URL, the open one in the path. */
export async function loadTests(args: Args): Promise<Omit<CompendiumPageProps, "panel">> {
  const actor = await requireActor(args, "compendium.view");
  if (actor.practiceId) throw new Response(null, { status: 403 });
  const db = database();
  const url = new URL(args.request.url);
  const search = url.searchParams.get("q")?.trim() ?? "";
  const page = Math.max(1, Number(url.searchParams.get("page") ?? 1) || 1);
  const discontinued = url.searchParams.get("view") === "discontinued";
  const where = and(
    eq(tests.status, discontinued ? "discontinued" : "active"),
    search
      ? or(
          ilike(tests.name, `%${search}%`),
          ilike(tests.code, `%${search}%`),
          ilike(tests.cpt, `%${search}%`),
          eq(tests.loinc, search),
        )
      : undefined,
  );
  const [rows, [total], views, offered] = await Promise.all([
    db
      .select()
      .from(tests)
      .where(where)
      .orderBy(asc(tests.code))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ count: sql<number>`count(*)::int` }).from(tests).where(where),
    catalogViews(discontinued ? "discontinued" : "tests"),
    offeredCounts(),
  ]);
  return {
    ...views,
    rows: rows.map((test) => ({
      code: test.code,
      name: test.name,
      specimen: test.specimen,
      container: test.container,
      volume: test.volume,
      turnaround: days(test.turnaroundDays),
      cpt: test.cpt,
      loinc: test.loinc,
      price: dollars(test.listPriceCents),
      status: test.status,
      ...(test.replacementCode && { replacement: test.replacementCode }),
      offeredTo: offered.get(test.code) ?? 0,
      href: `/compendium/tests/${test.code}${url.search}`,
      selected: args.params.code === test.code,
    })),
    search,
    paging: { kind: "page", page, pageSize, total: total?.count ?? 0 },
    ...(may(actor, "compendium.edit") && { newHref: "/compendium/tests/new" }),
  };
}

export async function loadTest(args: Args): Promise<Omit<TestEditorProps, "errors">> {
  const actor = await requireActor(args, "compendium.view");
  const code = args.params.code ?? "";
  const isNew = code === "new";
  const [[test], history] = await Promise.all([
    database().select().from(tests).where(eq(tests.code, code)),
    historyOf(code),
  ]);
  if (!test && !isNew) throw new Response(null, { status: 404 });
  return {
    isNew,
    canEdit: may(actor, "compendium.edit"),
    closeHref: `/compendium${new URL(args.request.url).search}`,
    defaultValues: test
      ? {
          code: test.code,
          name: test.name,
          specimen: test.specimen,
          container: test.container,
          volume: test.volume,
          turnaroundDays: String(test.turnaroundDays),
          cpt: test.cpt,
          loinc: test.loinc,
          listPriceCents: dollars(test.listPriceCents),
          status: test.status,
          replacementCode: test.replacementCode ?? "",
        }
      : { status: "active", turnaroundDays: "1" },
    history,
    nonce: newNonce(),
  };
}

export async function actOnTest(args: Args) {
  const actor = await requireActor(args, "compendium.edit");
  const form = await args.request.formData();
  const isNew = args.params.code === "new";
  const typed = valuesOf(form);
  const before = await findItem("test", args.params.code ?? "");
  const read = readItem("test", { ...before, ...Object.fromEntries(form), ...(!isNew && { code: args.params.code }) });
  if (read.kind === "broken") return invalid(firstOf(read.findings), typed);
  const outcome = await draftItems(actor, [{ item: read.item, version: null }], "");
  if (outcome.kind === "refused-items") return invalid(firstOf(outcome.findings), typed);
  if (outcome.kind === "conflict") throw new Error("A change that gives way to nobody met a conflict.");
  if (outcome.kind !== "done") return refused(outcome, typed);
  return done(`/compendium/tests/${read.item.code}`, "Test kept in the draft");
}

export async function loadPanels(args: Args): Promise<Omit<PanelsPageProps, "panel">> {
  const actor = await requireActor(args, "compendium.view");
  if (actor.practiceId) throw new Response(null, { status: 403 });
  const [rows, prices, views] = await Promise.all([
    database().select().from(panels).orderBy(asc(panels.name)).limit(500),
    database().select({ code: tests.code, name: tests.name, cents: tests.listPriceCents }).from(tests),
    catalogViews("panels"),
  ]);
  const test = (code: string) => prices.find((one) => one.code === code);
  return {
    ...views,
    rows: rows.map((panel) => {
      const sum = panel.members.reduce((total, code) => total + (test(code)?.cents ?? 0), 0);
      return {
        code: panel.code,
        name: panel.name,
        members: panel.members.map((code) => ({ code, name: test(code)?.name ?? code })),
        price: dollars(panel.preferredPriceCents),
        listSum: dollars(sum),
        saving:
          sum > panel.preferredPriceCents ? `${Math.round((1 - panel.preferredPriceCents / sum) * 100)} %` : "none",
        status: panel.status,
        href: `/compendium/panels/${panel.code}`,
        selected: args.params.code === panel.code,
      };
    }),
    ...(may(actor, "compendium.edit") && { newHref: "/compendium/panels/new" }),
  };
}

export async function loadPanel(args: Args): Promise<Omit<PanelEditorProps, "errors">> {
  const actor = await requireActor(args, "compendium.view");
  const code = args.params.code ?? "";
  const isNew = code === "new";
  const [[panel], choices, history] = await Promise.all([
    database().select().from(panels).where(eq(panels.code, code)),
    database().select().from(tests).where(eq(tests.status, "active")).orderBy(asc(tests.name)),
    historyOf(code),
  ]);
  if (!panel && !isNew) throw new Response(null, { status: 404 });
  return {
    isNew,
    canEdit: may(actor, "compendium.edit"),
    closeHref: "/compendium/panels",
    defaultValues: panel
      ? {
          code: panel.code,
          name: panel.name,
          members: panel.members,
          preferredPriceCents: dollars(panel.preferredPriceCents),
          status: panel.status,
        }
      : { status: "active", members: [] },
    tests: choices.map((test) => ({
      value: test.code,
      label: test.name,
      aside: dollars(test.listPriceCents),
    })),
    history,
    nonce: newNonce(),
  };
}

export async function actOnPanel(args: Args) {
  const actor = await requireActor(args, "compendium.edit");
  const form = await args.request.formData();
  const isNew = args.params.code === "new";
  const typed = { ...valuesOf(form), members: form.getAll("members").map(String) };
  const members = typed.members
    .flatMap((value) => value.split(","))
    .map((value) => value.trim())
    .filter(Boolean);
  const before = await findItem("panel", args.params.code ?? "");
  const read = readItem("panel", {
    ...before,
    ...Object.fromEntries(form),
    members,
    ...(!isNew && { code: args.params.code }),
  });
  if (read.kind === "broken") return invalid(firstOf(read.findings), typed);
  const outcome = await draftItems(actor, [{ item: read.item, version: null }], "");
  if (outcome.kind === "refused-items") return invalid(firstOf(outcome.findings), typed);
  if (outcome.kind === "conflict") throw new Error("A change that gives way to nobody met a conflict.");
  if (outcome.kind !== "done") return refused(outcome, typed);
  return done(`/compendium/panels/${read.item.code}`, "Panel kept in the draft");
}

async function catalogViews(current: string) {
  const [row] = await database().execute(sql`
    select (select count(*)::int from tests where status = 'active') as tests,
      (select count(*)::int from tests where status = 'discontinued') as discontinued,
      (select count(*)::int from panels) as panels, (select max(revision) from compendium_revisions) as revision`);
  const counts = row as { tests: number; discontinued: number; panels: number; revision: number } | undefined;
  const view = (key: string, label: string, count: number | undefined, href: string) => ({
    key,
    label,
    count: count ?? 0,
    href,
    current: key === current,
  });
  return {
    lead: `Revision ${counts?.revision ?? 0}`,
    views: [
      view("tests", "Tests", counts?.tests, "/compendium"),
      view("panels", "Panels", counts?.panels, "/compendium/panels"),
      view("discontinued", "Discontinued", counts?.discontinued, "/compendium?view=discontinued"),
    ],
  };
}

async function offeredCounts(): Promise<Map<string, number>> {
  const rows = await database().execute(sql`
    select code, count(*)::int as count
    from connections, unnest(offered_tests || offered_panels) as code
    where state not in ('retired', 'cancelled') group by code`);
  return new Map((rows as unknown as { code: string; count: number }[]).map((row) => [row.code, row.count]));
}

async function historyOf(code: string) {
  const rows = await database()
    .select({ revision: compendiumRevisions, by: users.name })
    .from(compendiumRevisions)
    .leftJoin(users, eq(users.id, compendiumRevisions.changedBy))
    .where(eq(compendiumRevisions.code, code))
    .orderBy(desc(compendiumRevisions.revision))
    .limit(20);
  return rows.map(({ revision, by }) => ({
    key: String(revision.revision),
    at: revision.at.toISOString(),
    by: by ?? "Gatehouse",
    text: `Revision ${revision.revision}: ${Object.entries(revision.change)
      .map(([field, { from, to }]) => `${fieldWords[field] ?? field} ${shown(field, from)} → ${shown(field, to)}`)
      .join(", ")}`,
  }));
}

const fieldWords: Record<string, string> = {
  turnaroundDays: "turnaround",
  listPriceCents: "list price",
  preferredPriceCents: "preferred price",
  replacementCode: "replaced by",
};
const shown = (field: string, value: unknown) =>
  value === null || value === "" ? "nothing" : field.endsWith("Cents") ? dollars(Number(value)) : String(value);

const firstOf = (findings: readonly { field: string; message: string }[]) =>
  Object.fromEntries([...findings].reverse().map(({ field, message }) => [field, message]));

async function findItem(kind: "test" | "panel", code: string) {
  if (kind === "test") {
    const [row] = await database().select().from(tests).where(eq(tests.code, code));
    return row && itemOfTest(row);
  }
  const [row] = await database().select().from(panels).where(eq(panels.code, code));
  return row && itemOfPanel(row);
}
