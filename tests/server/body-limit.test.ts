import { request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyLimit } from "~/server/body-limit";

const limit = 1_048_576;
let server: Server;

beforeAll(async () => {
  const app = express();
  app.use(bodyLimit({ pages: limit, files: 3 * limit, streamed: 5 * limit, api: 2 * limit }));
  app.all("*", (request, response) => {
    request.resume().on("end", () => response.send("done"));
  });
  await new Promise<void>((resolve) => {
    server = app.listen(0, "127.0.0.1", () => resolve());
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function send(headers: Record<string, string | number>, body: Buffer, path = "/"): Promise<number> {
  return new Promise((resolve) => {
    const { port } = server.address() as AddressInfo;
    const request = httpRequest({ host: "127.0.0.1", port, method: "POST", path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    // The server hangs up on what it refuses, perhaps while we are still sending.
    request.on("error", () => undefined);
    request.end(body);
  });
}

test("what fits passes", async () => {
  expect(await send({ "content-length": limit }, Buffer.alloc(limit))).toBe(200);
});

test("what is too large is refused by what it says it is", async () => {
  expect(await send({ "content-length": limit + 1 }, Buffer.alloc(limit + 1))).toBe(413);
});

test("what does not say how large it is is refused", async () => {
  expect(await send({ "transfer-encoding": "chunked" }, Buffer.alloc(10))).toBe(411);
});

test("what is pushed to us may be larger than a form", async () => {
  expect(await send({ "content-length": 2 * limit }, Buffer.alloc(2 * limit), "/api/v1/x")).toBe(200);
  expect(await send({ "content-length": 2 * limit + 1 }, Buffer.alloc(2 * limit + 1), "/api/v1/x")).toBe(413);
});

test("forms that take attachments may be larger than others", async () => {
  for (const path of ["/portal/requests/new", "/portal/connections/x", "/approvals/x", "/connections/x/conversation"]) {
    expect(await send({ "content-length": 3 * limit }, Buffer.alloc(3 * limit), path), path).toBe(200);
    expect(await send({ "content-length": 3 * limit + 1 }, Buffer.alloc(3 * limit + 1), path), path).toBe(413);
  }
  expect(await send({ "content-length": limit + 1 }, Buffer.alloc(limit + 1), "/connections/x")).toBe(413);
});

test("the LOINC table, which is read as it comes, may be larger than any form", async () => {
  const path = "/compendium/loinc/file";
  expect(await send({ "content-length": 5 * limit }, Buffer.alloc(5 * limit), path)).toBe(200);
  expect(await send({ "content-length": 5 * limit + 1 }, Buffer.alloc(5 * limit + 1), path)).toBe(413);
  expect(await send({ "content-length": limit + 1 }, Buffer.alloc(limit + 1), "/compendium/loinc")).toBe(413);
});
