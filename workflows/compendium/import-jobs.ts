/** Imports as people ask for them: a file is looked at, then taken or left. Running them is `import-runner.ts`. */
import { createHash } from "node:crypto";
import { and, desc, eq, inArray, lt } from "drizzle-orm";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { compendiumImports, type ImportProgress, importFiles } from "~/db/schema/imports";
import { users } from "~/db/schema/people";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import type { ColumnMatch } from "./sheet-columns";

export type ImportRow = typeof compendiumImports.$inferSelect;
export type ImportChanged = { kind: "done"; id: string } | Refusal;

/** How long a file is kept that nobody has imported. */
export const keptDays = 7;
/** The largest file, in bytes. */
export const mostImportBytes = 64 * 1024 * 1024;

export const waiting: ImportProgress = { step: "waiting", done: 0, total: 0 };
const notNow = (message: string): Refusal => ({ kind: "refused", code: "not-now", message });

/** Keeps a file and has it looked at. Nothing of the compendium is changed by that. */
export async function startImport(
  actor: Actor,
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<ImportChanged> {
  const person = personId(actor);
  if (!may(actor, "compendium.edit") || person === null) return { kind: "forbidden" };
  if (bytes.length > mostImportBytes) {
    return { kind: "refused", code: "file", field: "file", message: "The file is larger than 64 MiB." };
  }
  const id = newId("imp");
  return withTransaction(async (tx): Promise<ImportChanged> => {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const file = { fileName: name.slice(0, 200) || "File", size: bytes.length, sha256 };
    await tx.db
      .insert(compendiumImports)
      .values({ id, ...file, state: "looking", progress: waiting, createdBy: person });
    await tx.db.insert(importFiles).values({ importId: id, content: bytes });
    record(tx, actor, "compendium.look", id, { sha256, size: bytes.length });
    return { kind: "done", id };
  });
}

/** Looks again: with other columns, or because the catalogue is another by now. */
export const lookAgain = (
  actor: Actor,
  id: string,
  columns: { head: string[]; match: ColumnMatch } | null,
): Promise<ImportChanged> =>
  change(actor, id, "compendium.look", (row) => {
    if (row.state !== "looked") return notNow("It cannot be looked at now. Open the page again.");
    return {
      state: "looking",
      progress: waiting,
      look: null,
      failure: null,
      tries: 0,
      columns: columns ?? row.columns,
    };
  });

/** Has what was seen put into the draft, all or nothing. */
export const takeImport = (actor: Actor, id: string, why: string): Promise<ImportChanged> =>
  change(actor, id, "compendium.import", (row) => {
    if (why === "") return { kind: "refused", code: "why", field: "why", message: "Say why." };
    if (row.state !== "looked" || !row.look) return notNow("It cannot be imported now. Open the page again.");
    if (row.look.findings.length > 0) return notNow("Nothing is imported while something is wrong.");
    if (row.look.total === 0) return notNow("Nothing would change.");
    return { state: "importing", progress: waiting, why, tries: 0, failure: null };
  });

/** Ends it where it stands. What is going into the draft does not get there; its file is forgotten. */
export const cancelImport = (actor: Actor, id: string): Promise<ImportChanged> =>
  change(actor, id, "compendium.cancelImport", async (row, tx) => {
    if (row.state === "imported") return notNow("It is in the draft already; take it out there.");
    if (row.state === "cancelled" || row.state === "failed") return notNow(`It is ${row.state} already.`);
    await tx.db.delete(importFiles).where(eq(importFiles.importId, id));
    return { state: "cancelled", finishedAt: new Date(), owner: null, expiresAt: null };
  });

async function change(
  actor: Actor,
  id: string,
  action: string,
  decide: (row: ImportRow, tx: Transaction) => Promise<Partial<ImportRow> | Refusal> | Partial<ImportRow> | Refusal,
): Promise<ImportChanged> {
  if (!may(actor, "compendium.edit")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<ImportChanged> => {
    const [row] = await tx.db.select().from(compendiumImports).where(eq(compendiumImports.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    const decided = await decide(row, tx);
    if ("kind" in decided) return decided;
    await tx.db.update(compendiumImports).set(decided).where(eq(compendiumImports.id, id));
    record(tx, actor, action, id, {});
    return { kind: "done", id };
  });
}

/** An import with who asked for it. */
export async function findImport(id: string): Promise<(ImportRow & { by: string }) | undefined> {
  const [found] = await database()
    .select({ row: compendiumImports, by: users.name })
    .from(compendiumImports)
    .innerJoin(users, eq(users.id, compendiumImports.createdBy))
    .where(eq(compendiumImports.id, id));
  return found && { ...found.row, by: found.by };
}

/** The newest imports, without what was found in them. */
export const listImports = () =>
  database()
    .select({
      id: compendiumImports.id,
      fileName: compendiumImports.fileName,
      state: compendiumImports.state,
      changed: compendiumImports.changed,
      createdAt: compendiumImports.createdAt,
      by: users.name,
    })
    .from(compendiumImports)
    .innerJoin(users, eq(users.id, compendiumImports.createdBy))
    .orderBy(desc(compendiumImports.createdAt))
    .limit(20);

/** Forgets files nobody has imported within seven days, and those that are in the draft. Safe to call at any time. */
export async function forgetImports(now = new Date()): Promise<void> {
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  await withTransaction(async (tx) => {
    const over = await tx.db
      .update(compendiumImports)
      .set({ state: "cancelled", finishedAt: now, failure: `Nobody imported it within ${keptDays} days.` })
      .where(and(inArray(compendiumImports.state, ["looking", "looked"]), lt(compendiumImports.createdAt, before)))
      .returning({ id: compendiumImports.id });
    const done = tx.db
      .select({ id: compendiumImports.id })
      .from(compendiumImports)
      .where(inArray(compendiumImports.state, ["imported", "failed", "cancelled"]));
    await tx.db.delete(importFiles).where(inArray(importFiles.importId, done));
    for (const { id } of over) tx.notify(`import:${id}`);
  });
}

function record(tx: Transaction, actor: Actor, action: string, id: string, meta: Record<string, unknown>): void {
  tx.audit({ chain: "system", actor: actor.id, action, objectId: id, outcome: "done", meta });
  tx.notify("imports", `import:${id}`);
}
