import { data } from "@remix-run/node";
import { asc, desc, eq, isNull } from "drizzle-orm";
import type { ItemPageProps } from "~/app/components/compendium/ItemPage";
import type { Conflict, ItemChange } from "~/app/components/compendium/types";
import { database } from "~/db/client";
import { type Item, type ItemKind, releaseChanges, releases } from "~/db/schema/compendium";
import { practices, users } from "~/db/schema/people";
import { loadCatalogue, withDraft } from "~/workflows/compendium/catalogue";
import { draftItems } from "~/workflows/compendium/draft";
import { connectionsReached } from "~/workflows/compendium/impact";
import { actionOf, readItem } from "~/workflows/compendium/item";
import { findTests } from "~/workflows/compendium/search";
import { loincCodesOf } from "~/workflows/loinc/check-terms";
import { suggestLoinc } from "~/workflows/loinc/suggest";
import { may } from "~/workflows/policy";
import { conflictOf } from "./catalogue-grid.server";
import { changeLines, dollars } from "./catalogue-words.server";
import { newestRelease, requireCatalogue } from "./compendium-frame.server";
import { type Args, newNonce, param } from "./context.server";
import { factOf, linesOf, termLine } from "./loinc.server";
import { done, type FormResult, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

/** A test or a panel with its draft, its history and whom it reaches; `new` opens an empty one. */
export async function loadItem(args: Args, kind: ItemKind): Promise<Omit<ItemPageProps, "errors" | "conflict">> {
  const actor = await requireCatalogue(args);
  const code = param(args, "code");
  const isNew = code === "new";
  const { standing, draft } = await loadCatalogue(undefined, [code]);
  const change = draft.get(code);
  const before = standing.get(code) ?? null;
  const item = change?.item ?? before;
  if ((!item && !isNew) || (item && item.kind !== kind)) throw new Response(null, { status: 404 });
  const canEdit = may(actor, "compendium.edit");
  const [history, reached, names, release, members, terms, suggested] = await Promise.all([
    historyOf(kind, code),
    connectionsReached([code]),
    namesById(),
    newestRelease(),
    item?.kind === "panel" ? membersOf(item.members) : [],
    linesOf(item ? loincCodesOf([item]) : []),
    canEdit && item?.kind === "test" && item.loinc === "" ? suggestLoinc(item) : [],
  ]);
  const after = change?.item ?? null;
  return {
    kind,
    isNew,
    code: isNew ? "" : code,
    name: item?.name ?? "",
    status: item?.status ?? "active",
    canEdit,
    values: item ? valuesOfItem(item) : { status: "active", turnaroundDays: "1", scope: "all" },
    components: item?.kind === "test" ? item.components : [],
    questions: item?.kind === "test" ? item.questions : [],
    prices: item?.kind === "test" ? item.prices.map((price) => ({ ...price, cents: dollars(price.cents) })) : [],
    terms,
    suggestions: suggested.map((term) => termLine(term, terms)),
    members,
    facts: item ? changeLines(null, item, names.all).map((line) => factOf(line, terms)) : [],
    practices: names.practices,
    sales: names.sales,
    version: change?.version ?? 0,
    release,
    action: after ? actionOf(before, after) : null,
    draftLines: after ? changeLines(before, after, names.all) : [],
    why: change?.why ?? "",
    history,
    reached: reached.map(({ connectionId, practice }) => ({ href: `/connections/${connectionId}`, practice })),
    inPanels: [...standing.values()].flatMap((one) =>
      one.kind === "panel" && one.members.includes(code) ? [{ code: one.code, name: one.name }] : [],
    ),
    nonce: newNonce(),
  };
}

/** The item's plain fields as a form types them. */
function valuesOfItem(item: Item): Record<string, string | string[]> {
  const lists = new Set(["components", "questions", "prices", "kind"]);
  return Object.fromEntries(
    Object.entries(item)
      .filter(([field]) => !lists.has(field))
      .map(([field, value]) => [
        field,
        field.endsWith("Cents")
          ? dollars(Number(value))
          : field === "synonyms"
            ? (value as string[]).join(", ")
            : Array.isArray(value)
              ? value.map(String)
              : String(value ?? ""),
      ]),
  );
}

async function namesById() {
  const [people, clients] = await Promise.all([
    database().select().from(users).where(isNull(users.disabledAt)).orderBy(asc(users.name)),
    database()
      .select({ id: practices.id, name: practices.name })
      .from(practices)
      .orderBy(asc(practices.name))
      .limit(2_000),
  ]);
  return {
    all: new Map([...people, ...clients].map(({ id, name }) => [id, name])),
    practices: clients.map(({ id, name }) => ({ value: id, label: name })),
    sales: people.filter(({ roles }) => roles.includes("sales")).map(({ id, name }) => ({ value: id, label: name })),
  };
}

/** Members with what they are called, what they cost alone and whether they end. */
export async function membersOf(codes: readonly string[], as: "drafted" | "standing" = "drafted") {
  const catalogue = await loadCatalogue(undefined, codes);
  const items = as === "drafted" ? withDraft(catalogue) : catalogue.standing;
  return codes.map((code) => memberOf(code, items.get(code)));
}

export function memberOf(code: string, item: Item | undefined) {
  return {
    code,
    name: item?.name ?? "Not in the compendium",
    kind: item?.kind ?? ("test" as const),
    cents: item?.kind === "test" ? item.listPriceCents : (item?.preferredPriceCents ?? 0),
    ends: item ? item.status === "discontinued" || item.discontinuedOn !== null : false,
    replacement: item?.replacementCode ?? null,
  };
}

/** Tests and panels that fit a search, to be taken as members. */
export async function findMembers(args: Args) {
  await requireActor(args, "panel.propose");
  const search = new URL(args.request.url).searchParams.get("q") ?? "";
  const found = await findTests({ search, status: "active" }, 20, 0);
  const items = withDraft(await loadCatalogue(undefined, found.codes));
  const wanted = search.trim().toLowerCase();
  const panels = [...items.values()].filter(
    (item) => item.kind === "panel" && `${item.code} ${item.name}`.toLowerCase().includes(wanted),
  );
  return Response.json({
    found: [...panels.map(({ code }) => code), ...found.codes]
      .slice(0, 20)
      .map((code) => memberOf(code, items.get(code))),
  });
}

/** What releases have made of an item, newest first. */
async function historyOf(kind: ItemKind, code: string): Promise<(ItemChange & { release: string })[]> {
  const rows = await database()
    .select({ change: releaseChanges, release: releases, by: users.name })
    .from(releaseChanges)
    .innerJoin(releases, eq(releases.number, releaseChanges.release))
    .leftJoin(users, eq(users.id, releaseChanges.changedBy))
    .where(eq(releaseChanges.code, code))
    .orderBy(desc(releaseChanges.release))
    .limit(30);
  return rows
    .filter(({ change }) => change.kind === kind)
    .map(({ change, release, by }) => ({
      kind,
      code,
      name: change.after.name,
      action: change.action,
      lines: change.before ? changeLines(change.before, change.after) : [],
      href: `/compendium/releases/${release.number}`,
      why: change.why,
      by: by ?? null,
      at: release.publishedAt.toISOString(),
      release: release.name,
    }));
}

export type ItemResult = FormResult & { conflict?: Conflict };

/** Keeps an item in the draft; what somebody else has made of it meanwhile is shown beside it, field by field. */
export async function actOnItem(args: Args, kind: ItemKind) {
  const actor = await requireActor(args, "compendium.edit");
  const form = await args.request.formData();
  const code = param(args, "code");
  const isNew = code === "new";
  const typed = valuesOf(form);
  const { standing, draft } = await loadCatalogue(undefined, [
    isNew ? String(form.get("code") ?? "").toUpperCase() : code,
  ]);
  const read = readItem(kind, {
    ...listsOf(kind),
    ...unflatten(form),
    ...(!isNew && { code }),
  });
  if (read.kind === "broken") return invalid(firstOf(read.findings), typed);
  const taken = draft.get(read.item.code)?.item ?? standing.get(read.item.code);
  if (isNew && taken) return invalid({ code: `The code ${taken.code} belongs to ${taken.name}.` }, typed);
  const item = withTheirs(read.item, taken, form);
  const entry = { item, version: Number(form.get("version") ?? 0), release: Number(form.get("release") ?? 0) };
  const outcome = await draftItems(actor, [entry], String(form.get("why") ?? "").slice(0, 500));
  if (outcome.kind === "refused-items") return invalid(firstOf(outcome.findings), typed);
  if (outcome.kind === "conflict") {
    const [theirs] = outcome.theirs;
    const conflict = theirs && conflictOf(theirs, item, await newestRelease());
    return data<ItemResult>({ errors: {}, values: typed, ...(conflict && { conflict }) }, { status: 409 });
  }
  if (outcome.kind !== "done") return refused(outcome, typed);
  const words = kind === "test" ? "Test" : "Panel";
  const to = `/compendium/${kind}s/${item.code}`;
  return outcome.changed === 0
    ? done(to, "Nothing has changed")
    : done(to, `${words} kept in the draft`, "It is in force once the draft is published.");
}

/** The lists a form without entries does not name. */
const listsOf = (kind: ItemKind) =>
  kind === "test" ? { components: [], questions: [], prices: [] } : { members: [], practiceIds: [] };

/** Fields somebody decided to leave as the other person has made them: `choice.volume` is `theirs`. */
function withTheirs(mine: Item, theirs: Item | undefined, form: FormData): Item {
  if (!theirs) return mine;
  const taken = [...form.entries()].flatMap(([name, value]) =>
    name.startsWith("choice.") && value === "theirs" ? [name.slice("choice.".length)] : [],
  );
  const values = theirs as unknown as Record<string, unknown>;
  return {
    ...mine,
    ...Object.fromEntries(taken.filter((field) => field in mine).map((field) => [field, values[field]])),
  };
}

const manyFields = new Set(["members", "practiceIds"]);

/** A form's fields with points in their names, such as `components.0.ranges.1.low`, as the lists they stand for. */
export function unflatten(form: FormData): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    const parts = name.split(".");
    if (parts.some((part) => part === "__proto__")) continue;
    if (manyFields.has(name)) {
      root[name] = form.getAll(name).map(String);
      continue;
    }
    let at: Record<string, unknown> = root;
    for (const part of parts.slice(0, -1)) {
      at[part] = at[part] ?? {};
      at = at[part] as Record<string, unknown>;
    }
    at[parts.at(-1) ?? ""] = String(form.get(name) ?? "");
  }
  for (const list of ["components", "questions", "prices"]) if (root[list]) root[list] = entriesOf(root[list]);
  return root;
}

/** An object with numbers for keys as a list in their order; ranges within as well. */
function entriesOf(value: unknown): unknown[] {
  return Object.entries(value as Record<string, Record<string, unknown>>)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, entry]) => ({ ...entry, ...(entry.ranges ? { ranges: entriesOf(entry.ranges) } : {}) }));
}

const firstOf = (findings: readonly { field: string; message: string }[]) =>
  Object.fromEntries([...findings].reverse().map(({ field, message }) => [field, message]));
