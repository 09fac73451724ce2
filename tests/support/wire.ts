import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire between those who work and something they talk to, which can be cut, frozen, slowed or plugged. */
export type Wire = {
  readonly port: number;
  /** Destroys every connection, with a reset or without a word. */
  cut(): void;
  /** Cuts a connection after this many more bytes have passed on the wire; says whether they did in time. */
  cutAfter(bytes: number): void;
  /**
   * Cuts a connection to Postgres when it next sends a commit, after that has arrived and before its answer has. With
   * `after`, the one on which that text was sent before: the commit of a certain statement.
   */
  cutAnswerToCommit(after?: string): void;
  /** Whether what `cutAfter` or `cutAnswerToCommit` waits for has happened. */
  readonly struck: boolean;
  /** Nothing passes, nobody is told: a half-open connection. */
  freeze(on: boolean): void;
  /** Every piece takes this long. */
  slow(ms: number): void;
  /** New connections are refused. */
  refuse(on: boolean): void;
  readonly refusing: boolean;
  /** Everything as it should be; what is planned is forgotten. */
  mend(): void;
  close(): void;
};

type Pair = {
  near: Socket;
  far: Socket;
  /** The statements this connection has prepared, by name. */
  statements: Map<string, string>;
  /** What is awaited before a commit was sent. */
  ready: boolean;
};

export async function startWire(target: number): Promise<Wire> {
  const pairs = new Set<Pair>();
  let refusing = false;
  let frozen = false;
  let delayMs = 0;
  let budget: number | undefined;
  let awaited: { after: string | undefined } | undefined;
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
      if (from === pair.near && commits(pair, bytes, awaited?.after) && awaited) {
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
    const pair = { near, far: connect(target, "127.0.0.1"), statements: new Map(), ready: false };
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
    cutAnswerToCommit(after) {
      struck = false;
      for (const pair of pairs) pair.ready = false;
      awaited = { after };
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
    get refusing() {
      return refusing;
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

/**
 * Whether these bytes to Postgres hold a commit, of a transaction in which `after` was sent if that is given. postgres.js
 * prepares statements on each connection; after that it sends only the names it gave them.
 */
function commits(pair: Pair, bytes: Buffer, after: string | undefined): boolean {
  const sent = bytes.toString("latin1");
  for (const [, name = "", text = ""] of sent.matchAll(parseMessage)) pair.statements.set(name, text);
  const said = (text: string) =>
    sent.includes(text) ||
    [...pair.statements].some(([name, known]) => `\0${known}\0`.includes(text) && sent.includes(`\0${name}\0`));
  if (after !== undefined && said(after)) pair.ready = true;
  return said("\0commit\0") && (after === undefined || pair.ready);
}

/** Parse with a name: its length, the name, the text (PostgreSQL's documentation, section 54.7). */
const parseMessage = /P[\s\S]{4}([a-z0-9]+)\0([^\0]+)\0/g;
