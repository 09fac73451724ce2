import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { and, desc, eq, gt, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { closeDatabase, database, openDatabase } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { verifyAudit } from "~/db/queries/verify-audit";
import { deliveryLane, intakeLane } from "~/db/queries/wake-lanes";
import { configurationVersions, endpoints } from "~/db/schema/connections";
import { hops, inboundFiles, lanes, messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { startLanes } from "~/engine/pipeline/lanes";
import { createMeans } from "~/engine/pipeline/means";
import { armFailpoints, type Failpoint } from "~/engine/transports/failpoint";
import { seedDemo } from "~/server/demo/seed";
import { connectPractice, orderText } from "~/tests/support/connect-practice";
import { useDatabase } from "~/tests/support/database";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";
import { waitFor } from "~/tests/support/wait-for";
import { startWire, type Wire } from "~/tests/support/wire";

let running: ReturnType<typeof startLanes>[] = [];

/** One side's SFTP server and the wire to it. */
type FarEnd = TestSftpServer & { wire: Wire };
/** An order on its way from the practice to the lab. */
export type Item = { name: string; placer: string };

export type Stage = {
  id: string;
  /** Orders come from `emr/in` and go to `lis/out`. */
  emr: FarEnd;
  lis: FarEnd;
  /** The wire to the database: the one this process uses with `overWire`, or for other workers. */
  postgres: Wire;
  databaseUrl(behind?: Wire): string;
  /** Lanes in this process, until they are told to rest. */
  work(owner?: string): void;
  rest(): Promise<void>;
  /** Lets them claim what is due. */
  look(): Promise<void>;
  /** Waits until a lane of this process has failed since `quiet`. */
  failed(): Promise<void>;
  /** Forgets failures. */
  quiet(): void;
  /** The same, and connections that wait longer each time before they try again, once no lane is at work. */
  afresh(): Promise<void>;
};

/**
 * A live connection on which only orders move, and only when told to (`nudge`): a fault that waits for a step meets the
 * message it is meant for. Call at the top of the file.
 */
export function useStage({ overWire = false, answerMs = 20_000 } = {}): Stage {
  const db = useDatabase();
  let failures = 0;
  const stage = {
    databaseUrl(behind?: Wire) {
      const url = new URL(db.url());
      if (behind) url.port = String(behind.port);
      return url.href;
    },
    work(owner = "wrk_test") {
      const means = createMeans({ connectMs: 5_000, answerMs });
      const log = (_level: string, message: string, about: object) => {
        if (message === "lane failed") failures++;
        if (process.env.LOG) console.log(owner, message, about);
      };
      running.push(startLanes(owner, log, means));
    },
    async rest() {
      const ending = running;
      running = [];
      await Promise.all(ending.map((one) => one.stop(5_000)));
    },
    look: async () => void (await Promise.all(running.map((lanes) => lanes.wake()))),
    async failed() {
      await waitFor("a lane to fail", () => failures > 0, 25_000);
    },
    quiet() {
      failures = 0;
    },
    async afresh() {
      failures = 0;
      await waitFor("the lanes to be at rest", () => atRest().catch(() => false), 25_000);
      await closeDatabase(0);
      openDatabase({ url: stage.databaseUrl(overWire ? stage.postgres : undefined), name: "stage" });
    },
  } as Stage;
  beforeAll(async () => {
    await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
    const farEnd = async (): Promise<FarEnd> => {
      const server = await startTestSftpServer();
      return Object.assign(server, { wire: await startWire(server.settings.port) });
    };
    stage.emr = await farEnd();
    stage.lis = await farEnd();
    stage.postgres = await startWire(Number(new URL(db.url()).port));
    const seen = ({ settings, wire }: FarEnd) => ({
      settings: { ...settings, port: wire.port },
      pickup: "/in",
      drop: "/out",
      archive: "/archive",
    });
    const { id } = await connectPractice(seen(stage.emr), seen(stage.lis), { completion: "renamed" });
    stage.id = id;
    await keepStill(id);
    if (overWire) await stage.afresh();
  });
  afterEach(() => {
    armFailpoints(undefined);
    for (const wire of [stage.emr.wire, stage.lis.wire, stage.postgres]) wire.mend();
  });
  afterAll(async () => {
    await stage.rest();
    for (const wire of [stage.emr?.wire, stage.lis?.wire, stage.postgres]) wire?.close();
    await Promise.all([stage.emr?.stop(), stage.lis?.stop()]);
  });
  return stage;
}

/** The intake of orders and their delivery move when nudged; the lanes of results never. */
async function keepStill(id: string): Promise<void> {
  await withTransaction(async (tx) => {
    const [at] = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, id))
      .orderBy(desc(configurationVersions.version))
      .limit(1);
    await tx.db.update(endpoints).set({ reach: sql`jsonb_set(${endpoints.reach}, '{pollSeconds}', '3600')` });
    const name = [intakeLane(at?.lisEndpointId ?? ""), deliveryLane(id, "result")];
    const later = sql`now() + interval '1 year'`;
    await tx.db.insert(lanes).values(name.map((one) => ({ name: one, nextRunAt: later })));
  });
}

