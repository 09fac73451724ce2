import { data } from "@remix-run/node";
import { z } from "zod";
import type { CompendiumPageProps } from "~/app/components/compendium/CompendiumPage";
import type { Cell, Conflict, GridField, GridResult, TestRow, UndoEntry } from "~/app/components/compendium/types";
import type { Item } from "~/db/schema/compendium";
import type { Actor } from "~/workflows/actor";
import { type Catalogue, loadCatalogue } from "~/workflows/compendium/catalogue";
import type { TheirItem } from "~/workflows/compendium/conflicts";
import { type Drafted, draftItems } from "~/workflows/compendium/draft";
import { offeredCounts } from "~/workflows/compendium/impact";
import { actionOf, changedFields, readItem } from "~/workflows/compendium/item";
import { findTests, type TestFilter } from "~/workflows/compendium/search";
import { dollars, fieldLabels, shortDay, valueWords } from "./catalogue-words.server";
import { loadFrame, newestRelease, requireCatalogue, specimens } from "./compendium-frame.server";
import type { Args } from "./context.server";
import { withTerms } from "./loinc.server";
import { requireActor } from "./session.server";

const pageSize = 50;
const gridFields = [
  "name",
  "shortName",
  "specimen",
  "container",
  "volume",
  "stability",
  "turnaroundDays",
  "cpt",
  "loinc",
  "listPriceCents",
] as const satisfies readonly GridField[];

/** Tests of the compendium with what the draft makes of them; search, filters and page stand in the URL. */
export async function loadTests(args: Args): Promise<CompendiumPageProps> {
  const actor = await requireCatalogue(args);
  const { searchParams } = new URL(args.request.url);
  const filter = filterOf(searchParams);
  const page = Math.max(1, Math.trunc(Number(searchParams.get("page") ?? 1)) || 1);
  const current = filter.status === "discontinued" ? "discontinued" : "tests";
  const [frame, found, specimenList, release] = await Promise.all([
    loadFrame(actor, current),
    findTests(filter, pageSize, (page - 1) * pageSize),
    specimens(),
    newestRelease(),
  ]);
  const [catalogue, offered] = await Promise.all([loadCatalogue(undefined, found.codes), offeredCounts(found.codes)]);
  const rows = found.codes.flatMap((code) => rowOf(code, catalogue, offered.get(code) ?? 0));
  return {
    ...frame,
    rows: await withTerms(rows),
    search: filter.search,
    meant: found.meant ?? null,
    specimens: specimenList,
    release,
    paging: { kind: "page", page, pageSize, total: found.total },
  };
}

const onlyValues = ["changed", "no-loinc", "not-offered"] as const;

function filterOf(params: URLSearchParams): TestFilter {
  const specimen = params.get("specimen");
  const only = onlyValues.find((value) => value === params.get("only"));
  return {
    search: params.get("q") ?? "",
    status: params.get("view") === "discontinued" ? "discontinued" : "active",
    ...(specimen && { specimen }),
    ...(only && { only }),
  };
}

function rowOf(code: string, { standing, draft }: Catalogue, offeredTo: number): TestRow[] {
  const before = standing.get(code);
  const change = draft.get(code);
  const item = change?.item ?? before;
  if (item?.kind !== "test") return [];
  const changed = new Set(before && change ? changedFields(before, item).map(({ field }) => field as string) : []);
  const cells = Object.fromEntries(
    gridFields.map((field): [GridField, Cell] => [
      field,
      {
        now: valueWords(field, item[field]),
        typed: field === "listPriceCents" ? dollars(item[field]) : String(item[field]),
        ...(before?.kind === "test" && changed.has(field) && { was: valueWords(field, before[field]) || "none" }),
      },
    ]),
  ) as TestRow["cells"];
  return [
    {
      code,
      href: `/compendium/tests/${code}`,
      change: change ? actionOf(before ?? null, item) : null,
      cells,
      status: item.status,
      endsOn: item.status === "active" && item.discontinuedOn ? shortDay(item.discontinuedOn) : null,
      replacement: item.replacementCode,
      offeredTo,
      version: change?.version ?? 0,
    },
  ];
}

const seen = z.object({ code: z.string(), version: z.number().int() });
const editSchema = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("edit"),
    field: z.enum(gridFields),
    value: z.string().max(500),
    rows: z.array(seen).min(1).max(500),
    release: z.number().int(),
  }),
  z.object({
    intent: z.literal("discontinue"),
    discontinuedOn: z.string().max(10),
    replacementCode: z.string().max(20),
    why: z.string().max(500),
    rows: z.array(seen).min(1).max(500),
    release: z.number().int(),
  }),
  z.object({
    intent: z.literal("restore"),
    entries: z
      .array(z.object({ code: z.string(), version: z.number().int(), item: z.unknown() }))
      .min(1)
      .max(500),
  }),
]);
type GridEdit = z.output<typeof editSchema>;

