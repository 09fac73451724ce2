import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { loadGateTab } from "~/app/server/connection-tabs.server";
import type { GateItem } from "~/db/schema/connections";
import { seedDemo } from "~/server/demo/seed";
import { chooseTemplate, followGate, saveAlertContacts, saveCodeMap } from "~/workflows/connection/commands";
import { endpointSchema } from "~/workflows/connection/endpoint-form";
import { saveEndpoint } from "~/workflows/connection/endpoints";
import { saveOverrides } from "~/workflows/connection/overrides";
import { asks } from "../support/asks";
import { changeAndPublish, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { connectionRow, readyConnection } from "../support/tested-connection";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let engineer: Person;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
});
afterEach(() => {
  vi.useRealTimers();
});

const map = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
const endpoint = endpointSchema.parse({
  transport: "sftp",
  name: "EMR",
  host: "127.0.0.1",
  port: 2222,
  username: "practice",
  authKind: "password",
  secret: "not a real one",
  pickupDirectory: "/orders",
  dropDirectory: "/results",
  archiveDirectory: "",
  filePattern: "*.hl7",
  pollSeconds: 30,
});

/** The gate as its page shows it: what stands beside each item, and what is to be done. */
async function shown(id: string) {
  const { items } = await loadGateTab(await asks({ who: "engineer", params: { id } }));
  return new Map(items.map(({ key, state, reason, next }) => [key as GateItem, { state, reason, next }]));
}

/** A release in which this test costs a cent more. */
async function changeTest(code: string) {
  const item = await itemInForce(code);
  if (item.kind !== "test") throw new Error(`${code} is no test.`);
  await changeAndPublish({ ...item, listPriceCents: item.listPriceCents + 1 });
  return { kind: "done" };
}

const wholeWay: GateItem[] = ["mapping", "roundTrip", "reconciliation", "auditTrail"];

/** Each kind of change as people make it, the items it makes stale, and how the page explains that. */
const changes: [string, (id: string) => Promise<unknown>, GateItem[], RegExp][] = [
  ["another template", (id) => chooseTemplate(engineer, id, "epic"), wholeWay, /the template/i],
  [
    "an override",
    (id) =>
      saveOverrides(engineer, id, { orders: { rules: [{ name: "agreed", to: "practice.name", constant: "A" }] } }),
    wholeWay,
    /override/i,
  ],
  [
    "the code map",
    (id) => saveCodeMap(engineer, id, [...map.slice(1), { labCode: "CMP", emrCode: "OTHER" }]),
    ["roundTrip", "reconciliation", "auditTrail", "codes"],
    /code map/i,
  ],
  [
    "an endpoint",
    (id) => saveEndpoint(engineer, id, "emr", endpoint),
    ["roundTrip", "reconciliation", "auditTrail", "retries"],
    /endpoint/i,
  ],
  ["the alert contacts", (id) => saveAlertContacts(engineer, id, ["other@example.test"]), ["retries"], /contacts/i],
  ["an offered code in the compendium", () => changeTest("CMP"), ["codes"], /offered code/i],
  [
    "time",
    async (id) => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 91 * 86_400_000 });
      await followGate(id);
      return { kind: "done" };
    },
    [...wholeWay, "retries", "codes"],
    /90 days/,
  ],
];

describe("a ready connection", () => {
  test.each(changes)(
    "goes back to testing after a change of %s, and its page says why",
    async (_, change, stale, why) => {
      const { id } = await readyConnection();
      expect((await connectionRow(id)).state).toBe("ready");
      const page = await asks({ who: "engineer", params: { id } });
      expect(await change(id)).toMatchObject({ kind: "done" });
      expect((await connectionRow(id)).state).toBe("testing");
      // A session does not outlast the time of the test; what is shown is asked for with the one from before.
      const { items } = await loadGateTab(page);
      for (const { key, label, state, reason, next } of items) {
        if (key === "signOff") {
          expect([label, state, reason, next]).toEqual([
            label,
            "stale",
            "Signed before this changed",
            "Bring the other six to green first.",
          ]);
        } else if (stale.includes(key as GateItem)) {
          expect([label, state, reason]).toEqual([label, "stale", expect.stringMatching(why)]);
          expect(next).not.toBe("");
        } else {
          expect([label, state]).toEqual([label, "green"]);
        }
      }
    },
  );

  test("stays ready when what changed is of no concern to it", async () => {
    const { id } = await readyConnection();
    expect(await changeTest("LIPID")).toMatchObject({ kind: "done" });
    expect((await connectionRow(id)).state).toBe("ready");
  });
});

describe("an item that fails in its own way", () => {
  test("codes: one is not mapped, and it is named", async () => {
    const { id } = await readyConnection();
    await saveCodeMap(engineer, id, map.slice(1));
    expect((await shown(id)).get("codes")).toEqual({ state: "red", reason: "1 of 3 not mapped", next: "Map CMP." });
  });

  test("retries: nobody would be told", async () => {
    const { id } = await readyConnection();
    await saveAlertContacts(engineer, id, []);
    expect((await shown(id)).get("retries")).toEqual({
      state: "red",
      reason: "Nobody would be told",
      next: "Name an alert contact.",
    });
  });

  test("all of them before a test, each with what to do", async () => {
    const id = await approvedConnection();
    await saveCodeMap(engineer, id, map);
    const gate = await shown(id);
    for (const item of [...wholeWay, "retries", "codes"] as GateItem[]) {
      expect(gate.get(item)).toEqual({ state: "not-yet", reason: "No evidence yet", next: "Run the test." });
    }
    expect(gate.get("signOff")).toMatchObject({ state: "not-yet", reason: "Asked last, by e-mail" });
  });
});
