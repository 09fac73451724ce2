import { data } from "@remix-run/node";
import { desc, eq } from "drizzle-orm";
import type { SyncBoardProps, SyncCell } from "~/app/components/operations/SyncBoard";
import type { SyncPanelProps } from "~/app/components/operations/SyncPanel";
import type { SyncProfileProps } from "~/app/components/operations/SyncProfilePanel";
import type { UpdatePageProps } from "~/app/components/pages/UpdatePage";
import { database } from "~/db/client";
import { type BoardCell, type BoardRow, syncBoard } from "~/db/queries/sync-board";
import { type Item, releases } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { type SyncFormat, type SyncWay, syncProfiles, syncs } from "~/db/schema/sync";
import { labToday } from "~/workflows/compendium/catalogue";
import { fileKinds } from "~/workflows/compendium/file-formats";
import { getLab } from "~/workflows/lab";
import { may } from "~/workflows/policy";
import { csvOf } from "~/workflows/spreadsheet/write";
import { acknowledgeByLink, acknowledgeByPerson, openSyncLink, remindVendors } from "~/workflows/sync/acknowledge";
import { type BoardSort, boardSorts, newestOf, progressOf, sorted, standingOf } from "~/workflows/sync/board";
import { contentOf, fileOf } from "~/workflows/sync/file";
import { resendSync, sendWhole } from "~/workflows/sync/make";
import { profileSchema, saveProfile } from "~/workflows/sync/profile";
import { updateColumns } from "~/workflows/sync/table";
import { type Args, newNonce } from "./context.server";
import { fileResponse } from "./file-response.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

const formatWords: Record<SyncFormat, string> = { mfn: "MFN", csv: "CSV", xlsx: "XLSX", json: "JSON" };

function wayWords({ format, way, transport }: Pick<BoardRow, "format" | "way" | "transport">): string {
  if (!format || !way) return "not told yet";
  if (way === "link") return `${formatWords[format]} by link`;
  return `${formatWords[format]} over ${transport === "rest" ? "REST" : "SFTP"}`;
}

/** The board: releases across, connections down; `sort`, `q` and `releases` in the URL. */
export async function loadSyncBoard(args: Args): Promise<Omit<SyncBoardProps, "panel">> {
  const actor = await requireActor(args, "sync.view");
  const url = new URL(args.request.url);
  const latest = url.searchParams.get("releases") === "12" ? 12 : 6;
  const asked = url.searchParams.get("sort") as BoardSort | null;
  const sort = asked && boardSorts.includes(asked) ? asked : "urgent";
  const search = url.searchParams.get("q")?.trim().toLowerCase() ?? "";
  const [{ releases, rows, cells }, today] = await Promise.all([syncBoard(latest), labToday(new Date())]);
  const shown = [...releases].reverse();
  const newest = new Map(shown.map(({ number }) => [number, newestOf(cells.filter((one) => one.release === number))]));
  const matrix = rows
    .filter(({ practice, emr }) => `${practice} ${emr}`.toLowerCase().includes(search))
    .map((row) => ({
      ...row,
      cells: shown.map(({ number }) => standingOf(newest.get(number)?.get(row.id), today)),
    }));
  const late = matrix.filter((row) => row.cells.some(({ kind }) => kind === "overdue"));
  const failed = matrix.filter((row) => row.cells.some(({ kind }) => kind === "failed"));
  const drafted = Math.max(0, ...rows.map((row) => row.drafted));
  const query = url.search;
  return {
    releases: shown.map((release) => ({
      name: release.name,
      at: release.publishedAt.toISOString(),
      ...progressOf(release, cells),
    })),
    rows: sorted(matrix, sort).map((row) => ({
      id: row.id,
      practice: row.practice,
      how: `${row.emr}, ${wayWords(row)}`,
      href: `/sync/connections/${row.id}${query}`,
      drafted: row.drafted,
      cells: row.cells.map((cell, i) => cellOf(cell, newest.get(shown[i]?.number ?? 0)?.get(row.id), query)),
    })),
    late: late.length,
    failed: failed.length,
    held: matrix.reduce((sum, row) => sum + row.held, 0),
    hasDraft: drafted > 0,
    sort,
    latest,
    search,
    canManage: may(actor, "sync.manage"),
    openId: args.params.syncId ?? args.params.connectionId ?? null,
    nonce: newNonce(),
  };
}

