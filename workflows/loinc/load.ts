/** A release of LOINC is loaded whole, or not at all; so is the file of what LOINC names instead of old codes. */
import { eq, ne, sql } from "drizzle-orm";
import { copyRows } from "~/db/copy-rows";
import { loincTable, loincTerms } from "~/db/schema/loinc";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { type ReadLoinc, readLoinc } from "./read-file";

/** What was loaded: a release with its terms, or replacements for some of them. */
export type LoadedLoinc =
  | { kind: "done"; what: "terms" | "replacements"; version: string; count: number }
  | Extract<ReadLoinc, { kind: "wrong" }>
  | Extract<ReadLoinc, { kind: "unreadable" }>
  | Refusal;

/** A release has more terms than this; a file with fewer was cut off or is an excerpt. */
const fewestTerms = 50_000;
/** Rows of one statement. */
const batch = 5_000;

/**
 * Reads one of LOINC's files from `chunks` and puts it in place of what is loaded. Who asks is looked at before anything is
 * read. `fewest`: terms below which the file is taken for an excerpt.
 */
export async function loadLoinc(
  actor: Actor,
  { name, chunks }: { name: string; chunks: AsyncIterable<Uint8Array> },
  fewest = fewestTerms,
): Promise<LoadedLoinc> {
  if (!may(actor, "compendium.edit")) return { kind: "forbidden" };
  const read = await readLoinc(chunks);
  if (read.kind === "wrong" || read.kind === "unreadable") return read;
  const file = { fileName: name.slice(0, 200), sha256: read.sha256 };
  if (read.kind === "replacements")
    return withTransaction((tx) => keepReplacements(tx, actor, read.replacements, file));
  const count = read.terms.length;
  if (count < fewest) {
    const few = `A release of LOINC has more than ${fewest.toLocaleString("en-US")} terms; this file has ${count.toLocaleString("en-US")}.`;
    return { kind: "unreadable", reason: `${few} It seems to be cut off.` };
  }
  return withTransaction((tx) => keepTerms(tx, actor, read, file));
}

type File = { fileName: string; sha256: string };

async function keepTerms(
  tx: Transaction,
  actor: Actor,
  { terms, version }: Extract<ReadLoinc, { kind: "terms" }>,
  file: File,
): Promise<LoadedLoinc> {
  await lockTable(tx);
  const plainNames = await plainNamesIn(tx);
  await tx.db.delete(loincTerms);
  for (let from = 0; from < terms.length; from += batch) {
    const rows = terms.slice(from, from + batch);
    await copyRows(
      tx.db,
      loincTerms,
      rows.map((term) => ({ ...term, plainName: plainNames.get(term.code) ?? "" })),
    );
  }
  const loaded = { whole: true, version, terms: terms.length, replacements: 0, loadedBy: personId(actor) };
  await tx.db
    .update(loincTable)
    .set({ ...loaded, ...file, loadedAt: new Date() })
    .where(eq(loincTable.id, 1));
  record(tx, actor, "loinc.load", { version, terms: terms.length, ...file });
  return { kind: "done", what: "terms", version, count: terms.length };
}

/** The plain names of the short list, by code: they outlive every release, and people search by their words. */
async function plainNamesIn(tx: Transaction): Promise<Map<string, string>> {
  const rows = await tx.db
    .select({ code: loincTerms.code, name: loincTerms.plainName })
    .from(loincTerms)
    .where(ne(loincTerms.plainName, ""));
  return new Map(rows.map(({ code, name }) => [code, name]));
}

async function keepReplacements(
  tx: Transaction,
  actor: Actor,
  replacements: ReadonlyMap<string, string[]>,
  file: File,
): Promise<LoadedLoinc> {
  const table = await lockTable(tx);
  if (!table?.whole) {
    const message = "MapTo.csv goes with a release of LOINC. Load Loinc.csv or LoincTableCore.csv first.";
    return { kind: "refused", code: "file", field: "file", message };
  }
  await tx.db.execute(sql`update loinc_terms set replaced_by = '{}' where replaced_by <> '{}'`);
  const list = JSON.stringify([...replacements].map(([code, by]) => ({ code, by: [...new Set(by)] })));
  const rows = await tx.db.execute(sql`
    update loinc_terms as term set replaced_by = named.by
    from jsonb_to_recordset(${list}::jsonb) as named(code text, by text[]) where term.code = named.code
    returning term.code`);
  await tx.db.update(loincTable).set({ replacements: rows.length }).where(eq(loincTable.id, 1));
  record(tx, actor, "loinc.replacements", { version: table.version, replacements: rows.length, ...file });
  return { kind: "done", what: "replacements", version: table.version, count: rows.length };
}

async function lockTable(tx: Transaction) {
  const [table] = await tx.db.select().from(loincTable).where(eq(loincTable.id, 1)).for("update");
  return table;
}

function record(tx: Transaction, actor: Actor, action: string, meta: Record<string, unknown>): void {
  tx.audit({ chain: "system", actor: actor.id, action, objectId: "loinc", outcome: "done", meta });
  tx.notify("compendium");
}