/** Lets what waits for its time go now, and tells every worker. Nothing, when the database does not answer. */
export const nudge = ({ lanesOnly = false, only = "" } = {}): Promise<void> =>
  withTransaction(async (tx) => {
    await tx.db.execute(sql`update lanes set next_run_at = now() where name like ${`${only}%`}
      and next_run_at > now() and next_run_at < now() + interval '30 days' and expires_at is null`);
    if (!lanesOnly && !only) {
      await tx.db.execute(
        sql`update messages set next_attempt_at = now() where state = 'queued' and next_attempt_at > now()`,
      );
    }
    tx.notify("messages");
  }).then(
    () => running.forEach((lanes) => void lanes.wake()),
    () => undefined,
  );

async function atRest(): Promise<boolean> {
  const [one] = await database().select().from(lanes).where(gt(lanes.expiresAt, sql`now()`)).limit(1);
  return !one;
}

let sent = 0;

const oneOrder = (placer: string) => orderText({ placer, control: `C${placer}` });

/** The practice puts a file with an order, or what `write` makes of its number, into its folder; nobody is told. */
export async function send({ emr }: Stage, like = "I", write = oneOrder): Promise<Item> {
  const placer = `${like}${++sent}`;
  const item = { name: `${placer}.hl7`, placer };
  const text = write(placer);
  const hidden = join(emr.folder, "in", `.${item.name}.part`);
  await writeFile(hidden, text);
  await rename(hidden, join(emr.folder, "in", item.name));
  return item;
}

/** Arms this point to do `what` when it is next passed, once. Resolves when it has been reached. */
export function once(at: Failpoint, what: () => void | Promise<void>): Promise<void> {
  return new Promise((reached) => {
    let done = false;
    armFailpoints((where) => {
      if (done || where !== at) return undefined;
      done = true;
      reached();
      return (async () => what())();
    });
  });
}

/** A door that everybody waits at until it is opened. */
export function door(): { open(): void; opened: Promise<void> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

/** Waits for something that happens on the way, letting the intake look meanwhile. */
export async function meanwhile(what: string, happening: Promise<unknown>): Promise<void> {
  let happened = false;
  void happening.then(() => {
    happened = true;
  });
  const look = async () => {
    if (!happened) await nudge({ only: "intake/" });
    return happened;
  };
  await waitFor(what, look, 20_000);
}

export const rowsOf = ({ name }: Item) => database().select().from(messages).where(eq(messages.fileName, name));
export const recordsOf = ({ name }: Item) => database().select().from(inboundFiles).where(eq(inboundFiles.name, name));
export const untouched = async ({ emr }: Stage, { name }: Item) => (await namesIn(emr, "in")).includes(name);
const namesIn = (end: FarEnd, folder: "in" | "out" | "archive") => readdir(join(end.folder, folder));

/** Waits until the order has arrived and its file has been put away, nudging what waits for its time. */
export function arrival(stage: Stage, item: Item, how: { lanesOnly?: boolean } = {}) {
  const look = async () => {
    await nudge(how);
    const [row] = await rowsOf(item);
    const [file] = (await recordsOf(item)).sort((a, b) => b.generation - a.generation);
    const away = file?.state === "disposed" && !(await untouched(stage, item));
    return row?.state === "delivered" && away ? row : undefined;
  };
  return waitFor(`${item.name} to arrive and to be put away`, () => look().catch(() => undefined), 25_000);
}

/**
 * What holds in the end whatever went wrong, as the far ends themselves and the books say: the message is there once and
 * whole, its file was put away once, each step of its way is on record once, nothing is missing and nothing was forged.
 * With `inDoubt`, it may have been put there twice under one name, if the record says so; with `leftovers`, an upload under
 * a hidden name may be left there.
 */
export async function settled(
  stage: Stage,
  item: Item,
  { inDoubt = false, lanesOnly = false, leftovers = false } = {},
): Promise<typeof messages.$inferSelect> {
  const row = await arrival(stage, item, { lanesOnly });
  expect(await rowsOf(item)).toHaveLength(1);

  const arrived = (await namesIn(stage.lis, "out")).filter(
    (name) => name.includes(row.outboundName ?? "") && !(leftovers && name.startsWith(".")),
  );
  expect(arrived, "files at the far end, with those that are hidden").toEqual([row.outboundName]);
  expect(await readFile(join(stage.lis.folder, "out", row.outboundName ?? ""), "utf8")).toContain(item.placer);
  const renames = stage.lis.server.log.done("rename").filter(({ to }) => to === `/out/${row.outboundName}`);
  const doubts = await hopsOf(row.id, "retried");
  const said = doubts.filter(({ detail }) => /sent again under the same name/.test(detail)).length;
  expect(renames.length).toBeLessThanOrEqual(1 + (inDoubt ? said : 0));

  const archived = (await namesIn(stage.emr, "archive")).filter((name) => name.startsWith(`${item.name}.`));
  expect(archived, "the file where it was put away").toHaveLength(1);
  for (const hop of ["received", "delivered", "acknowledged"] as const) {
    expect(await hopsOf(row.id, hop), `the record that it was ${hop}`).toHaveLength(1);
  }
  await balanced(stage);
  return row;
}

/** Nothing waits, nothing is missing, and nothing was forged. */
export async function balanced({ id }: Stage): Promise<void> {
  const books = await reconcile({ connectionId: id });
  expect(books.map(({ remainder, waiting }) => ({ remainder, waiting }))).toEqual([{ remainder: 0, waiting: 0 }]);
  expect(await verifyAudit()).toMatchObject({ ok: true });
}

export const hopsOf = (id: string, hop: (typeof hops.$inferSelect)["hop"]) =>
  database()
    .select()
    .from(hops)
    .where(and(eq(hops.messageId, id), eq(hops.hop, hop)));
