import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, vi } from "vitest";
import { closeDatabase, database, openDatabase } from "~/db/client";
import { submissions } from "~/db/schema/operations";
import { connectionRequests, type RequestForm } from "~/db/schema/requests";
import { errorCode, withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { root } from "~/server/root";
import { useDatabase } from "~/tests/support/database";
import { completeForm, demoActor } from "~/tests/support/demo-lab";
import { bundle, forkProgram } from "~/tests/support/fork-program";
import { startWire, type Wire } from "~/tests/support/wire";
import { createDraft } from "~/workflows/request/commands";
import { continueAs, findSession } from "~/workflows/sign-in";
import { eachFault } from "./matrix";

const db = useDatabase();
const folder = join(root, ".cache", "faults", randomBytes(4).toString("hex"));
let wire: Wire;
let provider: Awaited<ReturnType<typeof demoActor>>;
let form: RequestForm;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  provider = await demoActor("provider");
  form = await completeForm();
  const url = new URL(db.url());
  wire = await startWire(Number(url.port));
  url.port = String(wire.port);
  await closeDatabase();
  openDatabase({ url: url.href, name: "web" });
});
afterAll(async () => {
  wire.close();
  await rm(folder, { recursive: true, force: true });
});

const hour = 3_600_000;
const draftsOf = async (nonce: string) =>
  database()
    .select({ id: connectionRequests.id })
    .from(submissions)
    .innerJoin(connectionRequests, eq(connectionRequests.id, submissions.result))
    .where(eq(submissions.nonce, nonce));
const countDrafts = async () =>
  (await database().select({ id: connectionRequests.id }).from(connectionRequests)).length;

/** The same form sent again makes one draft, or finds the one that it made. */
async function sentAgain(nonce: string, drafts: number): Promise<void> {
  const again = await createDraft(provider, form, nonce);
  if (again.kind !== "done") throw new Error(again.kind);
  expect(await draftsOf(nonce)).toEqual([{ id: again.row.id }]);
  expect(await countDrafts()).toBe(drafts + 1);
}

eachFault("web", {
  K: async () => {
    const drafts = await countDrafts();
    const nonce = "killed after its commit";
    const program = await bundle("tests/support/draft-once.ts", folder);
    const child = forkProgram(program, { DATABASE_URL: db.url(), NONCE: nonce });
    expect(await new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)))).toBe("SIGKILL");
    expect(await draftsOf(nonce)).toHaveLength(1);
    await sentAgain(nonce, drafts);
  },
  D: async () => {
    const drafts = await countDrafts();
    wire.refuse(true);
    await expect(createDraft(provider, form, "the database is away")).rejects.toThrow();
    wire.mend();
    expect(await draftsOf("the database is away")).toEqual([]);
    await sentAgain("the database is away", drafts);
  },
  C: async () => {
    const drafts = await countDrafts();
    wire.cutAnswerToCommit('insert into "connection_requests"');
    await expect(createDraft(provider, form, "its answer is lost")).rejects.toThrow();
    expect(wire.struck).toBe(true);
    await vi.waitFor(async () => expect(await draftsOf("its answer is lost")).toHaveLength(1), 5_000);
    await sentAgain("its answer is lost", drafts);
  },
  F: async () => {
    const drafts = await countDrafts();
    const direct = postgres(db.url(), { max: 1, onnotice: () => undefined });
    await direct.unsafe(`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'full' using errcode = '53100'; end $$;
      create trigger full_disk before insert on audit_events execute function refuse();`);
    const failure = await createDraft(provider, form, "no room").catch((error: unknown) => error);
    expect(errorCode(failure)).toBe("53100");
    expect(await draftsOf("no room")).toEqual([]);
    await direct.unsafe("drop trigger full_disk on audit_events");
    await direct.end();
    await sentAgain("no room", drafts);
  },
  S: async () => {
    const signedIn = await continueAs(provider.email, "127.0.0.1");
    if (signedIn.kind !== "signed-in") throw new Error(signedIn.message);
    const seen = async () =>
      (await database().execute(sql`select seen_at > now() - interval '1 minute' as now from sessions`))[0];
    const setBack = (column: "seen_at" | "expires_at", by: string) =>
      withTransaction((tx) =>
        tx.db.execute(sql`update sessions set ${sql.identifier(column)} = now() - ${by}::interval`),
      );
    for (const offset of [hour, -hour]) {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offset });
      await setBack("seen_at", "5 minutes");
      expect((await findSession(signedIn.token))?.id).toBe(provider.id);
      expect(await seen(), "that somebody is there is kept").toEqual({ now: true });
      vi.useRealTimers();
    }
    await setBack("expires_at", "1 second");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - hour });
    expect(await findSession(signedIn.token)).toBeUndefined();
    vi.useRealTimers();
  },
});
