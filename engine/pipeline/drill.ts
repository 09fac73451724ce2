import { createServer, type Server, type Socket } from "node:net";
import type { EndpointRow } from "~/db/endpoint-settings";
import type { Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import type { DrillWay } from "~/db/schema/connections";
import type { Reach, Transport } from "~/db/schema/transports";
import { buildAck, parse } from "~/engine/hl7";
import { frame, frameReader } from "~/engine/transports/mllp";
import { TransportError } from "~/engine/transports/transport-error";
import type { Files } from "./files-at";
import { createMeans, type Means } from "./means";
import type { Outcome, Plan } from "./outcome";
import { sendBatch } from "./send";

/**
 * The tries of a drill that have to fail. Each takes the real way through the real code, and ends where it does no harm:
 *
 * | way      | files over SFTP                                          | requests, MLLP                          |
 * | refused  | a loopback port nobody listens on                        | the same                                |
 * | cut      | written at the real far end, cut off before it is shown  | a loopback port that hangs up midway    |
 * | rejected | the real far end, in a folder that is not there          | a loopback port that answers 503, or AE |
 * | silence  | a loopback port that never says a word                   | the same                                |
 *
 * What a try leaves at the real far end is a hidden temporary file, which the next try removes like any other of its kind.
 */
type Drill =
  /** On the real way; `files`: what is done to the files on it. */
  | { files: (files: Files) => Files }
  /** On a way that ends at a loopback port; `answer`: what that does with whoever connects, null when nobody listens. */
  | { answer: ((socket: Socket) => void) | null };

/** A port nobody listens on. */
const deadPort = 1;
/** How long a drill waits for a far end that never answers; less than the first wait of a retry. */
const patience = { connectMs: 1_000, answerMs: 1_000 };
/** A folder nobody has; it is only asked for, never made. */
const absentFolder = "gatehouse-drill-no-such-folder";

type Astray = { [T in Transport]: (reach: Extract<Reach, { transport: T }>, port: number) => Reach };
const loopback: Astray = {
  sftp: (reach, port) => ({ ...reach, host: "127.0.0.1", port }),
  "hosted-sftp": (reach) => ({ ...reach, account: "" }),
  // What certainly does not arrive leaves nothing in doubt.
  rest: (reach, port) => ({ ...reach, url: `http://127.0.0.1:${port}/`, inDoubt: "resend" }),
  mllp: (reach, port) => ({ ...reach, host: "127.0.0.1", port, tls: false, inDoubt: "resend" }),
};

const ledAstray = (endpoint: EndpointRow, port: number): EndpointRow => {
  const lead = loopback[endpoint.reach.transport] as (reach: Reach, port: number) => Reach;
  return { ...endpoint, reach: lead(endpoint.reach, port) };
};

const byDrill = () => Promise.reject(new TransportError("transient", "connection-lost", "Cut by the drill."));

/** The file is written, and the line is gone before it gets its name. */
function cutBeforeNaming(files: Files): Files {
  let cut = false;
  return {
    ...files,
    get alive() {
      return files.alive && !cut;
    },
    drop: (directory, file) =>
      files.drop(directory, file, {
        beforeRename: () => {
          cut = true;
          return byDrill();
        },
      }),
  };
}

/** A server that makes folders by itself lets the write happen; its file never gets a name there either. */
const intoNowhere = (files: Files): Files => ({
  ...files,
  get alive() {
    return files.alive;
  },
  drop: (directory, file) =>
    files.drop(
      `${directory.replace(/\/$/, "")}/${absentFolder}`,
      { ...file, makeFolders: [] },
      { beforeRename: byDrill },
    ),
});

const hangUp = (socket: Socket) => socket.once("data", () => socket.resetAndDestroy());
const unavailable = (socket: Socket) =>
  socket.once("data", () =>
    socket.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
  );

/** An application error for whatever was sent (HL7 v2.5.1 chapter 2.9, table 0008), as a receiver with a fault of its own says it. */
function inError(socket: Socket): void {
  const reader = frameReader(maxAnswered);
  socket.on("data", (piece) => {
    for (const message of reader.push(piece)) {
      const parsed = parse(message);
      const original = parsed.kind === "malformed" ? undefined : parsed.message;
      socket.write(frame(buildAck(original, { code: "AE", controlId: "DRILL", at: new Date().toISOString() })));
    }
  });
}
/** Longest message that is answered, in bytes: longer than any that is taken in. */
const maxAnswered = 32 * 1024 * 1024;

const overFiles: Record<DrillWay, Drill> = {
  refused: { answer: null },
  cut: { files: cutBeforeNaming },
  rejected: { files: intoNowhere },
  silence: { answer: () => undefined },
};
const overLines: Record<DrillWay, Drill> = {
  refused: { answer: null },
  cut: { answer: hangUp },
  rejected: { answer: unavailable },
  silence: { answer: () => undefined },
};

const overFrames: Record<DrillWay, Drill> = { ...overLines, rejected: { answer: inError } };
const byTransport: Record<Transport, Record<DrillWay, Drill>> = {
  sftp: overFiles,
  "hosted-sftp": overLines,
  rest: overLines,
  mllp: overFrames,
};

const words: Record<DrillWay, string> = {
  refused: "the connection was refused",
  cut: "the transfer was cut",
  rejected: "what was written was rejected",
  silence: "the far end did not answer",
};

/** A try that has to fail in this way. Its outcome is told apart from a real failure, and leaves nothing in doubt. */
export async function sendDrilled(
  lease: Lease,
  plan: Plan,
  batch: readonly DueMessage[],
  way: DrillWay,
  means: Means,
): Promise<Map<string, Outcome>> {
  const drill = byTransport[plan.endpoint.reach.transport][way];
  if ("files" in drill) return asDrill(await sendBatch(lease, plan, batch, means, drill.files), way);
  const server = drill.answer && (await listenAlone(drill.answer));
  const impatient = createMeans(patience, ["127.0.0.1/32"]);
  try {
    const endpoint = ledAstray(plan.endpoint, server?.port ?? deadPort);
    return asDrill(await sendBatch(lease, { ...plan, endpoint }, batch, impatient), way);
  } finally {
    await impatient.close();
    await server?.close();
  }
}

/** A try that was to fail and did is to be repeated, whatever it looked like. One that arrived, arrived. */
function asDrill(outcomes: ReadonlyMap<string, Outcome>, way: DrillWay): Map<string, Outcome> {
  const reason = `Drill: ${words[way]} for this try.`;
  return new Map(
    [...outcomes].map(([id, outcome]) => [
      id,
      outcome.kind === "delivered" ? outcome : { kind: "again", code: "drill", reason, unsent: true },
    ]),
  );
}

async function listenAlone(answer: (socket: Socket) => void): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    answer(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : deadPort,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
