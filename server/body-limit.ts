import type { Request, RequestHandler } from "express";

/**
 * The largest body there may be at a path, in bytes: forms, forms with files, files that are read as they come, what far
 * ends push to us.
 */
export type Limits = { pages: number; files: number; streamed: number; api: number };

const isApi = (request: Request) => request.path.startsWith("/api/");

/** Pages whose forms take attachments. Their actions ask who is there before they read the body. */
const takesFiles = ({ path }: Request) =>
  /^\/(portal\/(requests|connections)\/|approvals\/|connections\/[^/]+\/conversation|compendium\/import)/.test(path);

/** Where the body is the file itself. */
const isStreamed = ({ path }: Request) => path === "/compendium/loinc/file";

/** The first that fits decides. */
const limitOf = (request: Request, most: Limits): number => {
  if (isApi(request)) return most.api;
  if (isStreamed(request)) return most.streamed;
  return takesFiles(request) ? most.files : most.pages;
};

/**
 * No request may be larger than this. Most bodies are read into memory, so their size has to be known before: one without a
 * length is refused too, which no browser sends. Refusals below /api/ are problems as RFC 9457 has them.
 */
export function bodyLimit(most: Limits): RequestHandler {
  return (request, response, next) => {
    const refuse = (status: number, detail: string) => {
      response.status(status).set("Connection", "close");
      if (isApi(request)) response.type("application/problem+json").send(JSON.stringify({ status, detail }));
      else response.type("text/plain").send(detail);
    };
    const limit = limitOf(request, most);
    if (request.headers["transfer-encoding"] !== undefined)
      return refuse(411, "The request does not say how long it is, so nothing was done.");
    if (Number(request.headers["content-length"] ?? 0) > limit)
      return refuse(413, `What was sent is larger than ${Math.floor(limit / 1_048_576)} MiB, so nothing was done.`);
    next();
  };
}