function cellOf(cell: ReturnType<typeof standingOf>, row: BoardCell | undefined, query: string): SyncCell {
  if (cell.kind === "none" || !row) return { kind: "none" };
  const at = (row.acknowledgedAt ?? row.sentAt)?.toISOString() ?? null;
  return { ...cell, at, href: `/sync/${cell.syncId}${query}`, whole: row.whole };
}

/** One sync: what it brings, how far it is, what to do. */
export async function loadSync(args: Args): Promise<SyncPanelProps> {
  const actor = await requireActor(args, "sync.view");
  const content = await contentOf(args.params.syncId ?? "");
  if (!content) throw new Response(null, { status: 404 });
  const { sync, lines, release, practice, emrName } = content;
  const [today, [profile]] = await Promise.all([
    labToday(new Date()),
    database().select().from(syncProfiles).where(eq(syncProfiles.connectionId, sync.connectionId)),
  ]);
  return {
    id: sync.id,
    practice,
    emr: emrName,
    release: release.name,
    standing: standingOf({ ...sync }, today).kind as SyncPanelProps["standing"],
    whole: sync.whole,
    how: `${fileKinds[sync.format].words}, ${sync.way === "link" ? `link to ${profile?.contact || "nobody yet"}` : "over the connection"}`,
    failure: sync.failure,
    tries: sync.tries,
    // At noon it is that day wherever one reads it.
    dueOn: `${sync.dueOn}T12:00:00Z`,
    sentAt: sync.sentAt?.toISOString() ?? null,
    openedAt: sync.openedAt?.toISOString() ?? null,
    opens: sync.opens,
    remindedAt: sync.remindedAt?.toISOString() ?? null,
    acknowledgedAt: sync.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: sync.acknowledgedBy,
    lines: lines.slice(0, 200).map(({ action, item, emrCode, cents }) => ({
      action,
      code: item.code,
      name: item.name,
      emrCode,
      price: (cents / 100).toFixed(2),
    })),
    more: Math.max(0, lines.length - 200),
    fileHref: `/sync/${sync.id}/file`,
    connectionHref: `/sync/connections/${sync.connectionId}${new URL(args.request.url).search}`,
    closeHref: `/sync${new URL(args.request.url).search}`,
    canRemind: profile?.contact !== "" && profile !== undefined,
    canManage: may(actor, "sync.manage"),
    nonce: newNonce(),
  };
}

/** Resend, confirm, remind: of one sync. */
export async function actOnSync(args: Args) {
  const actor = await requireActor(args, "sync.manage");
  const form = await args.request.formData();
  const id = args.params.syncId ?? "";
  const back = `/sync/${id}${new URL(args.request.url).search}`;
  const intents: Record<string, () => Promise<Response | ReturnType<typeof refused>>> = {
    resend: async () => {
      const outcome = await resendSync(actor, id);
      return outcome.kind === "done" ? done(back, "Sent again", "The same file is on its way.") : refused(outcome);
    },
    confirm: async () => {
      const outcome = await acknowledgeByPerson(actor, id);
      return outcome.kind === "done" ? done(back, "Confirmed", "It counts as loaded.") : refused(outcome);
    },
    remind: async () => {
      const outcome = await remindVendors(actor, [id]);
      return outcome.kind === "done" ? done(back, "Reminder sent") : refused(outcome);
    },
  };
  return (intents[String(form.get("intent"))] ?? badIntent)();
}

