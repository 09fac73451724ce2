/** Which column of whose file is which: what people chose once is known the next time. */
import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { importLayouts } from "~/db/schema/compendium";
import { withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import { type ColumnMatch, sheetColumns } from "./sheet-columns";

const hashOf = (head: readonly string[]) => createHash("sha256").update(JSON.stringify(head)).digest("hex");
const keys = new Set<string>(sheetColumns.map(([key]) => key));

/** A choice of columns as a form has it: no column twice, none that is not known. Undefined when it is no such choice. */
export function readMatch(chosen: readonly string[]): ColumnMatch | undefined {
  const named = chosen.filter((key) => key !== "");
  if (named.some((key) => !keys.has(key)) || new Set(named).size !== named.length) return undefined;
  return chosen.map((key) => (key === "" ? null : key)) as ColumnMatch;
}

/** What was chosen for a file with these headings. */
export async function knownLayout(head: readonly string[]): Promise<ColumnMatch | undefined> {
  const [row] = await database()
    .select()
    .from(importLayouts)
    .where(eq(importLayouts.headSha256, hashOf(head)));
  return row && readMatch(row.columns.map((key) => key ?? ""));
}

/** Keeps a choice that was imported with. */
export async function keepLayout(actor: Actor, head: readonly string[], columns: ColumnMatch): Promise<void> {
  const values = { head: [...head], columns, changedBy: personId(actor), changedAt: new Date() };
  await withTransaction(async (tx) => {
    await tx.db
      .insert(importLayouts)
      .values({ headSha256: hashOf(head), ...values })
      .onConflictDoUpdate({ target: importLayouts.headSha256, set: values });
  });
}
