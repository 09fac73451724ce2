/** Our own read and write loops over an open handle. Several requests are under way at once; each has its deadline. */
import type { Wire } from "./wire";

/** Below the 32 KiB every server must accept, packet overhead included; ssh2 would otherwise split one after another. */
const CHUNK = 31 * 1024;
const IN_FLIGHT = 16;

/**
 * Reads from the start to the end of file, whatever the server said about the size before.
 * `undefined` when there are more than `maxBytes`.
 */
export async function readToEnd(
  wire: Wire,
  handle: Buffer,
  path: string,
  expected: number,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const known = Math.min(expected, maxBytes);
  const bytes = Buffer.allocUnsafe(known);
  let end = known;
  await inParallel(Math.ceil(known / CHUNK), async (index) => {
    const from = index * CHUNK;
    const to = Math.min(from + CHUNK, known);
    const got = await readRange(wire, handle, path, bytes, from, to);
    if (got < to) end = Math.min(end, got);
  });
  if (end < known) return bytes.subarray(0, end);
  // The size is a claim. Only an empty answer behind the last byte is the end.
  const rest: Buffer[] = [bytes];
  for (let at = known; ; ) {
    const more = Buffer.allocUnsafe(CHUNK);
    const count = await readOnce(wire, handle, path, more, 0, CHUNK, at);
    if (count === 0) return rest.length === 1 ? bytes : Buffer.concat(rest);
    at += count;
    if (at > maxBytes) return undefined;
    rest.push(more.subarray(0, count));
  }
}

/** Files below this many bytes are read by one request. */
export const SMALL = CHUNK;

/** One request for a byte more than there should be: a shorter answer is the end of the file, on OpenSSH. */
export async function readSmall(wire: Wire, handle: Buffer, path: string, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size + 1);
  const count = await readOnce(wire, handle, path, bytes, 0, size + 1, 0);
  return bytes.subarray(0, count);
}

/** Writes everything. The handle stays open. */
export async function writeAll(wire: Wire, handle: Buffer, path: string, bytes: Uint8Array): Promise<void> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  await inParallel(Math.ceil(data.length / CHUNK), async (index) => {
    const from = index * CHUNK;
    const length = Math.min(CHUNK, data.length - from);
    await wire.request<void>(`write ${path}`, "file", (sftp, done) =>
      sftp.write(handle, data, from, length, from, (error) => done(error, undefined)),
    );
  });
}

/** Fills `[from, to)`, asking again after short answers; returns where the file ended, or `to`. */
async function readRange(
  wire: Wire,
  handle: Buffer,
  path: string,
  into: Buffer,
  from: number,
  to: number,
): Promise<number> {
  let at = from;
  while (at < to) {
    const count = await readOnce(wire, handle, path, into, at, to - at, at);
    if (count === 0) break;
    at += count;
  }
  return at;
}

const readOnce = (
  wire: Wire,
  handle: Buffer,
  path: string,
  into: Buffer,
  offset: number,
  length: number,
  position: number,
): Promise<number> =>
  wire.request<number>(`read ${path}`, "file", (sftp, done) => sftp.read(handle, into, offset, length, position, done));

async function inParallel(count: number, run: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < count && !failed) {
      try {
        await run(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(IN_FLIGHT, count) }, lane));
  const broken = lanes.find((lane) => lane.status === "rejected");
  if (broken) throw broken.reason;
}
