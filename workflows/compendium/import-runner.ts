/** Works through imports: reads a file and keeps what it would change, or puts that into the draft. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { compendiumImports, type ImportLook, type ImportProgress, importFiles } from "~/db/schema/imports";
import { users } from "~/db/schema/people";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import { fileKinds } from "./file-formats";
import { type ImportPreview, importIn, previewImport } from "./import";
import type { ImportRow } from "./import-jobs";
import { keepLayout } from "./import-layouts";
import type { ColumnMatch } from "./sheet-columns";

/** A runner's time until somebody else may take the import on; given again while it works. */
const leaseSeconds = 120;
/** An import that ended the process this often is not tried again. */
const mostTries = 3;
/** Changes and findings kept for people to see; more are counted. */
const kept = 200;

/** It was cancelled or taken over; nothing of the transaction was kept. */
class ImportOverError extends Error {
  override name = "ImportOverError";
}

type Preview = Extract<ImportPreview, { kind: "preview" }>;

/** Does what there is to do, one import after the other. Any number of workers may call it at once. */
export async function runImports(owner: string): Promise<void> {
  for (let row = await claim(owner); row; row = await claim(owner)) {
    await run(row).catch(async (error: unknown) => {
      if (error instanceof ImportOverError) return;
      await release(row as ImportRow);
      throw error;
    });
  }
}

async function claim(owner: string): Promise<ImportRow | undefined> {
  return withTransaction(async (tx) => {
    const [free] = await tx.db
      .select({ id: compendiumImports.id, tries: compendiumImports.tries })
      .from(compendiumImports)
      .where(
        and(
          inArray(compendiumImports.state, ["looking", "importing"]),
          sql`(${compendiumImports.expiresAt} is null or ${compendiumImports.expiresAt} < now())`,
        ),
      )
      .orderBy(asc(compendiumImports.createdAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!free) return undefined;
    const over = free.tries >= mostTries;
    const [row] = await tx.db
      .update(compendiumImports)
      .set(
        over
          ? { state: "failed", failure: "It could not be processed three times in a row.", finishedAt: new Date() }
          : {
              owner,
              tries: free.tries + 1,
              epoch: sql`${compendiumImports.epoch} + 1`,
              expiresAt: sql`now() + make_interval(secs => ${leaseSeconds})`,
            },
      )
      .where(eq(compendiumImports.id, free.id))
      .returning();
    tx.notify(`import:${free.id}`, ...(over ? ["imports"] : []));
    return over ? undefined : row;
  });
}

/** What was not brought to its end is taken on again. */
const release = (row: ImportRow): Promise<void> =>
  withTransaction(async (tx) => {
    await tx.db.update(compendiumImports).set({ owner: null, expiresAt: null }).where(isMine(row));
  });

const isMine = ({ id, epoch, state }: ImportRow) =>
  and(eq(compendiumImports.id, id), eq(compendiumImports.epoch, epoch), eq(compendiumImports.state, state));

async function run(row: ImportRow): Promise<void> {
  const say = (progress: ImportProgress) => settle(row, { progress }, true);
  await say({ step: "reading", done: 0, total: 0 });
  const [file] = await database().select().from(importFiles).where(eq(importFiles.importId, row.id));
  if (!file)
    return settle(row, { state: "failed", failure: "Its file is no longer kept. Choose it again.", ...over() });
  const chosen = row.columns && { head: row.columns.head, match: row.columns.match as ColumnMatch };
  const preview = await previewImport(file.content, {
    ...(chosen && { chosen }),
    onRead: (items) => say({ step: "checking", done: 0, total: items }),
  });
  if (preview.kind === "unreadable") {
    return settle(row, { state: "failed", failure: preview.reason, ...over() });
  }
  const look = lookOf(preview);
  const columns = preview.columns ?? null;
  if (row.state === "looking") return settle(row, { state: "looked", look, columns, ...idle });
  if (look.total !== row.look?.total || look.findings.length > 0) {
    const failure = "The compendium has changed since you looked. This is what the file would change now.";
    return settle(row, { state: "looked", look, columns, failure, ...idle });
  }
  await draft(row, preview, look);
}

const idle = { owner: null, expiresAt: null } as const;
const over = () => ({ finishedAt: new Date(), ...idle });

/** Into the draft and marked as done in one commit, so that it happens once however often a runner dies. */
async function draft(row: ImportRow, preview: Preview, look: ImportLook): Promise<void> {
  const actor = await personOf(row.createdBy);
  const total = preview.changes.length;
  const stopped = await withTransaction(async (tx) => {
    const outcome = await importIn(tx, actor, preview.changes, row.why, async (done) => {
      // In a transaction of its own: others are to see it before this one is through.
      await settle(row, { progress: { step: "drafting", done, total } }, true);
    });
    if (outcome.kind === "done") {
      await mark(tx, row, { state: "imported", changed: outcome.changed, look, ...over() });
      await tx.db.delete(importFiles).where(eq(importFiles.importId, row.id));
      return undefined;
    }
    return outcome;
  });
  if (!stopped) return preview.columns && keepLayout(actor, preview.columns.head, preview.columns.match);
  if (stopped.kind === "refused-items") {
    const findings = stopped.findings.slice(0, kept);
    const more = stopped.findings.length - findings.length;
    return settle(row, { state: "looked", look: { ...look, findings, moreFindings: more }, ...idle });
  }
  const failure =
    stopped.kind === "refused" ? stopped.message : "You may not change the compendium any more. Nothing was imported.";
  return settle(row, { state: "looked", look, failure, ...idle });
}

/** Changes the row, unless it was cancelled or taken over. `working`: more time for the runner. */
async function settle(row: ImportRow, values: Partial<ImportRow>, working = false): Promise<void> {
  await withTransaction((tx) => mark(tx, row, values, working));
}

async function mark(tx: Transaction, row: ImportRow, values: Partial<ImportRow>, working = false): Promise<void> {
  const lease = working ? { expiresAt: sql`now() + make_interval(secs => ${leaseSeconds})` } : {};
  const done = await tx.db
    .update(compendiumImports)
    .set({ ...values, ...lease })
    .where(isMine(row))
    .returning({ id: compendiumImports.id });
  if (done.length === 0) throw new ImportOverError(`The import ${row.id} is over or somebody else has it.`);
  tx.notify(`import:${row.id}`, ...(values.state ? ["imports"] : []));
}

function lookOf({ format, changes, unchanged, findings, warnings }: Preview): ImportLook {
  const counts: ImportLook["counts"] = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return {
    format: fileKinds[format].words,
    total: changes.length,
    unchanged,
    counts,
    changes: changes.slice(0, kept),
    findings: findings.slice(0, kept),
    moreFindings: Math.max(0, findings.length - kept),
    warnings: warnings.slice(0, kept),
    moreWarnings: Math.max(0, warnings.length - kept),
  };
}

/** The person who asked, with what they may do today. */
async function personOf(id: string): Promise<Actor> {
  const [user] = await database().select().from(users).where(eq(users.id, id));
  if (!user) throw new Error(`There is no person ${id}.`);
  const { name, email, practiceId, disabledAt } = user;
  return { kind: "person", id, name, email, roles: disabledAt ? [] : user.roles, practiceId, address: "worker" };
}
