import { type Agent, type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { vettedAddress } from "../network/vetted-address";
import { socketFailure } from "../socket-failure";
import { TransportError } from "../transport-error";
import type { RestDeadlines, RestSettings } from "./contract";

/** Longest answer read, in bytes. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

/** An answer as it came. */
export type HttpAnswer = { status: number; headers: IncomingMessage["headers"]; body: Buffer };

/** A request with everything in it. */
export type HttpRequest = { method: string; url: URL; headers: Record<string, string>; body: Uint8Array | undefined };

/** The connection goes to the address that was vetted; the name is not resolved again. */
function fixedLookup(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

/**
 * One request: no redirect is followed, no proxy asked, every part has a deadline.
 * @throws TransportError transient before anything left, ambiguous `answer-lost` after, permanent for a refused
 * address or certificate
 */
export async function httpRequest(
  { method, url, headers, body }: HttpRequest,
  { tls, allowedNetworks }: Pick<RestSettings, "tls" | "allowedNetworks">,
  { connectMs, totalMs }: RestDeadlines,
  agent: Agent,
): Promise<HttpAnswer> {
  const where = url.host;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:") {
    throw new TransportError("permanent", "address-refused", `${url.protocol} is not http or https.`);
  }
  const address = await vettedAddress(host, allowedNetworks);
  const options: RequestOptions = { method, headers, agent, lookup: fixedLookup(address) };
  return new Promise((resolve, reject) => {
    const outgoing = secure ? requestHttps(url, { ...options, ...tls }) : requestHttp(url, options);
    let connected = false;
    const fail = (error: unknown) => {
      clearTimeout(connecting);
      clearTimeout(whole);
      outgoing.destroy();
      const known = socketFailure(error, where);
      if (!connected || known?.failure === "permanent") {
        return reject(known ?? new TransportError("transient", "connection-lost", `${where} hung up.`, error));
      }
      const message = `${where} gave no whole answer after the request was sent: whether it arrived is not known.`;
      reject(new TransportError("ambiguous", "answer-lost", message, error));
    };
    const late = (ms: number) =>
      fail(new TransportError("transient", "timed-out", `${where} did not answer within ${ms} ms.`));
    const connecting = setTimeout(late, connectMs, connectMs);
    const whole = setTimeout(late, totalMs, totalMs);
    outgoing.on("error", fail);
    outgoing.on("socket", (socket) => {
      const ready = () => {
        connected = true;
        clearTimeout(connecting);
      };
      // A connection that is kept open has nothing left to wait for.
      if (socket.connecting) socket.once(secure ? "secureConnect" : "connect", ready);
      else ready();
    });
    outgoing.on("response", (incoming) => {
      const pieces: Buffer[] = [];
      let length = 0;
      incoming.on("error", fail);
      incoming.on("aborted", () => fail(new Error("aborted")));
      incoming.on("data", (piece: Buffer) => {
        length += piece.length;
        if (length > LONGEST_ANSWER) return fail(new Error("too long"));
        pieces.push(piece);
      });
      incoming.on("end", () => {
        clearTimeout(connecting);
        clearTimeout(whole);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(pieces, length) });
      });
    });
    outgoing.end(body);
  });
}
