import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { secretPlace } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { configurationVersions, connections, endpoints, testRuns } from "~/db/schema/connections";
import { inboundFiles } from "~/db/schema/messages";
import { plainSftp, type Reach } from "~/db/schema/transports";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { shadowPast } from "~/engine/pipeline/shadow";
import { switchOver } from "~/workflows/connection/switch-over";
import { startTestRun } from "~/workflows/connection/test-runs";
import { overlaps, testFileName } from "~/workflows/connection/trial-pickups";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  filesIn,
  hurry,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  readOut,
  restReach,
  resultText,
  useLiveConnection,
} from "../support/live-connection";
import { startTestSftpServer, type TestSftpServer } from "../support/sftp-server";
import { connectionRow, passedRun, signRun } from "../support/tested-connection";
import { waitFor } from "../support/wait-for";

/** A change of where the two sides are: tried at the new places, while real messages keep to the old ones. */
useDatabase();
const live = useLiveConnection();
let engineer: Awaited<ReturnType<typeof demoActor>>;
const next = {} as { emr: TestSftpServer; lis: TestSftpServer };
let receiver: Server;
const pushed: { path: string; body: string }[] = [];

beforeAll(async () => {
  engineer = await demoActor("engineer");
  next.emr = await startTestSftpServer();
  next.lis = await startTestSftpServer();
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += String(part);
    });
    request.on("end", () => {
      pushed.push({ path: request.url ?? "", body });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready));
});
afterAll(async () => {
  await next.emr?.stop();
  await next.lis?.stop();
  await new Promise((done) => receiver.close(done));
});

const sftpAt = ({ settings }: TestSftpServer): Reach => ({
  ...plainSftp,
  transport: "sftp",
  host: settings.host,
  port: settings.port,
  username: settings.username,
  authKind: "password",
  pickupDirectory: "/in",
  dropDirectory: "/out",
  archiveDirectory: "/archive",
  filePattern: "*.hl7",
  pollSeconds: 1,
  completion: "renamed",
  ackFiles: false,
  inDoubt: "resend",
});

