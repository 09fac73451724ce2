import type { RequestHandler } from "express";

/**
 * No request may be larger than this, in bytes. A form is read into memory, so its size has to be known before: a body
 * without a length is refused too, which no browser sends.
 */
export function bodyLimit(most: number): RequestHandler {
  return (request, response, next) => {
    const refuse = (status: number, text: string) => {
      response.status(status).set("Connection", "close").type("text/plain").send(text);
    };
    if (request.headers["transfer-encoding"] !== undefined)
      return refuse(411, "The request does not say how long it is, so nothing was done.");
    if (Number(request.headers["content-length"] ?? 0) > most)
      return refuse(413, `What was sent is larger than ${Math.floor(most / 1_048_576)} MiB, so nothing was done.`);
    next();
  };
}