/** From the board: everybody who is late. */
export async function actOnBoard(args: Args) {
  const actor = await requireActor(args, "sync.manage");
  const form = await args.request.formData();
  if (form.get("intent") !== "remindAll") return badIntent();
  const outcome = await remindVendors(actor);
  if (outcome.kind !== "done") return refused(outcome);
  const vendors = outcome.reminded === 1 ? "1 vendor is reminded" : `${outcome.reminded} vendors are reminded`;
  return done(`/sync${new URL(args.request.url).search}`, vendors);
}

const badIntent = (): never => {
  throw new Response(null, { status: 400 });
};

/** The file as it was or will be sent. */
export async function downloadSync(args: Args): Promise<Response> {
  await requireActor(args, "sync.view");
  const content = await contentOf(args.params.syncId ?? "");
  if (!content) throw new Response(null, { status: 404 });
  const { sync } = content;
  const file = sync.file && sync.fileName ? { name: sync.fileName, bytes: sync.file } : await fileOf(content);
  return fileResponse(file.bytes, file.name, fileKinds[sync.format].mediaType);
}

/** The board as a table, for a spreadsheet. */
export async function downloadBoard(args: Args): Promise<Response> {
  const { releases, rows } = await loadSyncBoard(args);
  const words = (cell: SyncCell) =>
    cell.kind === "none" ? "" : cell.kind === "overdue" ? `overdue ${cell.days} d` : cell.kind;
  const lines = rows.map((row) => [row.practice, row.how, ...row.cells.map(words)]);
  const text = csvOf([["Practice", "EMR", ...releases.map(({ name }) => name)], ...lines]);
  return fileResponse(Buffer.from(text, "utf8"), "release-sync.csv", "text/csv; charset=utf-8");
}

/** How one connection's EMR is told, and what it was sent. */
export async function loadSyncProfile(args: Args): Promise<Omit<SyncProfileProps, "errors" | "typed">> {
  const actor = await requireActor(args, "sync.view");
  const id = args.params.connectionId ?? "";
  const [[row], history] = await Promise.all([
    database()
      .select({ connection: connections, practice: practices.name, profile: syncProfiles })
      .from(connections)
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .leftJoin(syncProfiles, eq(syncProfiles.connectionId, connections.id))
      .where(eq(connections.id, id)),
    historyOf(id),
  ]);
  if (!row) throw new Response(null, { status: 404 });
  const { connection, practice, profile } = row;
  const { search } = new URL(args.request.url);
  return {
    practice,
    emr: connection.emrName,
    offered: connection.offeredTests.length + connection.offeredPanels.length,
    told: profile?.toldRelease !== null && profile !== null,
    values: {
      format: profile?.format ?? (connection.transport === "rest" ? "json" : "mfn"),
      way: (profile?.way ?? "endpoint") satisfies SyncWay,
      columns: profile?.columns?.join(", ") ?? "",
      whole: profile?.whole ? "yes" : "",
      withPrices: profile && !profile.withPrices ? "" : "yes",
      contact: profile?.contact ?? "",
      dueDays: String(profile?.dueDays ?? 7),
    },
    columns: [...updateColumns],
    formats: Object.entries(fileKinds).map(([value, { words }]) => ({ value, label: words })),
    history: history.map(({ sync, release }) => ({
      key: sync.id,
      at: (sync.acknowledgedAt ?? sync.sentAt ?? sync.createdAt).toISOString(),
      by: sync.acknowledgedBy ?? "Gatehouse",
      text: `Release ${release}: ${sync.whole ? "whole menu" : `${sync.changeCount} changes`}, ${sync.state}`,
    })),
    connectionHref: `/connections/${id}`,
    closeHref: `/sync${search}`,
    canManage: may(actor, "sync.manage"),
    nonce: newNonce(),
  };
}

