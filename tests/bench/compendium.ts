/**
 * A large compendium: a file of many rows into the draft, its first release, and what a release costs when hundreds of
 * EMRs are offered everything.
 *
 * `--rows 50000`, `--tests 20000`, `--connections 200`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { loadTests } from "~/app/server/catalogue-grid.server";
import type { Args } from "~/app/server/context.server";
import { closeDatabase, database, openDatabase } from "~/db/client";
import { newId } from "~/db/ids";
import { migrateDatabase } from "~/db/migrate";
import { compendiumDraft, type Item } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { syncs } from "~/db/schema/sync";
import { setSecretKey } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { loadSettings } from "~/engine/pipeline/setting";
import { seedDemo } from "~/server/demo/seed";
import { startEmbeddedPostgres } from "~/server/embedded-postgres";
import { asks } from "~/tests/support/asks";
import { approvedConnection, demoActor } from "~/tests/support/demo-lab";
import { discardDraft, draftItems } from "~/workflows/compendium/draft";
import { importItems, previewImport } from "~/workflows/compendium/import";
import { startImport, takeImport } from "~/workflows/compendium/import-jobs";
import { runImports } from "~/workflows/compendium/import-runner";
import { publishDraft } from "~/workflows/compendium/publish";
import { catalogueAt } from "~/workflows/compendium/releases";
import { findTests } from "~/workflows/compendium/search";
import { saveCodeMap } from "~/workflows/connection/commands";
import { csvOf } from "~/workflows/spreadsheet/write";
import type { BenchResult, BenchRow } from "./measure";
import { option } from "./workers";

const codeOf = (n: number) => `T${String(n).padStart(5, "0")}`;

/** A table of tests as a laboratory would send it. */
function tableOf(count: number): Buffer {
  const head = ["Code", "Name", "Specimen", "Container", "Volume", "TAT", "CPT", "LOINC", "List price"];
  const rows = Array.from({ length: count }, (_, n) => [
    codeOf(n),
    `Test number ${n}`,
    "Serum",
    "Gold SST",
    "1 mL",
    "2",
    "82947",
    "2345-7",
    `${(n % 90) + 5}.50`,
  ]);
  return Buffer.from(csvOf([head, ...rows]));
}

async function timed<Value>(work: () => Promise<Value>): Promise<[number, Value]> {
  const begun = performance.now();
  const value = await work();
  return [(performance.now() - begun) / 1_000, value];
}

const version = async () => (await database().select().from(compendiumDraft))[0]?.version ?? 0;

async function publish(notes: string): Promise<number> {
  const labOps = await demoActor("labops");
  const [seconds, outcome] = await timed(async () =>
    publishDraft(labOps, { version: await version(), notes, effectiveOn: null }),
  );
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return seconds;
}

/** Live connections that are offered every test. */
async function offerAll(id: string, count: number, codes: string[]): Promise<void> {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("There is no connection.");
  await withTransaction(async (tx) => {
    for (let n = 0; n < count; n++) {
      const own = { id: newId("con"), facilityCode: `BENCH${n}`, state: "live" as const };
      await tx.db.insert(connections).values({ ...row, ...own, offeredTests: codes, offeredPanels: [] });
    }
  });
}

/** The median of some runs in milliseconds, after two that warm up. */
async function median(work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let run = -2; run < 15; run++) {
    const [seconds] = await timed(work);
    if (run >= 0) took.push(seconds * 1_000);
  }
  return took.sort((a, b) => a - b)[7] ?? 0;
}

/** A request of somebody of the demo lab, as the web server hands it to a loader. */
async function pageOf(who: string, query: string): Promise<Args> {
  const args = await asks({ who });
  return { ...args, request: new Request(`http://x/${query}`, { headers: args.request.headers }) };
}

export async function bench(): Promise<BenchResult> {
  const [many, tests, count] = [option("rows", "50000"), option("tests", "20000"), option("connections", "200")].map(
    Number,
  );
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres(join(folder, "postgres"));
  const rows: BenchRow[] = [];
  const say = (what: string, value: number) => rows.push({ what, value, unit: "s" });
  try {
    await migrateDatabase(postgres.url, "db/migrations");
    openDatabase({ url: postgres.url, name: "bench" });
    setSecretKey(Buffer.alloc(32, 7));
    await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
    const labOps = await demoActor("labops");
    await discardDraft(labOps, await version());

    const started = await startImport(labOps, { name: "all.csv", bytes: tableOf(many ?? 0) });
    if (started.kind !== "done") throw new Error(JSON.stringify(started));
    say(`job that looks at a CSV file with ${many} rows`, (await timed(() => runImports("bench")))[0]);
    await takeImport(labOps, started.id, "All");
    say("job that imports it into the draft", (await timed(() => runImports("bench")))[0]);
    await discardDraft(labOps, await version());

    const less = await previewImport(tableOf(tests ?? 0));
    if (less.kind !== "preview") throw new Error(less.reason);
    await importItems(labOps, less.changes, "");
    say(`release of ${tests} new tests, nobody offered them`, await publish("All"));
    const codes = Array.from({ length: tests ?? 0 }, (_, n) => codeOf(n));
    const approved = await approvedConnection();
    await offerAll(approved, count ?? 0, codes);
    const mapped = codes.slice(0, 500).map((labCode) => ({ labCode, emrCode: labCode }));
    await saveCodeMap(await demoActor("engineer"), approved, mapped);

    const ms = (what: string, value: number) => rows.push({ what, value, unit: "ms" });
    ms(`settings of a batch of orders at ${tests} tests`, await median(() => loadSettings([approved])));
    const found = (search: string) => median(() => findTests({ search, status: "active" }, 50, 0));
    ms(`search of the catalogue at ${tests} tests`, await found("test 19"));
    ms("the same for nothing there is", await found("zzzz"));
    const page = (query: string) => median(async () => loadTests(await pageOf("labops", query)));
    ms(`page of the catalogue at ${tests} tests, server time`, await page(""));
    ms("the page, searched", await page("?q=test 19"));
    ms("the page, searched for nothing there is", await page("?q=zzzz"));

    const standing = await catalogueAt(1_000);
    const change = async (some: string[]) => {
      const shortName = `v${await version()}`;
      const items = some.map((code) => ({ ...standing.get(code), shortName }) as Item);
      await draftItems(
        labOps,
        items.map((item) => ({ item, version: null })),
        "",
      );
    };
    await change([codes[0] ?? ""]);
    say(`first release to ${count} connections: the whole menu of each`, await publish("First"));
    await change([codes[1] ?? ""]);
    say("release of 1 changed test to them", await publish("One"));
    await change(codes.slice(0, 2_000));
    say("release of 2,000 changed tests to them", await publish("Many"));
    await change(codes);
    say(`release of all ${tests} changed to them`, await publish("All"));
    const [sum] = await database()
      .select({ n: sql<number>`sum(${syncs.changeCount})::int` })
      .from(syncs);
    const method =
      `Embedded Postgres and this process on one machine; each once. ${(sum?.n ?? 0).toLocaleString("en-US")} changes in ` +
      `${await database().$count(syncs)} syncs. Goals: 50,000 rows in a minute; the syncs of a release of 20,000 tests to 200 connections in 30 s; a search of the catalogue in 50 ms.`;
    return { rows, method };
  } finally {
    await closeDatabase();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
