import type { RequestHandler } from "express";

/**
 * Cross-site request forgery, stopped in front of Remix, whose own check leaves out resource routes and trusts
 * X-Forwarded-Host. Anything but a read must come from our own origin; a browser always says where it comes from.
 * Requests under /api/ carry their own credentials, never a cookie, and pass.
 */
export function originCheck(publicUrl: string): RequestHandler {
  const own = new URL(publicUrl).origin;
  return (request, response, next) => {
    delete request.headers["x-forwarded-host"];
    if (["GET", "HEAD", "OPTIONS"].includes(request.method) || request.path.startsWith("/api/")) return next();
    const { origin } = request.headers;
    const site = request.headers["sec-fetch-site"];
    const sameHost =
      origin !== undefined && origin === `${request.protocol}://${request.headers.host}` && isLoopback(origin);
    if ((origin === own || sameHost) && (site === undefined || site === "same-origin")) return next();
    response.status(403).type("text/plain").send("This request came from another site, so nothing was done.");
  };
}

/** localhost and 127.0.0.1 are one machine under two names; both may be used where PUBLIC_URL names one of them. */
function isLoopback(origin: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(origin).hostname);
}