/** An edit of the grid: one value for one or several tests, their end, or the way back to what was before. */
export async function actOnGrid(args: Args) {
  const actor = await requireActor(args, "compendium.edit");
  const posted = String((await args.request.formData()).get("edit") ?? "");
  const parsed = editSchema.safeParse(jsonOf(posted));
  if (!parsed.success) return wrong("This edit cannot be read. Nothing was changed.", [], 422);
  return parsed.data.intent === "restore" ? restore(actor, parsed.data.entries) : edit(actor, parsed.data);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function edit(actor: Actor, change: Exclude<GridEdit, { intent: "restore" }>) {
  const codes = change.rows.map(({ code }) => code);
  const catalogue = await loadCatalogue(undefined, codes);
  const items: Item[] = [];
  const problems: { code: string; message: string }[] = [];
  for (const code of codes) {
    const item = catalogue.draft.get(code)?.item ?? catalogue.standing.get(code);
    if (!item) throw new Response(null, { status: 404 });
    const read = readItem(item.kind, { ...item, ...changeOf(change) });
    if (read.kind === "item") items.push(read.item);
    else problems.push(...read.findings.slice(0, 1).map(({ message }) => ({ code, message })));
  }
  if (problems.length > 0) return wrong("Nothing was changed.", problems, 422);
  const versions = new Map(change.rows.map(({ code, version }) => [code, version]));
  const entries = items.map((item) => ({ item, version: versions.get(item.code) ?? 0, release: change.release }));
  const outcome = await draftItems(actor, entries, change.intent === "discontinue" ? change.why : "");
  const what = change.intent === "edit" ? fieldLabels[change.field] : "End";
  const whose = codes.length === 1 ? codes[0] : `${codes.length} tests`;
  return answer(outcome, items, undoOf(codes, catalogue, outcome), `${what} of ${whose} is in the draft`);
}

const changeOf = (change: Exclude<GridEdit, { intent: "restore" }>) =>
  change.intent === "edit"
    ? { [change.field]: change.value }
    : { discontinuedOn: change.discontinuedOn, replacementCode: change.replacementCode };

/** How the items were before, to be put back over the version this edit made. */
function undoOf(codes: readonly string[], { draft }: Catalogue, outcome: Drafted): UndoEntry[] {
  if (outcome.kind !== "done") return [];
  return codes.map((code) => ({ code, item: draft.get(code)?.item ?? null, version: outcome.version }));
}

async function restore(actor: Actor, entries: readonly { code: string; version: number; item?: unknown }[]) {
  const codes = entries.map(({ code }) => code);
  const { standing, draft } = await loadCatalogue(undefined, codes);
  const back = entries.flatMap(({ code, version, item }) => {
    const now = draft.get(code)?.item ?? standing.get(code);
    const read = item && now ? readItem(now.kind, item) : undefined;
    const before = read?.kind === "item" ? read.item : standing.get(code);
    // An edit that led back to what is in force has left no change to be over.
    return before ? [{ item: before, version: draft.has(code) ? version : 0 }] : [];
  });
  const outcome = await draftItems(actor, back, "");
  return answer(
    outcome,
    back.map(({ item }) => item),
    [],
    `The last edit of ${codes.length === 1 ? codes[0] : `${codes.length} tests`} is undone`,
  );
}

async function answer(outcome: Drafted, items: readonly Item[], undo: UndoEntry[], words: string) {
  if (outcome.kind === "done") return data<GridResult>({ kind: "done", words, undo });
  if (outcome.kind === "conflict") {
    const release = await newestRelease();
    const conflicts = outcome.theirs.map((theirs) =>
      conflictOf(
        theirs,
        items.find(({ code }) => code === theirs.code),
        release,
      ),
    );
    return data<GridResult>({ kind: "conflict", conflicts }, { status: 409 });
  }
  if (outcome.kind === "refused-items") return wrong("Nothing was changed.", outcome.findings, 422);
  if (outcome.kind === "refused") return wrong(outcome.message, [], 409);
  throw new Response(null, { status: outcome.kind === "forbidden" ? 403 : 404 });
}

const wrong = (message: string, problems: readonly { code: string; message: string }[], status: number) =>
  data<GridResult>(
    { kind: "wrong", message, problems: problems.slice(0, 20).map(({ code, message }) => ({ code, message })) },
    { status },
  );

/** Their version against mine, field by field, in words. */
export function conflictOf(theirs: TheirItem, mine: Item | undefined, release: number): Conflict {
  const lines =
    theirs.item && mine
      ? changedFields(theirs.item, mine).map(({ field, from, to }) => ({
          field,
          label: fieldLabels[field],
          theirs: longWords(field, from),
          mine: longWords(field, to),
        }))
      : [];
  return { code: theirs.code, by: theirs.by, at: theirs.at.toISOString(), version: theirs.version, release, lines };
}

/** Lists of things with a code by these codes. */
function longWords(field: string, value: unknown): string {
  if (!Array.isArray(value)) return valueWords(field, value) || "none";
  const names = value.map((one) =>
    typeof one === "object" && one ? String(one.code ?? `${one.list} ${one.from}`) : String(one),
  );
  return names.join(", ") || "none";
}
