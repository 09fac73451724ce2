import type { LoincPageProps } from "~/app/components/compendium/LoincPage";
import type { FieldLine, LoincFound, LoincLine, LoincLoaded, TestRow } from "~/app/components/compendium/types";
import { countLoincUses, loincStandings, loincUses } from "~/db/queries/catalogue-loinc";
import { findTests } from "~/workflows/compendium/search";
import { warningOf } from "~/workflows/loinc/check-terms";
import { type LoadedLoinc, loadLoinc } from "~/workflows/loinc/load";
import { findTerms, type KnownTerm, loadedTable, termsOf } from "~/workflows/loinc/terms";
import { loadFrame, requireCatalogue } from "./compendium-frame.server";
import type { Args } from "./context.server";
import { requireActor } from "./session.server";

const pageSize = 50;

/** What is loaded, and how the catalogue's codes stand in it; `show` and `page` in the URL. */
export async function loadLoincPage(args: Args): Promise<LoincPageProps> {
  const actor = await requireCatalogue(args);
  const { searchParams } = new URL(args.request.url);
  const page = Math.max(1, Math.trunc(Number(searchParams.get("page") ?? 1)) || 1);
  const [frame, table, counts, { total: without }] = await Promise.all([
    loadFrame(actor, "loinc"),
    loadedTable(),
    countLoincUses(),
    findTests({ search: "", status: "active", only: "no-loinc" }, 1, 0),
  ]);
  const asked = loincStandings.find((one) => one === searchParams.get("show"));
  const show = asked ?? (["deprecated", "discouraged", "unknown"] as const).find((one) => counts[one] > 0) ?? "known";
  const { rows, total } = await loincUses(show, pageSize, (page - 1) * pageSize);
  const { whole, version, terms, replacements, fileName, by, loadedAt } = table;
  return {
    ...frame,
    table: { whole, version, terms, replacements, fileName, by, at: loadedAt.toISOString() },
    standings: loincStandings.map((key) => ({ key, count: counts[key] })),
    without,
    show,
    rows: rows.map(({ test, component, ...row }) => ({
      ...row,
      test,
      component,
      id: `${test} ${component} ${row.loinc}`,
      href: `/compendium/tests/${test}`,
    })),
    paging: { kind: "page", page, pageSize, total },
  };
}

/** A term as people tell it from others. */
export function termLine(term: KnownTerm, table: { whole: boolean; version: string }): LoincLine {
  const { code, longName, component, property, method, units } = term;
  // LOINC's own code for a specimen that the order names.
  const system = term.system === "XXX" ? "any specimen" : term.system;
  return {
    code,
    name: longName,
    parts: [component, system, property, method].filter(Boolean).join(" · "),
    unit: units.split(";")[0]?.trim() ?? "",
    warning: warningOf(code, term, table),
  };
}

/** The terms of these codes as people read them; a code the table lacks has a line only where that says something. */
export async function linesOf(codes: readonly string[]): Promise<LoincFound> {
  const [terms, table] = await Promise.all([termsOf(codes), loadedTable()]);
  const lines = codes.flatMap((code) => {
    const term = terms.get(code);
    return term ? [termLine(term, table)] : [];
  });
  return { search: "", found: lines, whole: table.whole, version: table.version };
}

/** A field for people who only read; a LOINC code with its term. */
export function factOf({ field, label, to }: FieldLine, { found }: LoincFound) {
  const term = field === "loinc" ? found.find(({ code }) => code === to) : undefined;
  return { label, value: term ? `${to} ${term.name}` : to };
}

/** The rows of the grid with what their LOINC codes stand for, and what is to be said of them. */
export async function withTerms(rows: TestRow[]): Promise<TestRow[]> {
  const table = await linesOf(rows.map(({ cells }) => cells.loinc.typed));
  const lines = new Map(table.found.map((line) => [line.code, line]));
  return rows.map((row) => {
    const cell = row.cells.loinc;
    const line = lines.get(cell.typed);
    const warning = line ? line.warning : warningOf(cell.typed, undefined, table);
    const loinc = { ...cell, ...(line && { name: line.name }), ...(warning && { warning }) };
    return { ...row, cells: { ...row.cells, loinc } };
  });
}

/** Terms for what is typed in `q`: a code, or words of a name. */
export async function findLoinc(args: Args): Promise<Response> {
  await requireCatalogue(args);
  const search = (new URL(args.request.url).searchParams.get("q") ?? "").slice(0, 200);
  const [terms, table] = await Promise.all([findTerms(search), loadedTable()]);
  const found: LoincFound = {
    search: search.trim(),
    found: terms.map((term) => termLine(term, table)),
    whole: table.whole,
    version: table.version,
  };
  return Response.json(found);
}

/** Takes a file of LOINC's, sent as the body itself; it is read as it comes. Its name is in a header, URI encoded. */
export async function takeLoincFile(args: Args): Promise<Response> {
  const actor = await requireActor(args, "compendium.edit");
  const { body, headers, signal } = args.request;
  if (!body) return answer({ kind: "unreadable", reason: "Choose a file first." });
  const reader = body.getReader();
  const name = nameIn(headers.get("x-file-name") ?? "");
  try {
    const outcome = await loadLoinc(actor, { name, chunks: chunksOf(reader) });
    await readOn(reader);
    return answerTo(outcome);
  } catch (error) {
    // Nobody waits for the answer: whoever sent it has stopped.
    if (signal.aborted) return new Response(null, { status: 400 });
    throw error;
  }
}

function answerTo(outcome: LoadedLoinc): Response {
  if (outcome.kind === "forbidden" || outcome.kind === "not-found") throw new Response(null, { status: 403 });
  if (outcome.kind === "refused") return answer({ kind: "unreadable", reason: outcome.message });
  return answer(outcome);
}

function nameIn(header: string): string {
  try {
    return decodeURIComponent(header) || "Loinc.csv";
  } catch {
    return "Loinc.csv";
  }
}

const answer = (loaded: LoincLoaded) => Response.json(loaded, { status: loaded.kind === "done" ? 200 : 422 });

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function* chunksOf(reader: Reader): AsyncGenerator<Uint8Array> {
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

/** A browser takes an answer only once all it sends has been read. */
async function readOn(reader: Reader): Promise<void> {
  for await (const _ of chunksOf(reader));
}
