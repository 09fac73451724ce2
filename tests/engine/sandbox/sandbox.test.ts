import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "~/engine/sandbox";
import { connectSftp, type SftpSession, type SftpSettings } from "~/engine/transports/sftp";
import { waitFor } from "~/tests/support/wait-for";

const ACCOUNT = "emr-riverbend";
const hooks = { beforeRename: async () => undefined };
const field = (text: string, segment: string, number: number, occurrence = 0): string => {
  const line = text.split("\r").filter((part) => part.startsWith(`${segment}|`))[occurrence] ?? "";
  return line.split("|")[segment === "MSH" ? number - 1 : number] ?? "";
};
const count = (text: string, segment: string) => text.split("\r").filter((part) => part.startsWith(segment)).length;

describe("the sandbox", () => {
  let directory: string;
  let sandbox: Sandbox;
  const sessions: SftpSession[] = [];
  const options = (): SandboxOptions => ({
    directory,
    emrPort: 0,
    lisPort: 0,
    password: "sandbox",
    orderEveryMs: 0,
    turnaroundMs: 20,
    correctedShare: 0,
    preliminaryShare: 0,
    pdfShare: 0,
    seed: 7,
  });
  const restart = async (changes: Partial<SandboxOptions> = {}) => {
    await sandbox?.stop();
    sandbox = await startSandbox({ ...options(), ...changes });
  };
  const connect = async (side: "emr" | "lis", changes: Partial<SftpSettings> = {}) => {
    const { host, port, hostKeySha256 } = sandbox[side];
    const username = side === "emr" ? ACCOUNT : "gatehouse";
    const auth = { kind: "password", password: "sandbox" } as const;
    const settings = { host, port, hostKeySha256, username, auth, ...changes };
    const session = await connectSftp(settings, { connectMs: 5000, operationMs: 5000 });
    sessions.push(session);
    return session;
  };
  const drop = (session: SftpSession, folder: string, name: string, text: string) => {
    const bytes = Buffer.from(text);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return session.drop(folder, { name, bytes, sha256, epoch: 1 }, hooks);
  };
  const text = async (session: SftpSession, folder: string, name: string) => {
    const read = await session.read(folder, name, { maxBytes: 1_000_000 });
    if (read.kind !== "read") throw new Error(`not read: ${read.kind}`);
    return read.bytes.toString("utf8");
  };
  const results = async (session: SftpSession, wanted = 1) =>
    waitFor(`${wanted} results`, async () => {
      const { files } = await session.list("results", { maxEntries: 100 });
      return files.length >= wanted && files.map((file) => file.name);
    });
  const order = async (codes: string[]) => {
    const placed = await sandbox.emr.placeOrder(ACCOUNT, { tests: codes.map((code) => ({ code, text: code })) });
    return { ...placed, text: await text(await connect("emr"), "orders", placed.fileName) };
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "gatehouse-sandbox-"));
    await restart();
  });
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
    await sandbox.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("carries an order from the EMR to the LIS and its result back", async () => {
    const placed = await order(["A1C", "BMP"]);
    expect(field(placed.text, "MSH", 9)).toBe("ORM^O01^ORM_O01");
    expect(field(placed.text, "MSH", 10)).toBe(placed.controlId);
    expect(count(placed.text, "OBR")).toBe(2);

    const lis = await connect("lis");
    await drop(lis, "orders", "o1.hl7", placed.text);
    const [name = ""] = await results(lis);
    const result = await text(lis, "results", name);
    expect(field(result, "MSH", 9)).toBe("ORU^R01^ORU_R01");
    expect([field(result, "MSH", 5), field(result, "MSH", 6)]).toEqual(["EMR", "RIVERBEND"]);
    expect(field(result, "PID", 3)).toBe(field(placed.text, "PID", 3));
    expect(field(result, "PID", 5)).toBe(field(placed.text, "PID", 5));
    expect(field(result, "ORC", 2)).toBe(field(placed.text, "ORC", 2));
    expect(field(result, "OBR", 4, 1)).toBe("BMP^BMP^L");
    expect(field(result, "OBR", 25)).toBe("F");
    expect(count(result, "OBX")).toBe(9);
    expect(count(result, "SPM")).toBe(2);
    expect(field(result, "OBX", 3)).toMatch(/^4548-4\^/);
    expect(Number(field(result, "OBX", 5))).toBeGreaterThan(3);
    expect(field(result, "OBX", 11)).toBe("F");

    const emr = await connect("emr");
    await drop(emr, "results", "r1.hl7", result);
    const received = await waitFor("the EMR to file the result", () => {
      const seen = sandbox.emr.receivedResults(ACCOUNT);
      return seen.length === 2 && seen;
    });
    expect(received).toMatchObject([
      { placerOrderNumber: placed.placerOrderNumber, status: "F", testCode: "A1C", fileName: "r1.hl7" },
      { placerOrderNumber: placed.placerOrderNumber, status: "F", testCode: "BMP" },
    ]);
    await waitFor("the file to be archived", async () => (await emr.stat("archive", "r1.hl7")) !== undefined);
    expect(sandbox.lis.receivedOrders()).toMatchObject([
      { placerOrderNumber: placed.placerOrderNumber, controlId: placed.controlId, answers: [{ stage: "final" }] },
    ]);
  });

  it("answers a repeated order once", async () => {
    const placed = await order(["TSH"]);
    const lis = await connect("lis");
    await drop(lis, "orders", "o1.hl7", placed.text);
    await results(lis);
    await drop(lis, "orders", "o1-again.hl7", placed.text);
    await waitFor("the duplicate to be seen", () => sandbox.lis.receivedOrders()[0]?.duplicates === 1);
    expect(await results(lis)).toHaveLength(1);
  });

  it("keeps its promises across a restart", async () => {
    sandbox.lis.pause();
    const placed = await order(["CBC"]);
    const lis = await connect("lis");
    await drop(lis, "orders", "o1.hl7", placed.text);
    await waitFor("the order to be taken", () => sandbox.lis.receivedOrders().length === 1);
    const { hostKeySha256 } = sandbox.lis;
    await restart();
    expect(sandbox.lis.hostKeySha256).toBe(hostKeySha256);
    const again = await connect("lis");
    await results(again);
    await restart();
    expect(sandbox.lis.receivedOrders()[0]?.answers).toHaveLength(1);
    const second = await sandbox.emr.placeOrder(ACCOUNT, { tests: [{ code: "CBC", text: "CBC" }] });
    expect(second.controlId).not.toBe(placed.controlId);
    expect(second.placerOrderNumber).not.toBe(placed.placerOrderNumber);
  });

  it("sends preliminary, final and corrected in this order, and a PDF that is one", async () => {
    await restart({ correctedShare: 1, preliminaryShare: 1, pdfShare: 1 });
    const placed = await order(["LIPID"]);
    const lis = await connect("lis");
    await drop(lis, "orders", "o1.hl7", placed.text);
    const [preliminary = "", final = "", corrected = ""] = await Promise.all(
      (await results(lis, 3)).map((name) => text(lis, "results", name)),
    );
    expect([preliminary, final, corrected].map((result) => field(result, "OBR", 25))).toEqual(["P", "F", "C"]);
    const values = (result: string) => [0, 1, 2, 3].map((at) => field(result, "OBX", 5, at));
    expect(values(final)).toEqual(values(preliminary));
    expect(values(corrected).filter((value, at) => value !== values(final)[at])).toHaveLength(1);
    const statuses = [0, 1, 2, 3].map((at) => field(corrected, "OBX", 11, at)).sort();
    expect(statuses).toEqual(["C", "F", "F", "F"]);
    const pdf = Buffer.from(field(final, "OBX", 5, 4).split("^")[4] ?? "", "base64").toString("latin1");
    expect(pdf).toMatch(/^%PDF-1\.4[\s\S]*%%EOF\n$/);
    expect(new Set([preliminary, final, corrected].map((result) => field(result, "MSH", 10))).size).toBe(3);
  });

  it("says why it refuses an order and sets the file aside", async () => {
    const lis = await connect("lis");
    const placed = await order(["TSH"]);
    await drop(lis, "orders", "bad.hl7", placed.text.replace(/\rOBR\|.*?\r/, "\r"));
    await drop(lis, "orders", "text.hl7", "hello");
    const refused = await waitFor("two refusals", () => {
      const files = sandbox.lis.refusedFiles();
      return files.length === 2 && files;
    });
    expect(refused.map(({ reason }) => reason).sort()).toEqual(["no MSH segment", "no OBR segment"]);
    await waitFor("an empty inbox", async () => (await lis.list("orders", { maxEntries: 9 })).files.length === 0);
  });

  it("adopts an order menu and then orders by itself from it", async () => {
    await restart({ orderEveryMs: 20 });
    const emr = await connect("emr");
    const menu = 'emr_code,lab_code,name\r\nRB-A1C,A1C,"Hemoglobin A1c, blood"\r\nRB-TSH,TSH,Thyrotropin\r\n';
    await drop(emr, "results", "order-menu-2024.csv", menu);
    await waitFor("the menu", () => sandbox.emr.orderMenu(ACCOUNT).length === 2);
    expect(sandbox.emr.orderMenu(ACCOUNT)[0]).toEqual({
      emrCode: "RB-A1C",
      labCode: "A1C",
      name: "Hemoglobin A1c, blood",
    });
    const name = await waitFor("an automatic order", async () => {
      const { files } = await emr.list("orders", { maxEntries: 9 });
      return files[0]?.name;
    });
    expect(field(await text(emr, "orders", name), "OBR", 4)).toMatch(/^RB-(A1C|TSH)\^/);
    await restart();
    await waitFor("the menu after a restart", () => sandbox.emr.orderMenu(ACCOUNT).length === 2);
    expect(sandbox.emr.receivedResults(ACCOUNT)).toEqual([]);
  });

  it("writes every scenario and version, with people who cannot exist", async () => {
    const scenarios = ["plain", "stat", "delimiters", "unicode", "missing-test-code"] as const;
    const emr = await connect("emr");
    for (const hl7Version of ["2.3", "2.5.1"] as const) {
      for (const scenario of scenarios) {
        const tests = [{ code: "A&1", text: "A|C" }];
        const placed = await sandbox.emr.placeOrder(ACCOUNT, { tests, hl7Version, scenario });
        const written = await text(emr, "orders", placed.fileName);
        expect(field(written, "MSH", 12)).toBe(hl7Version);
        expect(field(written, "PID", 13)).toMatch(/^\(555\)555-01\d\d$/);
        expect(field(written, "OBR", 4)).toBe(scenario === "missing-test-code" ? "" : "A\\T\\1^A\\F\\C^L");
        expect(luhn(`80840${field(written, "OBR", 16).split("^")[0]}`)).toBe(true);
      }
    }
    expect((await emr.list("orders", { maxEntries: 99 })).files).toHaveLength(10);
  });

  it("lets nobody in with a wrong password or name, and nobody out of the account's folder", async () => {
    const wrong = { auth: { kind: "password", password: "guess" } as const };
    await expect(connect("emr", wrong)).rejects.toMatchObject({ code: "authentication-failed" });
    await expect(connect("emr", { username: "practice" })).rejects.toMatchObject({ code: "authentication-failed" });
    await expect(connect("lis", { username: ACCOUNT })).rejects.toMatchObject({ code: "authentication-failed" });
    const emr = await connect("emr");
    await connect("emr", { username: "emr-other" });
    const names = async (folder: string) => (await emr.list(folder, { maxEntries: 99 })).ignored;
    expect(await names("../..")).toEqual([{ reason: "not-a-file", count: 3 }]);
    await expect(emr.list("../emr-other/orders", { maxEntries: 9 })).rejects.toMatchObject({ code: "no-such-folder" });
    expect((await stat(join(directory, "emr", "host_key"))).mode & 0o777).toBe(0o600);
  });

  it("goes on with a ledger whose last line was cut short", async () => {
    const placed = await order(["TSH"]);
    const lis = await connect("lis");
    await drop(lis, "orders", "o1.hl7", placed.text);
    await results(lis);
    await sandbox.stop();
    const ledger = join(directory, "lis", "ledger.ndjson");
    await writeFile(ledger, (await readFile(ledger, "utf8")).slice(0, -20));
    await restart();
    const again = await connect("lis");
    await waitFor("the lost answer to be noted again", () => sandbox.lis.receivedOrders()[0]?.answers.length === 1);
    expect(await results(again)).toHaveLength(1);
    expect(await readdir(join(directory, "lis", "accounts", "gatehouse", "results"))).toHaveLength(1);
  });

  it("is driven over HTTP by those who hold the token", async () => {
    await restart({ controlPort: 0 });
    const { port = 0, token = "" } = sandbox.control ?? {};
    const call = async (method: string, path: string, body?: unknown, bearer = token) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { authorization: `Bearer ${bearer}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    expect(await call("GET", "/healthz", undefined, "")).toEqual({ status: 200, body: { ok: true } });
    expect((await call("GET", "/lis/orders", undefined, "wrong")).status).toBe(401);
    const tests = [{ code: "TSH", text: "TSH" }];
    const placed = await call("POST", `/emr/accounts/${ACCOUNT}/orders`, { tests });
    expect(placed).toMatchObject({ status: 201, body: { placerOrderNumber: expect.any(String) } });
    expect((await call("POST", `/emr/accounts/${ACCOUNT}/orders`, { tests: [] })).status).toBe(400);
    expect((await call("POST", "/emr/accounts/..%2f/orders", { tests })).status).toBe(404);
    expect(await call("GET", `/emr/accounts/${ACCOUNT}/results`)).toEqual({ status: 200, body: [] });
    expect(await call("POST", "/lis/pause")).toEqual({ status: 200, body: { paused: true } });
    expect(await call("POST", "/lis/resume")).toEqual({ status: 200, body: { paused: false } });
    expect(await call("GET", "/lis/orders")).toEqual({ status: 200, body: [] });
  });
});

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
