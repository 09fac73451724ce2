import { createConnection, type Socket } from "node:net";
import { drizzle, type PostgresJsDatabase, type PostgresJsSession } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "./schema";

/**
 * The pool, one per process.
 *
 * postgres.js has no query time limit, and after a connection loss it lets the rest of a transaction's callback run on
 * another connection, outside the transaction (porsager/postgres #1216). Both are mended here, once: every query has a
 * deadline, and the client handed to a transaction refuses all work after its `begin` has failed. The database holds the
 * second line of defence (migration 0001: no write without `app.tx`).
 */
export type Database = PostgresJsDatabase<typeof schema>;

export type DatabaseOptions = {
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  /** Connections at most. */
  max?: number;
  /** How long one query may take before its caller is told so, in milliseconds. */
  deadlineMs?: number;
};

/** A query that got no answer in time. Whether it was carried out is not known. */
export class DatabaseDeadlineError extends Error {
  override name = "DatabaseDeadlineError";
}

type Pool = { client: postgres.Sql; db: Database; options: DatabaseOptions };
/** The web process loads this module twice, in its own bundle and in Remix's; both must see one pool. */
const holder = globalThis as typeof globalThis & { [key: symbol]: Pool | undefined };
const slot = Symbol.for("gatehouse.database");

const defaults = { max: 8, deadlineMs: 20_000 };

/** Opens the pool. Nothing connects before the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const deadlineMs = options.deadlineMs ?? defaults.deadlineMs;
  const client = postgres(options.url, {
    max: options.max ?? defaults.max,
    connect_timeout: 5,
    idle_timeout: 60,
    keep_alive: 10,
    // Asked at each connect for array types, which drizzle reads itself; a connection lost just then ends the process.
    fetch_types: false,
    onnotice: () => undefined,
    connection: {
      application_name: options.name,
      statement_timeout: deadlineMs - 2_000,
      lock_timeout: Math.min(10_000, deadlineMs - 2_000),
      idle_in_transaction_session_timeout: 30_000,
      // Queries here are small and many: starting helpers costs each more than they save it.
      max_parallel_workers_per_gather: 0,
    },
    ...prompt,
  });
  limitQueries(client, deadlineMs);
  guardTransactions(client, deadlineMs);
  const db = drizzle(client, { schema });
  holder[slot] = { client, db, options };
  return db;
}

/** What postgres.js hands to `socket`, an option its types do not know. */
type Where = { host: string[]; port: number[]; path?: string | false };

/**
 * Sockets that send at once. postgres.js leaves Nagle's algorithm on: the end of each large statement then waits for the
 * server's delayed acknowledgment, up to 40 ms. The socket is handed over while it connects; what is written is kept.
 */
const prompt = {
  socket({ host: [host = "localhost"], port: [port = 5432], path }: Where): Socket {
    if (path) return createConnection({ path });
    // A secure connection asks the socket whom it is with.
    return Object.assign(createConnection({ host, port, noDelay: true }), { host, port });
  },
};

/** The open pool. Throws when the process has not opened one: a mistake in the program, not in its input. */
export function database(): Database {
  return pool().db;
}

/** Closes the pool, giving running queries `seconds` to end. */
export async function closeDatabase(seconds = 5): Promise<void> {
  const open = holder[slot];
  holder[slot] = undefined;
  await open?.client.end({ timeout: seconds });
}

/**
 * Listens for notifications on a connection of its own. `onOpen` is called at each (re)connect: what was notified while
 * the connection was away is lost, so look at the rows again there.
 */
export async function listen(
  channel: string,
  onNotice: (payload: string) => void,
  onOpen: () => void,
): Promise<() => Promise<void>> {
  const { options } = pool();
  const client = postgres(options.url, {
    max: 1,
    connect_timeout: 5,
    keep_alive: 10,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: `${options.name} listen` },
  });
  await client.listen(channel, onNotice, onOpen);
  return () => client.end({ timeout: 1 });
}

function pool(): Pool {
  const open = holder[slot];
  if (!open) throw new Error("The database pool is not open in this process.");
  return open;
}

