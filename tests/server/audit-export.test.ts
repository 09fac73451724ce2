import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AuditRow, auditHash } from "~/db/audit";
import { database } from "~/db/client";
import { newestCheckpoint } from "~/db/queries/newest-checkpoint";
import { verifyAudit } from "~/db/queries/verify-audit";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { checkpointNames, publicKeyText, signingKey } from "~/server/audit/checkpoint-files";
import { eventsFile, exportAudit } from "~/server/audit/export-audit";
import { keepCheckpoints, takeCheckpoint } from "~/server/audit/take-checkpoint";
import { verifyCheckpoints } from "~/server/audit/verify-checkpoints";
import { verifyExport } from "~/server/audit/verify-export";
import { useDatabase } from "../support/database";
import { withoutTriggers } from "../support/superuser";

const db = useDatabase();
const folder = mkdtempSync(join(tmpdir(), "gatehouse-audit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = signingKey(Buffer.alloc(32, 9));
const trusted = join(folder, "trusted.pem");
const whole = join(folder, "whole");

async function append(chain: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    // A line separator is an end of a line to some readers, and part of an event to us.
    const event = { actor: "usr_1", action: "test.step", objectId: `obj_${i}`, reason: "one\u2028two", meta: { i } };
    await withTransaction(async (tx) => tx.audit({ chain, outcome: "done", ...event }));
  }
}

const write = (to: string, since?: Date, checkpoints?: string) => exportAudit(to, { since, key, checkpoints });

/** An export of two chains that two checkpoints saw: after five events, and after nine. */
beforeAll(async () => {
  writeFileSync(trusted, publicKeyText(key));
  await append("con_a", 5);
  await append("con_b", 5);
  expect(await write(whole)).toEqual({ ok: true, chains: 2, events: 10, added: 10 });
  await append("con_a", 4);
  await append("con_b", 4);
  expect(await write(whole)).toEqual({ ok: true, chains: 2, events: 18, added: 8 });
});

/** What the verifier says of the export after this was done to a copy of it. */
async function foundAfter(change: (copy: string) => void) {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(whole, copy, { recursive: true });
  change(copy);
  const { ok, firstBroken } = await verifyExport(copy, trusted);
  rmSync(copy, { recursive: true });
  return ok ? "whole" : firstBroken;
}
const linesOf = (copy: string) => readFileSync(eventsFile(copy, "con_a"), "utf8").trimEnd().split("\n");
const inLines = (change: (lines: string[]) => string[]) => (copy: string) =>
  writeFileSync(eventsFile(copy, "con_a"), `${change(linesOf(copy)).join("\n")}\n`);

/** The events from this one on written anew, each hash right again. */
function anew(from: number) {
  return inLines((lines) => {
    let previous = "";
    return lines.map((line) => {
      const event = JSON.parse(line) as AuditRow & { hash: string };
      if (event.seq === from) event.reason = "nothing happened";
      if (event.seq > from) event.previous = previous;
      event.hash = auditHash(event);
      previous = event.hash;
      return JSON.stringify(event);
    });
  });
}

describe("an export", () => {
  test("is whole, and a second one into the same folder changes nothing of it", async () => {
    expect(await verifyExport(whole, trusted)).toEqual({ ok: true, events: 18, chains: 2, checkpoints: 2 });
    expect(await verifyExport(whole)).toMatchObject({ ok: true });
    const before = linesOf(whole);
    expect(await write(whole)).toMatchObject({ added: 0, events: 18 });
    expect(linesOf(whole)).toEqual(before);
  });

  test("goes on where it was cut off in the middle of a line", async () => {
    const before = linesOf(whole);
    appendFileSync(eventsFile(whole, "con_a"), '{"chain":"con_a","se');
    await append("con_a", 1);
    expect(await write(whole)).toMatchObject({ added: 1 });
    expect(linesOf(whole).slice(0, -1)).toEqual(before);
    expect(await verifyExport(whole, trusted)).toMatchObject({ ok: true, events: 19 });
  });

  test("from some time on begins there, and is another export than one of everything", async () => {
    const recent = join(folder, "recent");
    const since = new Date((JSON.parse(linesOf(whole)[6] ?? "") as AuditRow).at);
    await write(recent, since);
    const first = JSON.parse(linesOf(recent)[0] ?? "") as AuditRow;
    expect(Date.parse(first.at)).toBeGreaterThanOrEqual(since.getTime());
    expect(await verifyExport(recent, trusted)).toMatchObject({ ok: true });
    expect(await write(recent)).toMatchObject({ ok: false });
  });

  test("holds what a checkpoint directory has", async () => {
    const [to, checkpoints] = [join(folder, "with"), join(folder, "checkpoints")];
    await takeCheckpoint(checkpoints, key);
    await write(to, undefined, checkpoints);
    expect(checkpointNames(join(to, "checkpoints"))).toEqual(checkpointNames(checkpoints));
    expect(await verifyExport(to, trusted)).toMatchObject({ ok: true, checkpoints: 2 });
  });
});

describe("the verifier finds", () => {
  test.each([
    ["the first event taken out", (lines: string[]) => lines.slice(1), 1],
    ["one in the middle taken out", (lines: string[]) => lines.filter((_, i) => i !== 3), 4],
    ["the last taken out", (lines: string[]) => lines.slice(0, -1), 10],
    ["the tail cut off", (lines: string[]) => lines.slice(0, 7), 8],
    ["two that changed places", ([a = "", b = "", ...rest]: string[]) => [b, a, ...rest], 1],
    ["one that is there twice", ([a = "", b = "", ...rest]: string[]) => [a, b, b, ...rest], 3],
    ["every event taken out", () => [], 1],
  ])("%s, and names its place", async (_what, change, seq) => {
    expect(await foundAfter(inLines(change))).toMatchObject({ chain: "con_a", seq });
  });

  test.each([
    [2, 1],
    [5, 1],
    [6, 6],
    [10, 10],
  ])("a chain written anew from event %i, which no longer is what a checkpoint saw", async (from, seq) => {
    expect(await foundAfter(anew(from))).toMatchObject({
      chain: "con_a",
      seq,
      reason: expect.stringContaining("written anew"),
    });
  });

  test("a chain that is gone, or was put in", async () => {
    expect(await foundAfter((copy) => rmSync(eventsFile(copy, "con_b")))).toMatchObject({ chain: "con_b", seq: 1 });
    const stray = (copy: string) => cpSync(eventsFile(copy, "con_b"), eventsFile(copy, "con_c"));
    expect(await foundAfter(stray)).toMatchObject({ chain: "con_c" });
  });

  test("a checkpoint that is gone, in front, in the middle or at the end of what was exported", async () => {
    const without = (at: number) =>
      foundAfter((copy) => {
        const names = checkpointNames(join(copy, "checkpoints"));
        rmSync(join(copy, "checkpoints", names.at(at) ?? ""));
      });
    expect([await without(0), await without(1), await without(-1)]).toMatchObject([
      { checkpoint: 1 },
      { checkpoint: 2 },
      { checkpoint: checkpointNames(join(whole, "checkpoints")).length },
    ]);
  });

  test("an event that was put in behind the last one", async () => {
    const more = inLines((lines) => {
      const last = JSON.parse(lines.at(-1) ?? "") as AuditRow & { hash: string };
      const next = { ...last, seq: last.seq + 1, previous: last.hash };
      return [...lines, JSON.stringify({ ...next, hash: auditHash(next) })];
    });
    expect(await foundAfter(more)).toMatchObject({ chain: "con_a", seq: 11, reason: "no checkpoint has seen it" });
  });

  test("another key", async () => {
    const other = join(folder, "other.pem");
    writeFileSync(other, publicKeyText(signingKey(randomBytes(32))));
    expect(await verifyExport(whole, other)).toMatchObject({ ok: false, firstBroken: { checkpoint: 1 } });
  });

  test("every byte that was changed, in events, checkpoints and what says where they begin", async () => {
    const copy = join(folder, "bytes");
    cpSync(whole, copy, { recursive: true });
    const files = [
      join(copy, "export.json"),
      ...readdirSync(join(copy, "events")).map((name) => join(copy, "events", name)),
      ...checkpointNames(join(copy, "checkpoints")).map((name) => join(copy, "checkpoints", name)),
    ];
    const missed: string[] = [];
    for (const file of files) {
      const bytes = readFileSync(file);
      for (let at = 0; at < bytes.length; at += 13) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 7)), at);
        writeFileSync(file, changed);
        if ((await verifyExport(copy, trusted)).ok) missed.push(`${file} ${at}`);
      }
      writeFileSync(file, bytes);
    }
    expect(missed).toEqual([]);
    expect(await verifyExport(copy, trusted)).toMatchObject({ ok: true });
  });
});

