import { and, desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { allowedNetworks, allowedNetworksKey, listAllowedNetworks } from "~/db/queries/allowed-networks";
import { configurationVersions, endpoints } from "~/db/schema/connections";
import { alerts, auditEvents, settings } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { makeKeyPair } from "~/engine/transports/hosted-sftp";
import { findEndpoint, lookUpHostKey } from "~/workflows/connection/endpoints";
import { announceHostKey, withdrawHostKey } from "~/workflows/connection/next-host-key";
import { probeEndpoint } from "~/workflows/connection/probe-endpoint";
import { allowNetwork, forbidNetwork } from "~/workflows/gateway/allowed-networks";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { hurry, messageIn, messagesOf, orderText, putFile, useLiveConnection } from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
type Person = Awaited<ReturnType<typeof demoActor>>;
let admin: Person;
let engineer: Person;
beforeAll(async () => {
  [admin, engineer] = [await demoActor("admin"), await demoActor("engineer")];
});

describe("the networks we may call", () => {
  test("are kept with who allowed them and why, by an administrator only", async () => {
    const network = "10.20.0.0/16";
    expect(await allowNetwork(engineer, { network, reason: "x" })).toEqual({ kind: "forbidden" });
    expect(await allowNetwork(admin, { network, reason: "The lab system." })).toEqual({ kind: "done" });
    expect(await allowNetwork(admin, { network, reason: "Again." })).toMatchObject({ kind: "refused", code: "known" });
    expect((await listAllowedNetworks()).at(-1)).toMatchObject({ network, reason: "The lab system.", by: admin.name });
    expect(await allowedNetworks()).toContain(network);
    expect(await forbidNetwork(engineer, network)).toEqual({ kind: "forbidden" });
    expect(await forbidNetwork(admin, network)).toEqual({ kind: "done" });
    expect(await allowedNetworks()).not.toContain(network);
    const told = await database().select().from(auditEvents).where(eq(auditEvents.objectId, network));
    expect(told.map((event) => [event.action, event.reason])).toEqual([
      ["network.allow", "The lab system."],
      ["network.forbid", null],
    ]);
  });

  test.each([
    ["nonsense", "lab.example", "network"],
    ["an empty line", "", "network"],
    ["a prefix that is too long", "10.0.0.0/33", "network"],
    ["a prefix that is no number", "10.0.0.0/x", "network"],
    ["nearly everything", "0.0.0.0/0", "network"],
    ["nearly everything, in IPv6", "::/0", "network"],
  ])("are refused for %s, naming the field", async (_, network, field) => {
    const outcome = await allowNetwork(admin, { network, reason: "r" });
    expect(outcome).toMatchObject({ kind: "invalid", errors: { [field]: expect.any(String) } });
  });

  test("need a reason; one address is a network of its own", async () => {
    expect(await allowNetwork(admin, { network: "fd00:1::5", reason: " " })).toMatchObject({
      kind: "invalid",
      errors: { reason: expect.any(String) },
    });
    expect(await allowNetwork(admin, { network: " fd00:1::5 ", reason: "One machine." })).toEqual({ kind: "done" });
    expect(await allowedNetworks()).toContain("fd00:1::5/128");
  });

  test("are those of SFTP too: an order waits while its server's network is not allowed, and goes when it is", async () => {
    const [kept] = await database().select().from(settings).where(eq(settings.key, allowedNetworksKey));
    const set = (value: string) =>
      withTransaction((tx) => tx.db.update(settings).set({ value }).where(eq(settings.key, allowedNetworksKey)));
    const lis = await findEndpoint(live.id, "lis");
    if (!lis) throw new Error("The lab's side is gone.");
    await putFile(live.emr, "net-1.hl7", orderText({ placer: "NET-1", control: "CTL-NET-1" }));
    const [first] = await messagesOf("net-1.hl7", 1);
    await messageIn(first?.id ?? "", "delivered");

    await set("[]");
    expect(await probeEndpoint(lis)).toMatchObject([{ step: "Name", ok: false }]);
    expect(await lookUpHostKey(engineer, live.id, "lis")).toMatchObject({ kind: "refused" });
    // What is open goes on, and two sessions may be; this is about the next connection.
    for (const _ of [1, 2]) live.lis.server.quirks.dropConnectionDuring("open");
    await putFile(live.emr, "net-2.hl7", orderText({ placer: "NET-2", control: "CTL-NET-2" }));
    const [second] = await messagesOf("net-2.hl7", 1);
    const alert = await waitFor("the alert", async () => {
      await hurry();
      const [one] = await database()
        .select()
        .from(alerts)
        .where(and(eq(alerts.key, `delivery/${live.id}/order`)));
      return one?.detail.includes("network we do not call") ? one : undefined;
    });
    expect(alert.title).toBe("lis of the test does not let us in");
    await messageIn(second?.id ?? "", "queued");
    await set(kept?.value ?? "[]");
    await waitFor("the order", async () => {
      await hurry();
      const [row] = await messagesOf("net-2.hl7", 1);
      return row?.state === "delivered";
    });
  });
});

describe("a partner's next host key", () => {
  const endpointNow = async () => {
    const found = await findEndpoint(live.id, "lis");
    if (!found) throw new Error("The lab's side is gone.");
    return found;
  };

  test("is accepted beside the pinned one, and pinned when the server shows it", async () => {
    const before = await endpointNow();
    const { sha256: never } = makeKeyPair("ssh-ed25519", "").publicKey;
    expect(await announceHostKey(admin, live.id, "lis", never)).toEqual({ kind: "forbidden" });
    expect(await announceHostKey(engineer, live.id, "lis", "SHA256:short")).toMatchObject({ code: "bad-fingerprint" });
    expect(await announceHostKey(engineer, live.id, "lis", before.hostKeySha256 ?? "")).toMatchObject({
      code: "same-key",
    });
    expect(await announceHostKey(engineer, live.id, "lis", never)).toEqual({ kind: "done" });
    expect(await withdrawHostKey(engineer, live.id, "lis")).toEqual({ kind: "done" });
    expect((await endpointNow()).nextHostKeySha256).toBeNull();

    // The server's own key is the next one; what was pinned is a key it had before.
    const shown = before.hostKeySha256 ?? "";
    await withTransaction((tx) =>
      tx.db.update(endpoints).set({ hostKeySha256: never }).where(eq(endpoints.id, before.id)),
    );
    const found = await lookUpHostKey(engineer, live.id, "lis");
    expect(found).toMatchObject({ kind: "found", key: { sha256: shown } });
    expect(await announceHostKey(engineer, live.id, "lis", ` ${shown} `)).toEqual({ kind: "done" });
    const after = await waitFor("the key to be pinned", async () => {
      await hurry();
      const now = await endpointNow();
      return now.nextHostKeySha256 === null && now;
    });
    expect(after).toMatchObject({ id: before.id, hostKeySha256: shown });
    const [event] = await database()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, "connection.hostKeyChanged"))
      .orderBy(desc(auditEvents.seq));
    expect(JSON.parse(event?.meta ?? "{}")).toEqual({ sha256: shown, before: never });
    const [version] = await database()
      .select({ version: configurationVersions.version })
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id))
      .orderBy(desc(configurationVersions.version));
    expect(version?.version).toBe(2);
  });
});
