import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { database } from "~/db/client";
import { syncs } from "~/db/schema/sync";
import { createAccessKey } from "~/workflows/connection/access-keys";
import { sendWhole } from "~/workflows/sync/make";
import { saveProfile } from "~/workflows/sync/profile";
import { sendSyncs } from "~/workflows/sync/send";
import { useApiServer } from "../support/api-server";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { reachedBy, restReach, useLiveConnection } from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
const api = useApiServer(1_048_576);
const keys = { emr: "", lis: "" };

beforeAll(async () => {
  const engineer = await demoActor("engineer");
  await reachedBy(live.id, "emr", restReach());
  for (const side of ["emr", "lis"] as const) {
    const made = await createAccessKey(engineer, live.id, side);
    if (made.kind !== "done") throw new Error(made.kind);
    keys[side] = made.key;
  }
  const how = {
    format: "json",
    way: "endpoint",
    columns: null,
    whole: false,
    withPrices: true,
    contact: "",
    dueDays: 7,
  };
  await saveProfile(await demoActor("labops"), live.id, how as Parameters<typeof saveProfile>[2]);
});

const call = (path: string, body?: unknown, key = keys.emr) =>
  fetch(`${api.url}/api/v1/connections/${live.id}/compendium${path}`, {
    method: body === undefined ? "GET" : "POST",
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
  });

test("an EMR over REST asks for what waits, says what it could not load, and that it has it", async () => {
  expect((await call("")).status).toBe(204);
  expect(await sendWhole(await demoActor("labops"), live.id)).toMatchObject({ kind: "done" });
  await sendSyncs();

  const answer = await call("");
  expect(answer.status).toBe(200);
  const id = answer.headers.get("Gatehouse-Update") ?? "";
  const update = await answer.json();
  expect(update).toMatchObject({ format: "gatehouse-compendium-update", id, whole: true });
  expect(update.changes[0]).toMatchObject({ action: "add", emrCode: expect.any(String), priceUsd: expect.any(String) });
  // What other clients pay, and who may order a panel, is nobody else's affair.
  expect(JSON.stringify(update)).not.toMatch(/"prices"|practiceIds|salesOwnerId/);

  expect((await call(`/${id}`, "{")).status).toBe(400);
  expect((await call(`/${id}`, { loaded: "yes" })).status).toBe(400);
  expect((await call("/syn_00000000", { loaded: true })).status).toBe(404);
  expect((await call("", undefined, keys.lis)).status).toBe(403);
  expect((await call(`/${id}`, { loaded: true }, "x".repeat(40))).status).toBe(401);

  expect((await call(`/${id}`, { loaded: false, reason: "GLU has no such unit" })).status).toBe(204);
  const rowOf = async () => (await database().select().from(syncs).where(eq(syncs.id, id)))[0];
  expect(await rowOf()).toMatchObject({ state: "failed", failure: expect.stringContaining("no such unit") });
  expect((await call(`/${id}`, { loaded: true })).status).toBe(204);
  expect((await call(`/${id}`, { loaded: true })).status).toBe(204);
  expect(await rowOf()).toMatchObject({ state: "acknowledged", acknowledgedBy: "The EMR", opens: 1 });
  expect((await call("")).status).toBe(204);
});