describe("checkpoints of the running trail", () => {
  const directory = join(folder, "running");
  const openAlerts = async () =>
    (await database().select({ key: alerts.key }).from(alerts).where(isNull(alerts.resolvedAt))).map((one) => one.key);
  const olderBy = (hours: number) => {
    const then = Date.now() / 1_000 - hours * 3_600;
    for (const name of checkpointNames(directory)) utimesSync(join(directory, name), then, then);
  };

  test("are taken once in a while, however many workers there are", async () => {
    await Promise.all([1, 2, 3].map(() => keepCheckpoints(directory, key)));
    await keepCheckpoints(directory, key);
    expect(checkpointNames(directory)).toHaveLength(1);
    await append("con_a", 1);
    olderBy(0.2);
    await keepCheckpoints(directory, key);
    expect(checkpointNames(directory)).toHaveLength(2);
    expect(await verifyCheckpoints(directory, key)).toEqual({ ok: true, checkpoints: 2 });
    expect(await newestCheckpoint()).toEqual({ number: 2, at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(await openAlerts()).toEqual([]);
  });

  test("that cannot be written for two hours are told, until one is", async () => {
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "a file, where a directory should be");
    await expect(keepCheckpoints(join(blocked, "in"), key)).rejects.toThrow();
    expect(await openAlerts()).toEqual(["checkpoint/age"]);
    rmSync(blocked);
    mkdirSync(blocked);
    await keepCheckpoints(join(blocked, "in"), key);
    expect(await openAlerts()).toEqual([]);
  });

  test("find a tail that was cut off in the database, which its chain does not show, and sign nothing more", async () => {
    await withoutTriggers(db.url(), async (client) => {
      await client`delete from audit_events where chain = 'con_a' and seq > 9`;
      await client`update audit_heads set seq = 9, hash = (select hash from audit_events where chain = 'con_a' and seq = 9)
        where chain = 'con_a'`;
    });
    expect(await verifyAudit()).toMatchObject({ ok: true });
    expect(await verifyCheckpoints(directory, key)).toMatchObject({
      ok: false,
      firstBroken: { chain: "con_a", seq: expect.any(Number) },
    });
    olderBy(1);
    await expect(keepCheckpoints(directory, key)).rejects.toThrow(/not what checkpoint 2 saw/);
    expect(checkpointNames(directory)).toHaveLength(2);
    expect(await openAlerts()).toEqual(["checkpoint/changed"]);
  });
});
