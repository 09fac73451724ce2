import { request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originCheck } from "~/server/origin-check";

const publicUrl = "https://gatehouse.example";
let server: Server;
let done = 0;
let forwardedHost: unknown;

beforeAll(async () => {
  const app = express();
  app.use(originCheck(publicUrl));
  app.all("*", (request, response) => {
    done++;
    forwardedHost = request.headers["x-forwarded-host"];
    response.send("done");
  });
  await new Promise<void>((resolve) => {
    server = app.listen(0, "127.0.0.1", () => resolve());
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const portOf = () => (server.address() as AddressInfo).port;

/** The answer's status, and whether the request got through. */
function ask(method: string, path: string, headers: Record<string, string>): Promise<[number, boolean]> {
  const before = done;
  return new Promise((resolve, reject) => {
    httpRequest({ host: "127.0.0.1", port: portOf(), method, path, headers }, (response) => {
      response.resume().on("end", () => resolve([response.statusCode ?? 0, done > before]));
    })
      .on("error", reject)
      .end();
  });
}
const through = [200, true];
const stopped = [403, false];

describe("a request that changes something", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"])("by %s from our own origin gets through", async (method) => {
    expect(await ask(method, "/x", { Origin: publicUrl, "Sec-Fetch-Site": "same-origin" })).toEqual(through);
    expect(await ask(method, "/x", { Origin: publicUrl })).toEqual(through);
  });

  test.each([
    ["a foreign origin", { Origin: "https://evil.example" }],
    ["no origin", {}],
    ["no origin, said to be same-origin", { "Sec-Fetch-Site": "same-origin" }],
    ["an opaque origin", { Origin: "null" }],
    ["our name over http", { Origin: "http://gatehouse.example" }],
    ["our name on another port", { Origin: "https://gatehouse.example:8443" }],
    ["a name that begins with ours", { Origin: "https://gatehouse.example.evil.example" }],
    ["our origin, said to be cross-site", { Origin: publicUrl, "Sec-Fetch-Site": "cross-site" }],
    ["our origin, said to be same-site", { Origin: publicUrl, "Sec-Fetch-Site": "same-site" }],
    [
      "a foreign origin that says we are forwarded",
      { Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" },
    ],
    ["a foreign origin that is also its host", { Origin: "http://evil.example", Host: "evil.example" }],
    ["an origin that is no address", { Origin: "evil" }],
  ] as [string, Record<string, string>][])("from %s is stopped", async (_name, headers) => {
    expect(await ask("POST", "/x", headers)).toEqual(stopped);
  });

  test("is stopped on resource routes and data requests as well", async () => {
    for (const path of ["/x.data", "/events", "/apiary", "/x/api/", "/?_data=root"]) {
      expect(await ask("POST", path, { Origin: "https://evil.example" })).toEqual(stopped);
    }
  });

  test.each(["localhost", "127.0.0.1"])("from %s on this machine gets through under its own name", async (name) => {
    const host = `${name}:${portOf()}`;
    expect(await ask("POST", "/x", { Origin: `http://${host}`, Host: host })).toEqual(through);
    expect(await ask("POST", "/x", { Origin: `http://${name}:1`, Host: host })).toEqual(stopped);
  });

  test("below /api/ gets through: it carries its own credentials", async () => {
    expect(await ask("POST", "/api/x", { Origin: "https://evil.example" })).toEqual(through);
  });
});

describe("a request that only reads", () => {
  test.each(["GET", "HEAD", "OPTIONS"])("by %s gets through from anywhere", async (method) => {
    expect(await ask(method, "/x", { Origin: "https://evil.example" })).toEqual(through);
    expect(await ask(method, "/x", {})).toEqual(through);
  });

  test("never brings X-Forwarded-Host any further", async () => {
    await ask("GET", "/x", { "X-Forwarded-Host": "evil.example" });
    expect(forwardedHost).toBeUndefined();
  });
});