/** A candidate that is reached at these places; the version it is. */
async function candidate(sides: Partial<Record<"emr" | "lis", { reach: Reach; server?: TestSftpServer }>>) {
  return withTransaction(async (tx) => {
    const versions = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id))
      .orderBy(desc(configurationVersions.version));
    const { configurationVersion } = await connectionRow(live.id);
    const current = versions.find((one) => one.version === configurationVersion);
    if (!current) throw new Error("The connection has no configuration.");
    const ids: Record<string, string> = {};
    for (const [side, { reach, server }] of Object.entries(sides)) {
      const id = newId("end");
      ids[side] = id;
      await tx.db.insert(endpoints).values({
        id,
        side: side as "emr" | "lis",
        name: `New ${side}`,
        reach,
        checkOk: true,
        ...(server && {
          secret: sealSecret("right", secretPlace(id)),
          hostKeySha256: server.settings.hostKeySha256,
        }),
      });
    }
    const version = (versions[0]?.version ?? 0) + 1;
    await tx.db.insert(configurationVersions).values({
      ...current,
      version,
      codeMap: ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` })),
      ...(ids.emr && { emrEndpointId: ids.emr }),
      ...(ids.lis && { lisEndpointId: ids.lis }),
    });
    await tx.db.update(connections).set({ candidateVersion: version }).where(eq(connections.id, live.id));
    return { version, ids };
  });
}
const runNow = async () => {
  const [run] = await database()
    .select()
    .from(testRuns)
    .where(eq(testRuns.connectionId, live.id))
    .orderBy(desc(testRuns.number))
    .limit(1);
  if (!run) throw new Error("There is no run.");
  return run;
};
const arrives = async (server: TestSftpServer, name: string, text: string) => {
  await putFile(server, name, text);
  const [row] = await messagesOf(name, 1);
  return row?.id ?? "";
};
const marked = (text: string) => text.replace("|P|2.5.1|", "|T|2.5.1|");
const order = (placer: string) => orderText({ placer, control: `C${placer}` });
const result = (placer: string) => resultText({ placer, control: `R${placer}`, facility: live.facility });
const arrived = async (id: string) => {
  const row = await waitFor(
    `message ${id} to be delivered`,
    async () => {
      await hurry();
      return messageIn(id, "delivered").catch(() => undefined);
    },
    25_000,
  );
  return row;
};

describe("over SFTP", () => {
  test("a run delivers at the change's own places, both sides, and real messages at those in force", async () => {
    await candidate({
      emr: { reach: sftpAt(next.emr), server: next.emr },
      lis: { reach: sftpAt(next.lis), server: next.lis },
    });
    expect(await startTestRun(engineer, live.id)).toMatchObject({ kind: "done", row: { state: "live" } });
    const [real, tried] = [
      await arrives(live.emr, "e1.hl7", order("E1")),
      await arrives(live.emr, "e2.hl7", marked(order("E2"))),
    ];
    const [realOrder, triedOrder] = [await arrived(real), await arrived(tried)];
    expect(await filesIn(live.lis, "out")).toContain(realOrder.outboundName);
    expect(await filesIn(next.lis, "out")).toEqual([triedOrder.outboundName]);
    expect(await readOut(next.lis, triedOrder.outboundName)).toContain("|T|2.5.1");
    const [realAnswer, answer] = [
      await arrived(await arrives(live.lis, "a1.hl7", result("E1"))),
      await arrived(await arrives(live.lis, "a2.hl7", result("E2"))),
    ];
    expect(await filesIn(live.emr, "out")).toEqual([realAnswer.outboundName]);
    expect(await filesIn(next.emr, "out")).toEqual([answer.outboundName]);
  });

  test("its pickups are proved by one file each, taken as every file is; what else lies there stays", async () => {
    const run = await waitFor("the pickups to be seen", async () => {
      const now = await runNow();
      return now.pickups.every(({ seen }) => seen !== null) ? now : undefined;
    });
    expect(run.pickups.map(({ side, folder }) => [side, folder])).toEqual([
      ["emr", "/in"],
      ["lis", "/in"],
    ]);
    for (const { endpointId, name } of run.pickups) {
      const files = await database().select().from(inboundFiles).where(eq(inboundFiles.endpointId, endpointId));
      expect(files).toMatchObject([{ name, state: "disposed", messageCount: 0 }]);
      expect(files[0]?.archiveName).toContain(name);
    }
    expect([await filesIn(next.emr, "in"), await filesIn(next.lis, "in")]).toEqual([[], []]);
  });

  test("without that file the run does not pass, and its page says why", async () => {
    await candidate({
      emr: { reach: { ...sftpAt(next.emr), filePattern: "ORD_????.dat" } as Reach, server: next.emr },
    });
    expect(await startTestRun(engineer, live.id)).toMatchObject({ kind: "done" });
    expect((await runNow()).pickups).toMatchObject([
      { side: "emr", seen: null, problem: "No file name of ours fits the pattern ORD_????.dat." },
    ]);
    await candidate({
      emr: { reach: { ...sftpAt(next.emr), pickupDirectory: "/nowhere" } as Reach, server: next.emr },
    });
    expect(await startTestRun(engineer, live.id)).toMatchObject({ kind: "done" });
    const told = await waitFor("the run to say why", async () => {
      const [pickup] = (await runNow()).pickups;
      return pickup?.problem ? pickup : undefined;
    });
    expect([told.seen, told.folder]).toEqual([null, "/nowhere"]);
  });

  test("after the switch-over traffic goes over it, what was under way arrives once, and orders come from there", async () => {
    const { version } = await candidate({
      emr: { reach: sftpAt(next.emr), server: next.emr },
      lis: { reach: sftpAt(next.lis), server: next.lis },
    });
    await signRun(live.id, await passedRun(live.id, version));
    // It maps one code more, which no message shows.
    await shadowPast(live.id, engineer.id);
    const before = await Promise.all([filesIn(live.lis, "out"), filesIn(next.lis, "out")]);
    // Taken in, and somewhere on their way.
    const sent = await Promise.all(Array.from({ length: 6 }, (_, n) => arrives(live.emr, `F${n}.hl7`, order(`F${n}`))));
    expect(await switchOver(engineer, live.id)).toMatchObject({ kind: "done" });
    const rows = await Promise.all(sent.map(arrived));
    const [old, fresh] = await Promise.all([filesIn(live.lis, "out"), filesIn(next.lis, "out")]);
    for (const { outboundName } of rows) {
      const at = [...old, ...fresh].filter((name) => name === outboundName);
      expect(at).toHaveLength(1);
    }
    expect(old.length + fresh.length).toBe(before.flat().length + rows.length);
    const first = await arrived(await arrives(next.emr, "g1.hl7", order("G1")));
    expect(await filesIn(next.lis, "out")).toContain(first.outboundName);
    const back = await arrived(await arrives(next.lis, "g1-answer.hl7", result("G1")));
    expect(await filesIn(next.emr, "out")).toContain(back.outboundName);
    expect((await connectionRow(live.id)).configurationVersion).toBe(version);
  });
});

describe("over REST", () => {
  const url = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${path}`;
  test("a run's result goes to the change's own address, a real one where it went before, and to the new one afterwards", async () => {
    const { version } = await candidate({ emr: { reach: restReach({ url: url("results") }) } });
    expect(await startTestRun(engineer, live.id)).toMatchObject({ kind: "done" });
    expect((await runNow()).pickups).toEqual([]);
    await arrived(await arrives(next.emr, "h1.hl7", order("H1")));
    await arrived(await arrives(next.emr, "h2.hl7", marked(order("H2"))));
    const real = await arrived(await arrives(next.lis, "h1-answer.hl7", result("H1")));
    const tried = await arrived(await arrives(next.lis, "h2-answer.hl7", result("H2")));
    expect(await filesIn(next.emr, "out")).toContain(real.outboundName);
    expect(await filesIn(next.emr, "out")).not.toContain(tried.outboundName);
    expect(pushed.map(({ path, body }) => [path, body.includes("H2"), body.includes("|T|")])).toEqual([
      ["/results", true, true],
    ]);
    await signRun(live.id, await passedRun(live.id, version));
    // It waits in the lane when the switch is made: where it goes is asked when it goes.
    const waiting = await arrives(next.lis, "h3-answer.hl7", result("G1").replace("RG1", "RG1-again"));
    expect(await switchOver(engineer, live.id)).toMatchObject({ kind: "done" });
    const last = await arrived(waiting);
    const places = [(await filesIn(next.emr, "out")).includes(last.outboundName ?? ""), pushed.length > 1];
    expect(places.filter(Boolean)).toHaveLength(1);
    const after = await arrived(await arrives(next.lis, "h4-answer.hl7", result("E1").replace("RE1", "RE1-again")));
    expect(after.state).toBe("delivered");
    expect(pushed.at(-1)?.body).toContain("E1");
  });
});

describe("the file of a pickup", () => {
  test.each([
    ["*.hl7", "gatehouse-test-x1.hl7"],
    ["ORD_*.txt, *.hl7", "ORD_gatehouse-test-x1.txt"],
    ["*", "gatehouse-test-x1"],
    ["ORDERS.DAT", undefined],
  ])("of %s is called so that it is listed", (pattern, name) => expect(testFileName(pattern, "x1")).toBe(name));

  test.each([
    ["/in", "/in", true],
    ["/in/", "/in", true],
    ["/in", "/in/a", true],
    ["/in", "/inbox", false],
    ["/in", "/test", false],
  ])("is not put where another reader would find it: %s and %s", (one, other, expected) => {
    const at = (folder: string) => ({ ...sftpAt(live.emr), pickupDirectory: folder }) as Parameters<typeof overlaps>[1];
    expect(overlaps(at(one), at(other))).toBe(expected);
    expect(overlaps({ ...at(one), host: "elsewhere" }, at(other))).toBe(false);
  });
});
