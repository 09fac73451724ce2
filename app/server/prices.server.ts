import { data } from "@remix-run/node";
import { eq } from "drizzle-orm";
import type { PracticesPageProps } from "~/app/components/prices/PracticesPage";
import type { PricesPageProps } from "~/app/components/prices/PricesPage";
import type { PriceResult, PriceRow } from "~/app/components/prices/types";
import { database } from "~/db/client";
import { type PricedItem, type PriceFilter, pricedItems, pricedPractices } from "~/db/queries/practice-prices";
import { practices } from "~/db/schema/people";
import { labToday } from "~/workflows/compendium/catalogue";
import { may } from "~/workflows/policy";
import { priceHistory, setPrices, untoldPrices, wantedOf, wantedSchema } from "~/workflows/price/set-prices";
import { csvOf } from "~/workflows/spreadsheet/write";
import { dollars, shortDay } from "./catalogue-words.server";
import { type Args, param } from "./context.server";
import { fileResponse } from "./file-response.server";
import { fieldErrors } from "./respond.server";
import { requireActor } from "./session.server";

const pageSize = 50;
/** Rows of the CSV file. */
const mostRows = 50_000;

const pageOf = (params: URLSearchParams) => Math.max(1, Math.trunc(Number(params.get("page") ?? 1)) || 1);

/** Practices by name, with how many prices of their own they have. */
export async function loadPricedPractices(args: Args): Promise<PracticesPageProps> {
  await requireActor(args, "price.view");
  const { searchParams: params } = new URL(args.request.url);
  const page = pageOf(params);
  const search = params.get("q") ?? "";
  const filter = { search, today: await labToday(new Date()) };
  const rows = await pricedPractices(database(), filter, pageSize, (page - 1) * pageSize);
  return {
    rows: rows.map(({ id, name, offered, own, setAt }) => ({
      id,
      href: `/prices/${id}`,
      name,
      offered,
      own,
      setAt: setAt && new Date(setAt).toISOString(),
    })),
    paging: { kind: "page", page, pageSize, total: rows[0]?.total ?? 0 },
    searched: search !== "",
  };
}

const views = { offered: "Offered", own: "Own prices", all: "All" } as const;

function filterOf(params: URLSearchParams, today: string): PriceFilter {
  const view = params.get("view");
  const only = view === "own" || view === "all" ? view : "offered";
  return { search: params.get("q") ?? "", only, today };
}

async function requirePractice(args: Args) {
  const [practice] = await database()
    .select()
    .from(practices)
    .where(eq(practices.id, param(args, "practiceId")));
  if (!practice) throw new Response(null, { status: 404 });
  return practice;
}

/** What one practice pays; search, view, page and the open history stand in the URL. */
export async function loadPrices(args: Args): Promise<PricesPageProps> {
  const actor = await requireActor(args, "price.view");
  const [practice, today] = await Promise.all([requirePractice(args), labToday(new Date())]);
  const { searchParams: params } = new URL(args.request.url);
  const page = pageOf(params);
  const filter = filterOf(params, today);
  const base = `/prices/${practice.id}`;
  const [rows, untold, history] = await Promise.all([
    pricedItems(database(), practice.id, filter, pageSize, (page - 1) * pageSize),
    untoldPrices(practice.id, today),
    historyOf(practice.id, params),
  ]);
  const link = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) value === null ? next.delete(name) : next.set(name, value);
    return `${base}?${next}`;
  };
  return {
    practiceId: practice.id,
    practice: practice.name,
    views: Object.entries(views).map(([key, label]) => ({
      label,
      href: link({ view: key, page: null, open: null }),
      current: key === filter.only,
    })),
    canSet: may(actor, "price.set"),
    today,
    rows: rows.map((row) => ({ ...rowOf(row), historyHref: link({ open: row.code }) })),
    paging: { kind: "page", page, pageSize, total: rows[0]?.total ?? 0 },
    csvHref: `${base}/list.csv?${params}`,
    filtered: filter.search !== "" || filter.only === "own",
    untold: untold.map(({ connectionId, emr, codes }) => ({ emr, codes, href: `/sync/connections/${connectionId}` })),
    history: history && {
      ...history,
      name: rows.find(({ code }) => code === history.code)?.name ?? history.code,
      closeHref: link({ open: null }),
    },
  };
}

