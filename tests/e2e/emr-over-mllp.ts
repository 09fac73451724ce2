import { randomUUID } from "node:crypto";
import { buildAck, get, parse } from "../../engine/hl7";
import { connectMllp, listenMllp } from "../../engine/transports/mllp";

/** A practice's EMR that speaks MLLP: it takes results at a port of its own and says so, and sends orders to ours. */
export async function startMllpEmr() {
  const received: string[] = [];
  const server = await listenMllp({
    host: "127.0.0.1",
    port: 0,
    maxBytes: 4 * 1024 * 1024,
    maxConnections: 5,
    idleMs: 60_000,
    async answer(bytes) {
      const read = parse(bytes);
      if (read.kind === "malformed") return undefined;
      received.push(get(read.message, "MSH-10.1") ?? "");
      const controlId = randomUUID().slice(0, 20);
      return buildAck(read.message, { code: "AA", controlId, at: new Date().toISOString() });
    },
  });
  return {
    port: server.port,
    /** Control IDs of the results that came, in their order. */
    received: received as readonly string[],
    /** Sends to our port; the code of the answer and of what it is. */
    async send(port: number, text: string): Promise<{ code: string; of: string }> {
      const session = await connectMllp({ host: "127.0.0.1", port }, { connectMs: 5_000, answerMs: 20_000 });
      try {
        const answer = parse(await session.exchange(Buffer.from(text)));
        if (answer.kind === "malformed") throw new Error("The answer is no HL7.");
        return { code: get(answer.message, "MSA-1") ?? "", of: get(answer.message, "MSA-2") ?? "" };
      } finally {
        session.close();
      }
    },
    close: () => server.close(0),
  };
}
