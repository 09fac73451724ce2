import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import { sql } from "drizzle-orm";
import express, { type RequestHandler } from "express";
import { database } from "~/db/client";
import { mostBytes } from "~/engine/pipeline/accept";
import { bodyLimit } from "./body-limit";
import { errorWords } from "./log";
import { originCheck } from "./origin-check";
import type { Context } from "./processes";
import { root } from "./root";

/**
 * Forms and uploaded lists; forms with attachments, with room to say which one is too large; the LOINC table, of which the
 * whole has 70 MB; what far ends push to us.
 */
const largestBody = {
  pages: 4 * 1024 * 1024,
  files: 32 * 1024 * 1024,
  streamed: 128 * 1024 * 1024,
  api: mostBytes,
};

/** The console's HTTP server: headers and checks here, everything else in Remix. */
export async function startWeb({ config, log }: Context, options: { dev: boolean }): Promise<() => Promise<void>> {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", "loopback");
  app.get("/healthz", (_request, response) => void response.json({ ok: true }));
  app.get(
    "/readyz",
    (_request, response) => void readiness().then(({ status, body }) => response.status(status).json(body)),
  );
  app.use(securityHeaders(config.publicUrl, options.dev));
  app.use(originCheck(config.publicUrl));
  app.use(bodyLimit(largestBody));
  app.use(
    compression({
      filter: (request, response) =>
        !String(response.getHeader("content-type") ?? "").includes("text/event-stream") &&
        compression.filter(request, response),
    }),
  );

  const vite = options.dev
    ? await (await import("vite")).createServer({ server: { middlewareMode: true } })
    : undefined;
  if (vite) app.use(vite.middlewares);
  else {
    const client = join(root, "build", "client");
    app.use("/assets", express.static(join(client, "assets"), { immutable: true, maxAge: "1y" }));
    app.use(express.static(client, { maxAge: "1h" }));
  }
  const build = vite
    ? () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>
    : ((await import(pathToFileURL(join(root, "build", "server", "index.js")).href)) as ServerBuild);
  app.all(
    "*",
    createRequestHandler({
      build,
      getLoadContext: (request, response) => ({
        cspNonce: String(response.locals.cspNonce),
        clientAddress: request.ip ?? "unknown",
        gatehouse: { demo: config.demo, publicUrl: config.publicUrl, sandbox: config.sandbox ?? null },
        reportError: (error: unknown) => log("error", "a page failed", { error: errorWords(error) }),
      }),
    }),
  );

  const server = createServer(app);
  // The LOINC table comes over slow lines too; who sends no head in time is still cut off.
  server.requestTimeout = 300_000;
  server.headersTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(config.port, config.host, () => resolve());
  });
  log("info", "listening", { host: config.host, port: config.port });
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    // Open event streams would keep the server for ever; a page reconnects by itself.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
    await closed;
    await vite?.close();
  };
}

function securityHeaders(publicUrl: string, dev: boolean): RequestHandler {
  const https = publicUrl.startsWith("https:");
  return (_request, response, next) => {
    const nonce = randomBytes(16).toString("base64");
    response.locals.cspNonce = nonce;
    response.setHeader(
      "Content-Security-Policy",
      [
        "default-src 'self'",
        `script-src 'self' 'nonce-${nonce}'`,
        dev ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        dev ? "connect-src 'self' ws:" : "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].join("; "),
    );
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (https) response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    next();
  };
}

/** Ready: the database answers, its schema is there, and a worker was seen lately. */
async function readiness(): Promise<{ status: number; body: Record<string, unknown> }> {
  try {
    const [row] = await database().execute(sql`
      select (select count(*)::int from workers where seen_at > now() - interval '30 seconds') as workers,
        (select count(*)::int from drizzle.__drizzle_migrations) as migrations`);
    const { workers, migrations } = row as { workers: number; migrations: number };
    return { status: workers > 0 ? 200 : 503, body: { ok: workers > 0, workers, migrations } };
  } catch {
    return { status: 503, body: { ok: false, database: "does not answer" } };
  }
}