const fromWords = (from: string, until: string | null) =>
  until ? `${shortDay(from)} to ${shortDay(until)}` : `Since ${shortDay(from)}`;

function rowOf(row: PricedItem): Omit<PriceRow, "historyHref"> {
  return {
    code: row.code,
    name: row.name,
    kind: row.kind,
    list: dollars(row.list),
    own: row.own === null ? null : dollars(row.own),
    difference: row.own === null ? "" : differenceWords(row.own, row.list),
    valid: row.from ? fromWords(row.from, row.until) : "",
    planned: row.planned ? `${dollars(row.planned.cents)} from ${shortDay(row.planned.from)}` : "",
    setBy: row.setBy ?? "",
    setAt: row.setAt && new Date(row.setAt).toISOString(),
  };
}

function differenceWords(own: number, list: number): string {
  if (own === list) return "0.00";
  const sign = own < list ? "−" : "+";
  const amount = `${sign}${dollars(Math.abs(own - list))}`;
  return list === 0 ? amount : `${amount}, ${Math.round((Math.abs(own - list) / list) * 100)} %`;
}

async function historyOf(practiceId: string, params: URLSearchParams) {
  const code = params.get("open");
  if (!code) return null;
  const rows = await priceHistory(practiceId, code);
  const price = (cents: number | null) => (cents === null ? "List price" : `USD ${dollars(cents)}`);
  return {
    code,
    changes: rows.map(({ change, by }) => ({
      key: String(change.id),
      words: `${price(change.cents)} from ${shortDay(change.from)}${change.until ? ` until ${shortDay(change.until)}` : ""}`,
      before: `Before: ${price(change.beforeCents)}`,
      by: by ?? "Gatehouse",
      at: change.at.toISOString(),
    })),
  };
}

const heads = ["kind", "code", "name", "list_price_usd", "price_usd", "from", "until", "set_by", "set_at"];

/** The same list as a CSV file, without pages. */
export async function downloadPrices(args: Args): Promise<Response> {
  await requireActor(args, "price.view");
  const [practice, today] = await Promise.all([requirePractice(args), labToday(new Date())]);
  const filter = filterOf(new URL(args.request.url).searchParams, today);
  const rows = await pricedItems(database(), practice.id, filter, mostRows, 0);
  const lines = rows.map((row) => [
    row.kind,
    row.code,
    row.name,
    dollars(row.list),
    dollars(row.own ?? row.list),
    row.from ?? "",
    row.until ?? "",
    row.setBy ?? "",
    row.setAt ? new Date(row.setAt).toISOString() : "",
  ]);
  return fileResponse(Buffer.from(csvOf([heads, ...lines]), "utf8"), "prices.csv", "text/csv; charset=utf-8");
}

/** `intent`: `price` for one item, `percent` or `list` for any; each from a day, perhaps until another. */
export async function actOnPrices(args: Args) {
  const actor = await requireActor(args, "price.set");
  const practice = await requirePractice(args);
  const form = await args.request.formData();
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const wrong = (field: string, message: string) =>
    data<PriceResult>({ kind: "wrong", field, message }, { status: 422 });
  const read = wantedSchema.safeParse(Object.fromEntries(form));
  if (!read.success) {
    const [field = "price", message = "Look at it again."] = Object.entries(fieldErrors(read.error.issues))[0] ?? [];
    return wrong(field, message);
  }
  const seen = form.has("seen") ? seenOf(text("seen")) : undefined;
  const outcome = await setPrices(actor, {
    practiceId: practice.id,
    codes: form.getAll("codes").map(String),
    wanted: wantedOf(read.data),
    from: text("from"),
    until: text("until") || null,
    ...(seen !== undefined && { seen }),
  });
  if (outcome.kind === "refused") return wrong(outcome.field ?? "codes", outcome.message);
  if (outcome.kind !== "done") throw new Response(null, { status: outcome.kind === "forbidden" ? 403 : 404 });
  const { changed } = outcome;
  const words = changed === 0 ? "Nothing has changed" : changed === 1 ? "1 price set" : `${changed} prices set`;
  return data<PriceResult>({ kind: "done", words });
}

const seenOf = (typed: string) => (typed === "" ? null : Math.round(Number(typed) * 100));
