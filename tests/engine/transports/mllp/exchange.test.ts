import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { connectMllp, frame, listenMllp, type MllpServerOptions, TransportError } from "~/engine/transports/mllp";
import { selfSignedCertificate } from "~/tests/support/certificate";

const DEADLINES = { connectMs: 5_000, answerMs: 5_000 };
const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function receiver(options: Partial<MllpServerOptions> = {}) {
  const server = await listenMllp({
    host: "127.0.0.1",
    port: 0,
    maxBytes: 10_000,
    maxConnections: 4,
    idleMs: 60_000,
    answer: async (message) => Buffer.from(`ACK ${message}`),
    ...options,
  });
  ended.push(() => server.close(100));
  return server;
}

async function sender(port: number, more: object = {}, deadlines = DEADLINES) {
  const session = await connectMllp({ host: "127.0.0.1", port, ...more }, deadlines);
  ended.push(() => session.close());
  return session;
}

/** A far end that does what it is told on each connection. */
async function farEnd(onConnection: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    ended.push(() => socket.destroy());
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ended.push(() => server.close());
  return (server.address() as { port: number }).port;
}

const failureOf = async (promise: Promise<unknown>): Promise<TransportError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TransportError)) throw new Error(`expected a TransportError, got ${String(error)}`);
  return error;
};

describe("an exchange", () => {
  it("gives each message its own answer, however many are asked at once", async () => {
    const session = await sender((await receiver()).port);
    const answers = await Promise.all(["one", "two", "three"].map((text) => session.exchange(Buffer.from(text))));
    expect(answers.map(String)).toEqual(["ACK one", "ACK two", "ACK three"]);
  });

  it("works over TLS with certificates on both sides, and tells who called", async () => {
    const ours = selfSignedCertificate("sender");
    const theirs = selfSignedCertificate();
    const seen: (string | undefined)[] = [];
    const server = await receiver({
      tls: { ...theirs, ca: ours.cert },
      answer: async (_, peer) => {
        seen.push(peer.certificateSha256);
        return Buffer.from("ACK");
      },
    });
    const session = await sender(server.port, { tls: { ca: theirs.cert, ...ours } });
    expect(String(await session.exchange(Buffer.from("x")))).toBe("ACK");
    expect(seen).toEqual([expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)]);
  });

  it("refuses a receiver whose certificate nobody vouches for, for good", async () => {
    const server = await receiver({ tls: selfSignedCertificate() });
    expect(await failureOf(connectMllp({ host: "127.0.0.1", port: server.port, tls: {} }, DEADLINES))).toMatchObject({
      failure: "permanent",
      code: "certificate-refused",
    });
  });

  it("is ambiguous when the connection ends after the message left, and the session is over", async () => {
    const port = await farEnd((socket) => socket.on("data", () => socket.destroy()));
    const session = await sender(port);
    expect(await failureOf(session.exchange(Buffer.from("x")))).toMatchObject({
      failure: "ambiguous",
      code: "answer-lost",
    });
    expect(session.alive).toBe(false);
    expect(await failureOf(session.exchange(Buffer.from("y")))).toMatchObject({ failure: "transient" });
  });

  it("is ambiguous when no answer comes in time", async () => {
    const port = await farEnd((socket) => socket.on("data", () => undefined));
    const session = await sender(port, {}, { connectMs: 5_000, answerMs: 20 });
    expect(await failureOf(session.exchange(Buffer.from("x")))).toMatchObject({
      failure: "ambiguous",
      code: "answer-lost",
    });
  });

  it("is ambiguous when the answer is no MLLP", async () => {
    const port = await farEnd((socket) => socket.on("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n")));
    expect(await failureOf((await sender(port)).exchange(Buffer.from("x")))).toMatchObject({ code: "answer-lost" });
  });

  it("cannot begin where nobody listens, which can be tried again", async () => {
    const port = await farEnd(() => undefined);
    await ended.splice(0).map((end) => end());
    expect(await failureOf(connectMllp({ host: "127.0.0.1", port }, DEADLINES))).toMatchObject({
      failure: "transient",
      code: "connection-refused",
    });
  });
});

describe("a listener", () => {
  it("answers nothing when the answer fails, so that the sender sends again", async () => {
    const why: string[] = [];
    const server = await receiver({
      answer: () => Promise.reject(new Error("no database")),
      refused: (_, reason) => why.push(reason),
    });
    expect(await failureOf((await sender(server.port)).exchange(Buffer.from("x")))).toMatchObject({
      code: "answer-lost",
    });
    expect(why).toEqual(["the message could not be answered"]);
  });

  it("closes a connection whose message is too long or no message", async () => {
    const why: string[] = [];
    const server = await receiver({ maxBytes: 5, refused: (_, reason) => why.push(reason) });
    await failureOf((await sender(server.port)).exchange(Buffer.from("too long")));
    const stranger = await sender(server.port);
    await failureOf(stranger.exchange(Buffer.from("\x1cGET / HTTP/1.1")));
    expect(why).toEqual(["message too long", "not MLLP"]);
  });

  it("takes no more connections than it may", async () => {
    const server = await receiver({ maxConnections: 1 });
    const first = await sender(server.port);
    const second = await sender(server.port);
    await failureOf(second.exchange(Buffer.from("x")));
    expect(String(await first.exchange(Buffer.from("x")))).toBe("ACK x");
  });

  it("lets a running answer end before it closes", async () => {
    let begun = () => {};
    const running = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let go = () => {};
    const server = await receiver({
      answer: () =>
        new Promise((resolve) => {
          go = () => resolve(Buffer.from("late"));
          begun();
        }),
    });
    const session = await sender(server.port);
    const answer = session.exchange(Buffer.from("x"));
    await running;
    const closed = server.close(5_000);
    go();
    expect(String(await answer)).toBe("late");
    await closed;
  });

  it("reads messages that came in one piece one after the other", async () => {
    const order: string[] = [];
    const server = await receiver({
      answer: async (message) => {
        order.push(`begin ${message}`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`end ${message}`);
        return Buffer.from("ACK");
      },
    });
    const { connect } = await import("node:net");
    const socket = connect(server.port, "127.0.0.1");
    ended.push(() => socket.destroy());
    let heard = "";
    const both = new Promise<void>((resolve) =>
      socket.on("data", (piece) => {
        heard += piece;
        if (heard.split("ACK").length === 3) resolve();
      }),
    );
    socket.write(Buffer.concat([frame(Buffer.from("1")), frame(Buffer.from("2"))]));
    await both;
    expect(order).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
  });
});
