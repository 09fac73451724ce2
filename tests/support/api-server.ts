import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequestHandler } from "@remix-run/express";
import type { ActionFunction, LoaderFunction, ServerBuild } from "@remix-run/node";
import express from "express";
import { afterAll, beforeAll } from "vitest";
import { bodyLimit } from "~/server/body-limit";
import { originCheck } from "~/server/origin-check";

type Module = { loader?: LoaderFunction; action?: ActionFunction };
const modules = import.meta.glob<Module>("../../app/routes/api.v1.*", { eager: true });

/** The routes below /api/v1, by path as the router has it: `api/v1/connections/:id/orders`. */
export const apiRoutes: Readonly<Record<string, Module>> = Object.fromEntries(
  Object.entries(modules).map(([file, module]) => {
    const name = (file.split("/").at(-1) ?? "").replace(/\.tsx?$/, "");
    const whole = name.replaceAll("[.]", "\0").replaceAll(".", "/").replaceAll("$", ":").replaceAll("\0", ".");
    const path = whole.replace(/\/_index$/, "");
    return [path, module];
  }),
);

const nothing = () => new Response("Nothing is rendered here.", { status: 500 });

/** A build of Remix that has these routes and no pages. */
const build = {
  mode: "production",
  entry: { module: { default: nothing } },
  routes: Object.fromEntries(
    Object.entries(apiRoutes).map(([path, module]) => [path, { id: path, path, module: { ...module } }]),
  ),
  assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "" },
  publicPath: "/",
  assetsBuildDirectory: "",
  future: { v3_singleFetch: true },
  isSpaMode: false,
} as unknown as ServerBuild;

export const publicUrl = "https://gatehouse.example";
/** What a form may be at most, far less than what may be pushed. */
export const pageLimit = 1_024;

/** The programming interface behind the checks of the web process, over real HTTP. Call below `useDatabase()`. */
export function useApiServer(mostBytes: number) {
  const at = { url: "", failures: [] as unknown[] };
  let server: Server;
  beforeAll(async () => {
    const app = express();
    app.use(
      originCheck(publicUrl),
      bodyLimit({ pages: pageLimit, files: pageLimit, streamed: 1_000_000, api: mostBytes }),
    );
    const getLoadContext = () => ({
      cspNonce: "",
      clientAddress: "192.0.2.9",
      gatehouse: { demo: false, publicUrl, sandbox: null },
      reportError: (error: unknown) => void at.failures.push(error),
    });
    app.all("*", createRequestHandler({ build, mode: "production", getLoadContext }));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    at.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return at;
}
