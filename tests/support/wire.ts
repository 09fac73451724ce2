import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire between those who work and something they talk to, which can be cut, frozen, slowed or plugged. */
export type Wire = {
  readonly port: number;
  /** Destroys every connection, with a reset or without a word. */
  cut(): void;
  /** Cuts a connection after this many more bytes have passed on the wire; says whether they did in time. */
  cutAfter(bytes: number): void;
  /**
   * Cuts the connection on which this text is next sent, after it has arrived and before its answer has. With `after`, the
   * one on which that was sent before it: `commit` after `insert into "messages"`.
   */
  cutAnswerTo(text: string, after?: string): void;
  /** Whether what `cutAfter` or `cutAnswerTo` waits for has happened. */
  readonly struck: boolean;
  /** Nothing passes, nobody is told: a half-open connection. */
  freeze(on: boolean): void;
  /** Every piece takes this long. */
  slow(ms: number): void;
  /** New connections are refused. */
  refuse(on: boolean): void;
  /** Everything as it should be; what is planned is forgotten. */
  mend(): void;
  close(): void;
};

type Pair = { near: Socket; far: Socket; ready: boolean };

export async function startWire(target: number): Promise<Wire> {
  const pairs = new Set<Pair>();
  let refusing = false;
  let frozen = false;
  let delayMs = 0;
  let budget: number | undefined;
  let awaited: { text: Buffer; after: Buffer | undefined } | undefined;
  let struck = false;

  const drop = ({ near, far }: Pair) => {
    near.destroy();
    far.destroy();
  };
  const carry = (pair: Pair, from: Socket, to: Socket) => {
    from.on("data", (bytes: Buffer) => {
      let part = bytes;
      if (budget !== undefined) {
        part = bytes.subarray(0, Math.max(0, budget));
        budget -= bytes.length;
      }
      if (part.length > 0) to.write(part);
      if (budget !== undefined && budget <= 0) {
        budget = undefined;
        struck = true;
        return drop(pair);
      }
      if (from === pair.near && awaited?.after && bytes.includes(awaited.after)) pair.ready = true;
      if (from === pair.near && awaited && (pair.ready || !awaited.after) && bytes.includes(awaited.text)) {
        awaited = undefined;
        struck = true;
        pair.near.destroy();
        // What was sent arrives all the same.
        pair.far.end();
      }
      if (delayMs > 0) {
        from.pause();
        setTimeout(() => frozen || from.resume(), delayMs);
      }
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      pairs.delete(pair);
      if (from === pair.far) to.destroy();
      else to.end();
    });
  };
  const server = createServer((near) => {
    if (refusing) return near.resetAndDestroy();
    const pair = { near, far: connect(target, "127.0.0.1"), ready: false };
    pairs.add(pair);
    carry(pair, near, pair.far);
    carry(pair, pair.far, near);
    if (frozen) for (const socket of [near, pair.far]) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const wire: Wire = {
    port: (server.address() as AddressInfo).port,
    cut: () => pairs.forEach(drop),
    cutAfter(bytes) {
      struck = false;
      budget = bytes;
    },
    cutAnswerTo(text, after) {
      struck = false;
      for (const pair of pairs) pair.ready = false;
      awaited = { text: Buffer.from(text), after: after === undefined ? undefined : Buffer.from(after) };
    },
    get struck() {
      return struck;
    },
    freeze(on) {
      frozen = on;
      for (const { near, far } of pairs) for (const socket of [near, far]) on ? socket.pause() : socket.resume();
    },
    slow(ms) {
      delayMs = ms;
    },
    refuse(on) {
      refusing = on;
      if (on) pairs.forEach(drop);
    },
    mend() {
      refusing = false;
      delayMs = 0;
      budget = undefined;
      awaited = undefined;
      wire.freeze(false);
    },
    close() {
      server.close();
      pairs.forEach(drop);
    },
  };
  return wire;
}
