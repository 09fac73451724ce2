import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { socketFailure, wordsWithNextStep } from "../socket-failure";
import { TransportError } from "../transport-error";
import { type AllowedNetworks, vettedAddress } from "./vetted-address";

/** One step of a look at a far end: what was seen, in plain words, and how long it took in milliseconds. */
export type NetworkStep = { step: string; ok: boolean; ms: number; detail: string };

export type NetworkTarget = {
  host: string;
  port: number;
  /** Given: TLS is spoken there. */
  tls?: { ca?: string; cert?: string; key?: string };
  allowedNetworks: AllowedNetworks;
};

/** Runs one step and tells how it went; a failure is told, not thrown. */
export async function probeStep(step: string, work: () => Promise<string>): Promise<NetworkStep> {
  const began = performance.now();
  const done = (ok: boolean, detail: string) => ({ step, ok, ms: Math.round(performance.now() - began), detail });
  try {
    return done(true, await work());
  } catch (error) {
    if (error instanceof TransportError) return done(false, wordsWithNextStep(error));
    return done(false, error instanceof Error ? error.message : "It did not work.");
  }
}

/** Whether a far end can be reached: its name, its port, its certificate. Ends at the first step that fails. */
export async function* probeNetwork(target: NetworkTarget, connectMs: number): AsyncGenerator<NetworkStep> {
  const { host, port, tls, allowedNetworks } = target;
  let address = "";
  const named = await probeStep("Name", async () => {
    address = await vettedAddress(host, allowedNetworks);
    return `${host} is ${address}.`;
  });
  yield named;
  if (!named.ok) return;
  const reached = await probeStep("Network", async () => {
    (await opened(() => connectTcp({ host: address, port }), "connect", `${host}:${port}`, connectMs)).destroy();
    return `Port ${port} is open.`;
  });
  yield reached;
  if (!reached.ok || !tls) return;
  yield await probeStep("Certificate", async () => {
    const servername = isIP(host) ? undefined : host;
    const open = () => connectTls({ host: address, port, servername, ...tls });
    const socket = (await opened(open, "secureConnect", `${host}:${port}`, connectMs)) as TLSSocket;
    const { valid_to: until } = socket.getPeerCertificate();
    socket.destroy();
    return `Accepted, ${socket.getProtocol() ?? "TLS"}; valid until ${until}.`;
  });
}

function opened(open: () => Socket, event: string, where: string, connectMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = open();
    const fail = (error: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(
        socketFailure(error, where) ??
          new TransportError("transient", "connection-lost", `${where} ended the connection.`, error),
      );
    };
    const timer = setTimeout(
      () => fail(new TransportError("transient", "timed-out", `${where} did not answer within ${connectMs} ms.`)),
      connectMs,
    );
    socket.once("error", fail);
    socket.once(event, () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
