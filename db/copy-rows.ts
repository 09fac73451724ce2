import type { Writable } from "node:stream";
import { getTableColumns, getTableName } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Sql } from "postgres";
import { clientOf, inTime } from "./client";
import type { Writer } from "./transaction";

/**
 * Inserts many rows by COPY in its binary format: a fraction of the work that the same rows are as parameters, for the
 * database and for us, which counts where every message passes. What needs `on conflict`, or values that the database
 * computes, goes by `insertRows`. What a row does not give and another one does is null; what none gives, its default.
 *
 * Throws the database's error, as any statement does; `TypeError` for a column it does not know how to write.
 */
export async function copyRows<T extends PgTable>(db: Writer, table: T, rows: readonly Row<T>[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = columnsOf(table, new Set(rows.flatMap(Object.keys)));
  const names = columns.map(({ column }) => `"${column.name}"`).join(", ");
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    await send(
      clientOf(db).unsafe(`copy "${getTableName(table)}" (${names}) from stdin (format binary)`),
      encode(columns, rows.slice(start, start + AT_ONCE)),
    );
  }
}

/** Rows a statement: each has a deadline, and what it sends is held in memory. */
const AT_ONCE = 2_000;

/** A row; a moment may be a text with microseconds, which a Date would lose. */
type Row<T extends PgTable> = { [K in keyof T["$inferInsert"]]?: OrText<T["$inferInsert"][K]> };
type OrText<V> = V extends Date ? Date | string : V;

/** A COPY under way: it resolves to the stream that takes the rows. */
type Copy = { writable(): Promise<Writable>; reject?: (error: unknown) => void };

async function send(copy: ReturnType<Sql["unsafe"]>, bytes: Buffer): Promise<void> {
  const query = copy as unknown as Copy;
  const stream = await query.writable();
  const stored = new Promise<void>((resolve, reject) => {
    // postgres.js forgets the stream when its end is written; what the database says of the rows after that, it tells only
    // the query, which has long been settled.
    query.reject = reject;
    stream.once("error", reject).once("finish", resolve);
    stream.end(bytes);
  });
  await inTime(stored);
}

type Column = { key: string; column: PgColumn; write: Encoder };

function columnsOf(table: PgTable, keys: ReadonlySet<string>): Column[] {
  const known = getTableColumns(table) as Record<string, PgColumn>;
  return [...keys].map((key) => {
    const column = known[key];
    if (!column) throw new TypeError(`There is no column for ${key}.`);
    const write = encoders[column.getSQLType()];
    if (!write) throw new TypeError(`${column.getSQLType()} cannot be copied.`);
    return { key, column, write };
  });
}

/** PostgreSQL's documentation of COPY, "Binary Format": the signature, no flags, no header extension. */
const head = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");

function encode(columns: readonly Column[], rows: readonly Record<string, unknown>[]): Buffer {
  const out = new Bytes();
  out.bytes(head);
  for (const row of rows) {
    out.int16(columns.length);
    for (const { key, column, write } of columns) {
      const value = row[key];
      if (value === null || value === undefined) out.int32(-1);
      else write(out, value, column);
    }
  }
  out.int16(-1);
  return out.done();
}

/** Writes one value with its length before it. */
type Encoder = (out: Bytes, value: unknown, column: PgColumn) => void;

const text: Encoder = (out, value) => out.text(String(value));
const bigint: Encoder = (out, value) => out.sized(8).int64(BigInt(value as number));
const encoders: Readonly<Record<string, Encoder>> = {
  text,
  integer: (out, value) => out.sized(4).int32(value as number),
  bigint,
  bigserial: bigint,
  boolean: (out, value) => out.sized(1).int8(value ? 1 : 0),
  bytea: (out, value, column) => {
    const bytes = column.mapToDriverValue(value) as Buffer;
    out.sized(bytes.length).bytes(bytes);
  },
  // The version of jsonb's binary form stands before the text.
  jsonb: (out, value) => out.text(JSON.stringify(value), 1),
  "timestamp with time zone": (out, value) => out.sized(8).int64(microseconds(value as Date | string)),
};

const epoch = BigInt(Date.UTC(2000, 0, 1));

/** Microseconds since 2000; of a text such as `2026-11-20T09:41:07.123456Z` all six digits. */
function microseconds(at: Date | string): bigint {
  if (at instanceof Date) return (BigInt(at.getTime()) - epoch) * 1_000n;
  const [, whole = "", fraction = ""] = /^(.+?)(?:\.(\d+))?Z$/.exec(at) ?? [];
  return (BigInt(Date.parse(`${whole}Z`)) - epoch) * 1_000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}

/** A buffer that grows. Numbers are big-endian. */
class Bytes {
  private buffer = Buffer.allocUnsafe(64 * 1_024);
  private at = 0;

  /** The length of the value that follows. */
  sized(length: number): this {
    this.int32(length);
    return this;
  }
  int8(value: number): void {
    this.at = this.room(1).writeInt8(value, this.at);
  }
  int16(value: number): void {
    this.at = this.room(2).writeInt16BE(value, this.at);
  }
  int32(value: number): void {
    this.at = this.room(4).writeInt32BE(value, this.at);
  }
  int64(value: bigint): void {
    this.at = this.room(8).writeBigInt64BE(value, this.at);
  }
  bytes(value: Buffer): void {
    this.at += value.copy(this.room(value.length), this.at);
  }
  /** UTF-8 with its length before it; `version` is a first byte. */
  text(value: string, version?: number): void {
    // No character takes more than three bytes for each of its UTF-16 units.
    const buffer = this.room(5 + value.length * 3);
    const start = this.at + 4;
    if (version !== undefined) buffer[start] = version;
    const written = buffer.write(value, start + (version === undefined ? 0 : 1));
    const length = written + (version === undefined ? 0 : 1);
    this.int32(length);
    this.at += length;
  }
  done(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  private room(more: number): Buffer {
    if (this.at + more > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + more));
      this.buffer.copy(larger, 0, 0, this.at);
      this.buffer = larger;
    }
    return this.buffer;
  }
}
