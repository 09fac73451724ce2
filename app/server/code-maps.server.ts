import { data } from "@remix-run/node";
import { eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { CodeMapPageProps, CodeRow } from "~/app/components/code-maps/CodeMapPage";
import type { CodeMapsPageProps } from "~/app/components/code-maps/CodeMapsPage";
import type { UseRow } from "~/app/components/code-maps/CodeMapUses";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { emrSystems } from "~/db/schema/requests";
import type { SystemCode } from "~/db/schema/system-codes";
import { takeSystemCodes } from "~/workflows/connection/system-codes";
import { newestSystemMap, systemMapAt } from "~/workflows/connection/system-maps";
import {
  type MapUse,
  type OfferedCode,
  offeredOver,
  saveSystemCodes,
  systemLines,
  systemVersions,
  usesOf,
} from "~/workflows/emr/code-map";
import { type LabCode, readSystemCodes } from "~/workflows/emr/merge-codes";
import { may } from "~/workflows/policy";
import { readSpreadsheet } from "~/workflows/spreadsheet/read";
import { csvOf } from "~/workflows/spreadsheet/write";
import { locked } from "./connection-lock.server";
import { type Args, newNonce, param } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";
import { csvDownload, fileOf } from "./upload.server";

/** Rows a page shows; the rest is found by searching. */
const shown = 300;
const views = ["codes", "unmapped", "connections", "history"] as const;

/** EMR systems with their newest version; `q` in the URL. */
export async function loadCodeMaps(args: Args): Promise<CodeMapsPageProps> {
  await requireActor(args, "codeMap.view");
  const search = new URL(args.request.url).searchParams.get("q") ?? "";
  const rows = await systemLines(search);
  return {
    rows: rows.map(({ id, vendor, product, version, map, codes, connections: count }) => ({
      id,
      href: `/code-maps/${id}`,
      product: [product, version].filter(Boolean).join(" "),
      vendor,
      version: map === null ? "" : `v${map}`,
      codes,
      connections: count,
    })),
    searched: search !== "",
  };
}

async function requireSystem(args: Args) {
  const [system] = await database()
    .select()
    .from(emrSystems)
    .where(eq(emrSystems.id, param(args, "emrId")));
  if (!system) throw new Response(null, { status: 404 });
  return system;
}

/** One system's map; view and search stand in the URL. */
export async function loadCodeMap(args: Args): Promise<Omit<CodeMapPageProps, "errors" | "look">> {
  const actor = await requireActor(args, "codeMap.view");
  const system = await requireSystem(args);
  const { searchParams: params } = new URL(args.request.url);
  const view = views.find((one) => one === params.get("view")) ?? "codes";
  const [newest, offered, uses, history] = await Promise.all([
    newestSystemMap(system.id),
    offeredOver(system.id),
    usesOf(system.id),
    systemVersions(system.id),
  ]);
  const all = await rowsOf(newest?.entries ?? [], offered);
  const unmapped = all.filter((row) => row.offered > 0 && row.emrCode === "");
  const query = (params.get("q") ?? "").trim().toLowerCase();
  const fits = ({ code, name, emrCode, emrText }: CodeRow) =>
    `${code} ${name} ${emrCode} ${emrText}`.toLowerCase().includes(query);
  const rows = (view === "unmapped" ? unmapped : all).filter(fits);
  const base = `/code-maps/${system.id}`;
  const version = newest?.version ?? 0;
  return {
    title: [system.product, system.version].filter(Boolean).join(" "),
    version,
    view,
    views: [
      { label: "Codes", href: base, count: all.length, current: view === "codes" },
      {
        label: "Not mapped",
        href: `${base}?view=unmapped`,
        count: unmapped.length,
        urgent: unmapped.length > 0,
        current: view === "unmapped",
      },
      { label: "Connections", href: `${base}?view=connections`, count: uses.length, current: view === "connections" },
      { label: "Versions", href: `${base}?view=history`, count: history.length, current: view === "history" },
    ],
    canEdit: may(actor, "codeMap.edit"),
    canTake: may(actor, "connection.configure"),
    rows: rows.slice(0, shown),
    total: rows.length,
    uses: uses.map((use) => useRow(use, version)),
    history: history.map(({ at, by, ...one }) => ({ ...one, by: by ?? "Gatehouse", at: at.toISOString() })),
    csvHref: `${base}/list.csv`,
    nonce: newNonce(),
  };
}

/** Entries of the map and what is offered, in the order of the lab codes, with the lab's names. */
async function rowsOf(entries: readonly SystemCode[], offered: readonly OfferedCode[]): Promise<CodeRow[]> {
  const map = new Map(entries.map((entry) => [entry.labCode, entry]));
  const over = new Map(offered.map((one) => [one.code, one]));
  const codes = [...new Set([...map.keys(), ...over.keys()])].sort();
  const names = await namesOf(codes);
  return codes.map((code) => {
    const said = over.get(code);
    return {
      code,
      name: names.get(code) ?? "Not in the compendium",
      emrCode: map.get(code)?.emrCode ?? "",
      emrText: map.get(code)?.emrText ?? "",
      offered: said?.offered ?? 0,
      suggestion:
        said && said.emrCode !== null
          ? {
              emrCode: said.emrCode,
              emrText: said.emrText ?? "",
              words: said.says === 1 ? "1 connection says so" : `${said.says} connections say so`,
            }
          : null,
    };
  });
}

async function namesOf(codes: readonly string[]): Promise<Map<string, string>> {
  const wanted = sql`(select jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb))`;
  const rows = await database().execute(sql`
    select code, name from ${tests} where code in ${wanted} union all select code, name from ${panels} where code in ${wanted}`);
  return new Map(rows.map((row) => [String(row.code), String(row.name)]));
}

function useRow({ id, practice, state, version, candidate, own }: MapUse, newest: number): UseRow {
  const of = (number: number | null) => (number === null ? "None" : `v${number}`);
  const tried = state === "live" && candidate !== null && candidate !== version;
  const current = tried ? candidate : version;
  return {
    id,
    href: `/connections/${id}/codes`,
    practice,
    state: state as UseRow["state"],
    uses: tried ? `${of(version)}, ${of(candidate)} being tried` : of(version),
    own,
    done: current === newest ? "Has it" : (locked[state as UseRow["state"]] ?? null) ? "Not now" : null,
  };
}

/** The map as CSV, of `?version=` or the newest. */
export async function downloadCodeMapOf(args: Args): Promise<Response> {
  await requireActor(args, "codeMap.view");
  const system = await requireSystem(args);
  const asked = Number(new URL(args.request.url).searchParams.get("version") ?? 0);
  const map = asked > 0 ? await systemMapAt(system.id, asked) : await newestSystemMap(system.id);
  if (asked > 0 && !map) throw new Response(null, { status: 404 });
  const entries = map?.entries ?? [];
  const names = await namesOf(entries.map(({ labCode }) => labCode));
  const lines = entries.map(({ labCode, emrCode, emrText }) => [
    labCode,
    emrCode,
    emrText ?? "",
    names.get(labCode) ?? "",
  ]);
  return csvDownload("code-map.csv", csvOf([["Lab code", "EMR code", "EMR name", "Lab name"], ...lines]));
}

const entry = z
  .object({ labCode: z.string().min(1).max(80), emrCode: z.string().max(80), emrText: z.string().max(80).optional() })
  .transform(({ emrText, ...rest }): SystemCode => ({ ...rest, ...(emrText && { emrText }) }));
const entriesSchema = z.array(entry).max(50_000);

/** `intent`: `save` what was typed, `saveSuggested` too, `look` at a list, `import` it, or `take` the newest version. */
export async function actOnCodeMap(args: Args) {
  const actor = await requireActor(args, "codeMap.view");
  const system = await requireSystem(args);
  const form = await args.request.formData();
  const intent = String(form.get("intent"));
  const to = `/code-maps/${system.id}${new URL(args.request.url).search}`;
  if (intent === "take") return take(args, system.id, form, to);
  if (!may(actor, "codeMap.edit")) throw new Response(null, { status: 403 });
  if (intent === "look") return lookAt(form);
  const changes = intent === "import" ? imported(form) : await typed(system.id, form);
  if (!changes) return invalid({ list: "The preview was not complete. Choose the file again." });
  const note =
    String(form.get("note") ?? "")
      .trim()
      .slice(0, 200) || (intent === "import" ? "Imported list" : "");
  const outcome = await saveSystemCodes(actor, system.id, { changes, note, seen: Number(form.get("seen") ?? 0) });
  if (outcome.kind !== "done") return refused(outcome, valuesOf(form));
  if (outcome.changed === 0) return done(to, "Nothing has changed");
  const words = outcome.changed === 1 ? "1 code changed" : `${outcome.changed} codes changed`;
  return done(to, `Version ${outcome.version} saved`, `${words}. Connections take it when somebody says so.`);
}

async function lookAt(form: FormData) {
  const bytes = await fileOf(form, "list");
  if (!bytes) return invalid({ list: "Choose a file first." });
  const read = await readSpreadsheet(bytes);
  if (read.kind === "unreadable") return invalid({ list: read.reason });
  const look = readSystemCodes(read.sheet, await labCodes());
  return data({ errors: {}, look }, { status: look.kind === "wrong" ? 422 : 200 });
}

async function labCodes(): Promise<LabCode[]> {
  const [testRows, panelRows] = await Promise.all([
    database().select({ code: tests.code, name: tests.name, loinc: tests.loinc }).from(tests),
    database().select({ code: panels.code, name: panels.name }).from(panels),
  ]);
  return [...testRows, ...panelRows.map((panel) => ({ ...panel, loinc: "" }))];
}

function imported(form: FormData): SystemCode[] | undefined {
  try {
    const suggested = form.getAll("suggested").map((text) => JSON.parse(String(text)) as unknown);
    return entriesSchema.parse([...(JSON.parse(String(form.get("entries"))) as unknown[]), ...suggested]);
  } catch {
    return undefined;
  }
}

/** What the table's fields say, and the suggestions that were ticked or, with `saveSuggested`, all of them. */
async function typed(emrSystemId: string, form: FormData): Promise<SystemCode[]> {
  const ticked = new Set(form.getAll("use").map(String));
  const every = form.get("intent") === "saveSuggested";
  const said = new Map((await offeredOver(emrSystemId)).map((one) => [one.code, one]));
  return [...form.keys()]
    .filter((name) => name.startsWith("emrCode."))
    .map((name): SystemCode => {
      const labCode = name.slice("emrCode.".length);
      const text = (field: string) =>
        String(form.get(`${field}.${labCode}`) ?? "")
          .trim()
          .slice(0, 80);
      const suggestion = every || ticked.has(labCode) ? said.get(labCode) : undefined;
      const emrCode = text("emrCode") || (suggestion?.emrCode ?? "");
      const emrText = text("emrText") || (text("emrCode") ? "" : (suggestion?.emrText ?? ""));
      return { labCode, emrCode, ...(emrText && { emrText }) };
    });
}

/** Brings a version to the connections that were ticked; each is a step of its own, and those that refuse are named. */
async function take(args: Args, emrSystemId: string, form: FormData, to: string) {
  const actor = await requireActor(args, "connection.configure");
  const wanted = form.getAll("connection").map(String);
  if (wanted.length === 0) return invalid({ connection: "Choose at least one connection." });
  const rows = await database().select().from(connections).where(inArray(connections.id, wanted));
  const stopped: string[] = [];
  let taken = 0;
  for (const { id } of rows.filter((row) => row.emrSystemId === emrSystemId)) {
    const outcome = await takeSystemCodes(actor, id, Number(form.get("version")));
    if (outcome.kind === "done") taken++;
    else stopped.push(`${id}: ${outcome.kind === "refused" ? outcome.message : outcome.kind}`);
  }
  if (stopped.length > 0) {
    const words = taken === 0 ? "None took it." : `${taken} took it.`;
    return invalid({ connection: `${words} ${stopped.join(" ")}` });
  }
  return done(
    to,
    taken === 1 ? "1 connection took it" : `${taken} connections took it`,
    "Their gates ask for what the codes touch.",
  );
}