/** What the database does, or `DatabaseDeadlineError` when that takes longer than `deadlineMs` (the pool's own without it). */
export function inTime<T>(work: Promise<T>, deadlineMs = pool().options.deadlineMs ?? defaults.deadlineMs): Promise<T> {
  return new Promise((settle, fail) => {
    const late = () => fail(new DatabaseDeadlineError(`The database did not answer within ${deadlineMs} ms.`));
    const timer = setTimeout(late, deadlineMs);
    work.then(settle, fail).finally(() => clearTimeout(timer));
  });
}

type Unsafe = postgres.Sql["unsafe"];

/** The client below a drizzle handle, for what drizzle has no words for. */
export const clientOf = (db: { _: { session: unknown } }): postgres.Sql =>
  (db._.session as PostgresJsSession<postgres.Sql, never, never>).client;

/** Each connection keeps its own, so there may not be any number of them. */
const preparedAtMost = 500;
const met = new Set<string>();

/**
 * Whether a statement is kept ready at the server: if this process has sent it before. One that is not costs a round trip
 * more, and its planning, each time (Postgres' documentation, section 54.2.3); drizzle asks for none to be kept.
 */
function isPrepared(text: string): boolean {
  if (met.has(text)) return true;
  if (met.size < preparedAtMost) met.add(text);
  return false;
}

/** Gives each query sent through `unsafe` (the one way drizzle sends them) a deadline, and keeps it ready. */
function limitQueries(client: { unsafe: Unsafe }, deadlineMs: number): void {
  const unsafe = client.unsafe.bind(client) as (...args: Parameters<Unsafe>) => Promise<unknown>;
  const limited = (...[text, values = [], options]: Parameters<Unsafe>) => {
    const query = unsafe(text, values, values.length > 0 ? { ...options, prepare: isPrepared(text) } : options);
    // A postgres.js query is lazy: it runs when somebody awaits it, so the clock starts there.
    // biome-ignore lint/suspicious/noThenProperty: the query is a thenable; this narrows its then, it does not make one.
    Object.defineProperty(query, "then", {
      value: (resolve: (value: unknown) => unknown, reject: (error: unknown) => unknown) =>
        // biome-ignore lint/complexity/useLiteralKeys: the prototype's own then, not the one defined above.
        inTime(Promise.prototype["then"].call(startQuery(query)), deadlineMs).then(resolve, reject),
    });
    return query;
  };
  client.unsafe = limited as Unsafe;
}

/** Starts a lazy postgres.js query, as its own `then` would. */
function startQuery(query: Promise<unknown>): Promise<unknown> {
  (query as Promise<unknown> & { handle?: () => void }).handle?.();
  return query;
}

/**
 * Makes the client inside `begin` refuse every query once `begin` itself has failed. Every client that begins a transaction
 * needs it; `deadlineMs` limits the queries inside.
 */
export function guardTransactions(client: postgres.Sql, deadlineMs?: number): void {
  const begin = client.begin.bind(client) as (work: (tx: postgres.TransactionSql) => unknown) => Promise<unknown>;
  const guarded = (work: (tx: postgres.TransactionSql) => unknown) => {
    let over: unknown;
    const running = begin((tx) => {
      const unsafe = tx.unsafe.bind(tx) as (...args: Parameters<Unsafe>) => ReturnType<Unsafe>;
      tx.unsafe = ((...args: Parameters<Unsafe>) => {
        if (over) throw new Error("The transaction is over; this statement was not sent.", { cause: over });
        return unsafe(...args);
      }) as Unsafe;
      if (deadlineMs !== undefined) limitQueries(tx, deadlineMs);
      return endUnlessLost(work(tx), () => over);
    });
    return running.catch((error: unknown) => {
      over = error ?? new Error("The transaction failed.");
      throw error;
    });
  };
  client.begin = guarded as postgres.Sql["begin"];
}

/**
 * Keeps postgres.js from sending its closing `commit` or `rollback` on a connection that is gone: it would crash the
 * process there. `begin` has been rejected by then, so nobody waits for the promise that never ends.
 */
function endUnlessLost(running: unknown, over: () => unknown): Promise<unknown> {
  const never = new Promise<never>(() => undefined);
  const lost = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return over() !== undefined;
  };
  return Promise.resolve(running).then(
    async (value) => ((await lost()) ? never : value),
    async (error: unknown) => {
      if (isFatal(error) || (await lost())) return never;
      throw error;
    },
  );
}

/** The server has ended the session, for instance because an administrator asked it to. */
function isFatal(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if ("severity" in e && e.severity === "FATAL") return true;
  return false;
}