const historyOf = (connectionId: string) =>
  database()
    .select({ sync: syncs, release: releases.name })
    .from(syncs)
    .innerJoin(releases, eq(releases.number, syncs.release))
    .where(eq(syncs.connectionId, connectionId))
    .orderBy(desc(syncs.createdAt))
    .limit(20);

export async function actOnSyncProfile(args: Args) {
  const actor = await requireActor(args, "sync.manage");
  const form = await args.request.formData();
  const id = args.params.connectionId ?? "";
  const { search } = new URL(args.request.url);
  if (form.get("intent") === "sendWhole") {
    const outcome = await sendWhole(actor, id);
    return outcome.kind === "done"
      ? done(`/sync/${outcome.id}${search}`, "On its way", "The whole menu is sent.")
      : refused(outcome);
  }
  const typed = { columns: "", whole: "", withPrices: "", ...valuesOf(form) };
  const parsed = profileSchema.safeParse({
    ...Object.fromEntries(form),
    whole: form.has("whole") ? "yes" : "no",
    withPrices: form.has("withPrices") ? "yes" : "no",
  });
  if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), typed);
  const outcome = await saveProfile(actor, id, parsed.data);
  return outcome.kind === "done"
    ? done(`/sync/connections/${id}${search}`, "Saved", "The next update goes this way.")
    : refused(outcome, typed);
}

/** What the link of an update shows, without sign-in; one that does not open looks the same whatever the cause. */
export async function loadUpdate(args: Args) {
  const content = await openSyncLink(args.params.token ?? "", args.context.clientAddress);
  const lab = await getLab();
  const update: UpdatePageProps["update"] = content
    ? {
        lab: lab.name,
        contact: [lab.contactName, lab.phone, lab.escalationEmail].filter(Boolean).join(", "),
        practice: content.practice,
        emr: content.emrName,
        release: content.release.name,
        effectiveOn: `${content.release.effectiveOn}T12:00:00Z`,
        dueOn: `${content.sync.dueOn}T12:00:00Z`,
        whole: content.sync.whole,
        format: fileKinds[content.sync.format].words,
        state: content.sync.state,
        acknowledgedAt: content.sync.acknowledgedAt?.toISOString() ?? null,
        acknowledgedBy: content.sync.acknowledgedBy,
        lines: content.lines.slice(0, 500).map(({ action, item, emrCode }) => ({
          action,
          code: item.code,
          name: item.name,
          emrCode,
          note: noteOf(item),
        })),
        more: Math.max(0, content.lines.length - 500),
        fileHref: `/updates/${args.params.token}/file`,
      }
    : null;
  return data(
    { update },
    {
      status: update ? 200 : 404,
      headers: {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
      },
    },
  );
}

/** What whoever loads it should know of an item that ends. */
function noteOf(item: Item): string {
  const instead = item.replacementCode ? `order ${item.replacementCode} instead` : "";
  if (item.discontinuedOn) return [`ends on ${item.discontinuedOn}`, instead].filter(Boolean).join(", ");
  return item.status === "discontinued" ? ["can no longer be ordered", instead].filter(Boolean).join(", ") : "";
}

/** The holder of the link says that it is loaded. */
export async function actOnUpdate(args: Args) {
  const content = await openSyncLink(args.params.token ?? "", args.context.clientAddress);
  if (!content) throw new Response(null, { status: 404 });
  const form = await args.request.formData();
  const outcome = await acknowledgeByLink(content, String(form.get("name") ?? ""));
  if (outcome.kind === "done") return { errors: {} };
  return outcome.kind === "refused" && outcome.field
    ? invalid({ [outcome.field]: outcome.message }, valuesOf(form))
    : refused(outcome, valuesOf(form));
}

export async function downloadUpdate(args: Args): Promise<Response> {
  const content = await openSyncLink(args.params.token ?? "", args.context.clientAddress);
  if (!content?.sync.file || !content.sync.fileName) throw new Response(null, { status: 404 });
  return fileResponse(content.sync.file, content.sync.fileName, fileKinds[content.sync.format].mediaType);
}
