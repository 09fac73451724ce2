import { and, asc, eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import type { PanelGridPageProps, PanelUseRow } from "~/app/components/panels/PanelGridPage";
import type { PanelPracticeRow, PanelUsePageProps } from "~/app/components/panels/PanelUsePage";
import { discountOf } from "~/app/components/panels/shares";
import { database } from "~/db/client";
import {
  type PanelAtPractice,
  type PanelFilter,
  type PanelUse,
  panelAtPractices,
  panelSorts,
  panelUse,
} from "~/db/queries/panel-use";
import { draftChanges } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { panelProposals, requestOffers } from "~/db/schema/offers";
import { practices, users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { labToday, loadCatalogue } from "~/workflows/compendium/catalogue";
import { offerPanel } from "~/workflows/compendium/offer";
import { findProposals } from "~/workflows/compendium/proposals";
import { may } from "~/workflows/policy";
import { csvOf } from "~/workflows/spreadsheet/write";
import { membersOf } from "./catalogue-editor.server";
import { dollars } from "./catalogue-words.server";
import { type Args, newNonce, param } from "./context.server";
import { fileResponse } from "./file-response.server";
import { proposalRow } from "./proposals.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const pageSize = 50;
/** Rows of the CSV file. */
const mostRows = 10_000;

/** Panels in force with their use, or what is proposed; filters, order and page stand in the URL. */
export async function loadPanelGrid(args: Args): Promise<PanelGridPageProps> {
  const actor = await requireActor(args, "panel.view");
  const { searchParams: params } = new URL(args.request.url);
  const page = Math.max(1, Math.trunc(Number(params.get("page") ?? 1)) || 1);
  const view = params.get("view") ?? "";
  const filter = filterOf(params, await labToday(new Date()));
  const [rows, proposals, sellers, [waiting]] = await Promise.all([
    view === "proposals" ? [] : panelUse(database(), filter, pageSize, (page - 1) * pageSize),
    view === "proposals" ? findProposals(undefined) : null,
    database().select().from(users).where(isNull(users.disabledAt)).orderBy(asc(users.name)),
    database()
      .select({ count: sql<number>`count(*)::int` })
      .from(panelProposals)
      .innerJoin(draftChanges, and(eq(draftChanges.kind, "panel"), eq(draftChanges.code, panelProposals.code)))
      .where(isNull(panelProposals.release)),
  ]);
  const canOffer = may(actor, "panel.offer");
  const csv = new URLSearchParams(params);
  csv.delete("page");
  return {
    views: [
      { label: "In force", href: "/panels", current: view === "" },
      { label: "Discontinued", href: "/panels?view=discontinued", current: view === "discontinued" },
      {
        label: "Proposals",
        href: "/panels?view=proposals",
        count: waiting?.count ?? 0,
        current: view === "proposals",
      },
    ],
    canPropose: may(actor, "panel.propose"),
    nonce: newNonce(),
    proposals: proposals?.map((one) => proposalRow(one, actor)) ?? null,
    rows: rows.map((row) => ({ ...rowOf(row), canOffer: canOffer && filter.status === "active" })),
    paging: { kind: "page", page, pageSize, total: rows[0]?.total ?? 0 },
    owners: sellers
      .filter(({ roles }) => roles.includes("sales"))
      .map(({ id, name }) => ({ value: id, label: id === actor.id ? `${name} (me)` : name })),
    filtered: ["q", "owner", "for", "use"].some((name) => params.get(name)),
    csvHref: `/panels/list.csv?${csv}`,
  };
}

function filterOf(params: URLSearchParams, today: string): PanelFilter {
  const sort = params.get("sort") ?? "-o90";
  const by = sort.replace(/^-/, "");
  const ownerId = params.get("owner");
  const scope = (["all", "practices"] as const).find((value) => value === params.get("for"));
  const use = (["ordered", "idle", "not-offered"] as const).find((value) => value === params.get("use"));
  return {
    search: params.get("q") ?? "",
    ...(ownerId && { ownerId }),
    ...(scope && { scope }),
    ...(use && { use }),
    status: params.get("view") === "discontinued" ? "discontinued" : "active",
    sort: panelSorts.find((one) => one === by) ?? "o90",
    descending: sort.startsWith("-"),
    today,
  };
}

const discountWords = ({ price, sum }: Pick<PanelUse, "price" | "sum">) => {
  const discount = discountOf(price, sum);
  return discount === null ? "–" : discount < 0 ? `${-discount} % above` : `${discount} %`;
};

const rowOf = (row: PanelUse): Omit<PanelUseRow, "canOffer"> => ({
  code: row.code,
  href: `/panels/${row.code}`,
  name: row.name,
  owner: row.owner ?? "",
  scope: scopeWords(row.scope, row.practiceIds.length),
  price: dollars(row.price),
  discount: discountWords(row),
  practices: row.practices,
  orders30: row.o30,
  orders90: row.o90,
  revenue: row.revenue > 0 ? Math.round(row.revenue / 100).toLocaleString("en-US") : "0",
  lastAt: row.last && new Date(row.last).toISOString(),
});

const scopeWords = (scope: PanelUse["scope"], named: number) =>
  scope === "all" ? "All clients" : named === 1 ? "1 practice" : `${named} practices`;

const heads = [
  "code",
  "name",
  "sales_owner",
  "for",
  "price_usd",
  "members_alone_usd",
  "below_list_percent",
  "practices",
  "orders_30_days",
  "orders_90_days",
  "revenue_90_days_usd",
  "last_ordered",
];

/** The same list as a CSV file, without pages. */
export async function downloadPanels(args: Args): Promise<Response> {
  await requireActor(args, "panel.view");
  const filter = filterOf(new URL(args.request.url).searchParams, await labToday(new Date()));
  const rows = await panelUse(database(), filter, mostRows, 0);
  const lines = rows.map((row) => [
    row.code,
    row.name,
    row.owner ?? "",
    scopeWords(row.scope, row.practiceIds.length),
    dollars(row.price),
    dollars(row.sum),
    discountOf(row.price, row.sum) ?? "",
    row.practices,
    row.o30,
    row.o90,
    dollars(row.revenue),
    row.last ? new Date(row.last).toISOString() : "",
  ]);
  return fileResponse(Buffer.from(csvOf([heads, ...lines]), "utf8"), "panels.csv", "text/csv; charset=utf-8");
}

/** One panel: price against list, who orders it, whom it can be offered to. */
export async function loadPanelUse(args: Args): Promise<Omit<PanelUsePageProps, "errors">> {
  const actor = await requireActor(args, "panel.view");
  const code = param(args, "code");
  const { standing } = await loadCatalogue(undefined, [code]);
  const item = standing.get(code);
  if (item?.kind !== "panel") throw new Response(null, { status: 404 });
  const canOffer = may(actor, "panel.offer") && item.status === "active";
  const [rows, members, owner, targets] = await Promise.all([
    panelAtPractices(database(), code, await labToday(new Date())),
    membersOf(item.members, "standing"),
    item.salesOwnerId ? database().select().from(users).where(eq(users.id, item.salesOwnerId)) : [],
    canOffer ? targetsOf(code, item.scope === "all" ? null : item.practiceIds) : null,
  ]);
  return {
    code,
    name: item.name,
    status: item.status,
    price: dollars(item.preferredPriceCents),
    members: members.map(({ code: member, name, cents }) => ({ code: member, name, cents })),
    facts: [
      { label: "Sales owner", value: owner[0]?.name ?? "Nobody" },
      { label: "For", value: scopeWords(item.scope, item.practiceIds.length) },
    ],
    rows: rows.map(practiceRow),
    targets,
    compendiumHref: `/compendium/panels/${code}`,
    nonce: newNonce(),
  };
}

const practiceRow = (row: PanelAtPractice): PanelPracticeRow => ({
  id: row.connectionId,
  href: `/connections/${row.connectionId}`,
  practice: row.practice,
  emr: row.emr,
  state: row.state as PanelPracticeRow["state"],
  price: dollars(row.price),
  orders30: row.o30,
  orders90: row.o90,
  revenue: Math.round(row.revenue / 100).toLocaleString("en-US"),
  lastAt: row.last && new Date(row.last).toISOString(),
});

/** Connections and open requests that may have a panel and do not; `only`: the practices it is for, null for all. */
async function targetsOf(code: string, only: readonly string[] | null): Promise<PanelUsePageProps["targets"]> {
  const db = database();
  const [rows, requests] = await Promise.all([
    db
      .select({ id: connections.id, practice: practices.name, emr: connections.emrName, state: connections.state })
      .from(connections)
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .where(
        and(
          notInArray(connections.state, ["retired", "cancelled"]),
          sql`not ${connections.offeredPanels} @> array[${code}]`,
          only ? inArray(connections.practiceId, [...only]) : undefined,
        ),
      )
      .orderBy(asc(practices.name))
      .limit(1_000),
    db
      .select({ id: connectionRequests.id, practice: practices.name, emr: connectionRequests.emrName })
      .from(connectionRequests)
      .innerJoin(practices, eq(practices.id, connectionRequests.practiceId))
      .leftJoin(requestOffers, and(eq(requestOffers.requestId, connectionRequests.id), eq(requestOffers.code, code)))
      .where(
        and(
          inArray(connectionRequests.state, ["submitted", "info-requested"]),
          isNull(requestOffers.code),
          only ? inArray(connectionRequests.practiceId, [...only]) : undefined,
        ),
      )
      .orderBy(asc(practices.name))
      .limit(1_000),
  ]);
  return [
    ...rows.map(({ id, practice, emr, state }) => ({ value: id, label: practice, text: `${emr}, ${state}` })),
    ...requests.map(({ id, practice, emr }) => ({ value: id, label: practice, text: `${emr}, request` })),
  ];
}

/** Offers the panel to the connections and requests that were ticked. */
export async function actOnPanel(args: Args) {
  const actor = await requireActor(args, "panel.offer");
  const code = param(args, "code");
  const form = await args.request.formData();
  const to = form.getAll("to").map(String);
  const outcome = await offerPanel(actor, code, {
    connectionIds: to.filter((id) => id.startsWith("con_")),
    requestIds: to.filter((id) => id.startsWith("req_")),
  });
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message }, valuesOf(form));
  if (outcome.kind !== "done") return refused(outcome, valuesOf(form));
  return done(`/panels/${code}`, "Panel offered", "Its EMRs are told with the next release.");
}
