import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { type AuditEvent, appendAudit } from "./audit";
import { clientOf, type Database, database } from "./client";

/**
 * The only way to write.
 *
 * A transaction does nothing but talk to the database: no network, no files, no waiting. Its callback may run more than
 * once (a serialization failure or deadlock repeats it), so it must not leave traces outside. Audit events and
 * notifications are collected and added at the end, in the same transaction.
 */
export type Writer = Parameters<Parameters<Database["transaction"]>[0]>[0];

export type Transaction = {
  db: Writer;
  /** Records what is done; appended to its chain when the callback is through. */
  audit(...events: AuditEvent[]): void;
  /** Tells open pages and waiting workers, at commit. Topics are `connection:con_…`, `requests`, `lane:…`. */
  notify(...topics: string[]): void;
};

/** The channel that carries topics. */
export const noticeChannel = "gatehouse";

const repeatable = new Set(["40001", "40P01"]);

export async function withTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(work);
    } catch (error) {
      if (attempt >= 4 || !repeatable.has(errorCode(error) ?? "")) throw error;
    }
  }
}

/** The SQLSTATE of a database error, also when drizzle has wrapped it; `undefined` for anything else. */
export function errorCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string") return e.code;
  }
  return undefined;
}

function runOnce<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return database().transaction(async (db) => {
    // Sent together with the work's first statement, and before it. Where it fails, so do those that follow.
    const marked = clientOf(db).unsafe("select set_config('app.tx', $1, true)", [randomUUID()]);
    marked.catch(() => undefined);
    const events: AuditEvent[] = [];
    const topics = new Set<string>();
    const result = await work({
      db,
      audit: (...more) => void events.push(...more),
      notify: (...more) => {
        for (const topic of more) topics.add(topic);
      },
    });
    await marked;
    if (topics.size > 0) {
      const list = JSON.stringify([...topics]);
      await db.execute(
        sql`select pg_notify(${noticeChannel}, topic) from json_array_elements_text(${list}::json) topic`,
      );
    }
    await appendAudit(db, events);
    return result;
  });
}
