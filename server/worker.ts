import { hostname } from "node:os";
import { eq, lt, sql } from "drizzle-orm";
import { database, listen } from "~/db/client";
import { newId } from "~/db/ids";
import { workers } from "~/db/schema/operations";
import { sessions } from "~/db/schema/people";
import { noticeChannel, withTransaction } from "~/db/transaction";
import { createMailer } from "~/emails/transport";
import { keepLanes, startLanes } from "~/engine/pipeline/lanes";
import { followLedger } from "~/engine/pipeline/ledger";
import { startReplays } from "~/engine/pipeline/replay-runner";
import { discardMessage } from "~/engine/pipeline/resolve";
import { followShadows } from "~/engine/pipeline/shadow";
import { mailAlerts } from "~/workflows/alerts/commands";
import { forgetImports } from "~/workflows/compendium/import-jobs";
import { runImports } from "~/workflows/compendium/import-runner";
import { countOrderedCodes } from "~/workflows/compendium/ordered-codes";
import { sweepCompendium } from "~/workflows/compendium/publish";
import { runProofs } from "~/workflows/connection/code-proofs";
import { watchEvidence } from "~/workflows/connection/evidence-watch";
import { sweepGoLives } from "~/workflows/connection/go-live";
import { watchHypercare } from "~/workflows/connection/hypercare";
import { settleTestRun, sweepTestRuns } from "~/workflows/connection/test-runs";
import { sweepToDos } from "~/workflows/connection/to-do-owners";
import { getLab } from "~/workflows/lab";
import { sendDigests } from "~/workflows/mail/digest";
import { tellSubstitutions } from "~/workflows/order/tell-substitutions";
import { sweepSla } from "~/workflows/request/sweep-sla";
import { sweepReminders } from "~/workflows/sync/acknowledge";
import { takeAnswers } from "~/workflows/sync/answers";
import { sendSyncs } from "~/workflows/sync/send";
import { followRollOuts } from "~/workflows/template/roll-out";
import { loadCheckpointKey } from "./audit/checkpoint-files";
import { keepCheckpoints } from "./audit/take-checkpoint";
import { errorWords } from "./log";
import { attachmentsOf } from "./mail-attachments";
import type { Context } from "./processes";

/**
 * The worker: lanes, mail, test runs, the clock. Any number may run side by side. Notifications wake it at once; every
 * duty also has a slow sweep, so a lost notification costs seconds.
 */
export async function startWorker({ config, log }: Context): Promise<() => Promise<void>> {
  const id = newId("wrk");
  await withTransaction(async (tx) => {
    await tx.db.insert(workers).values({ id, kind: `worker on ${hostname()}`, pid: process.pid });
  });
  const lanes = startLanes(id, (level, message, about) => log(level, message, about));
  const replays = startReplays(id, (level, message, about) => log(level, message, about));
  const lab = await getLab();
  const mailer = createMailer({
    labName: lab.name,
    publicUrl: config.publicUrl,
    smtpUrl: config.smtpUrl,
    from: config.mailFrom,
    attachments: attachmentsOf,
  });

  const attempt = (what: string, work: () => Promise<unknown>) => () =>
    work().catch((error: unknown) => log("error", `${what} failed`, { error: errorWords(error) }));
  const mail = oneAtATime(
    attempt("mail", async () => {
      while ((await mailer.sendDue()) > 0) await settleWaiting();
    }),
  );
  const alerts = oneAtATime(attempt("alerts", mailAlerts));
  const settleWaiting = attempt("test runs", async () => putAside(await sweepTestRuns()));
  const runs = oneAtATime(settleWaiting);

  const syncs = oneAtATime(
    attempt("compendium updates", async () => {
      await sendSyncs();
      for (const { id: message, reason } of await takeAnswers()) await discardMessage("worker", message, reason);
    }),
  );

  const closing = new AbortController();
  const proofs = oneAtATime(attempt("code proofs", () => runProofs(closing.signal)));
  const substitutions = oneAtATime(attempt("substitutions", () => tellSubstitutions()));
  const imports = oneAtATime(attempt("compendium imports", () => runImports(id)));

  const onTopic = (topic: string) => {
    if (topic.startsWith("run:")) void attempt("test run", async () => putAside(await settleTestRun(topic.slice(4))))();
    else if (topic === "mail") void mail();
    else if (topic === "alerts") void alerts();
    else if (topic === "lanes" || topic === "connections") void attempt("lanes", keepLanes)().then(lanes.wake);
    else if (topic === "messages" || topic === "files") void lanes.wake();
    else if (topic === "replays") void replays.wake();
    else if (topic === "syncs") void syncs();
    else if (topic === "guarded") void substitutions();
    else if (topic === "proofs") void proofs();
    else if (topic === "imports") void imports();
  };
  const lookAround = () => {
    void mail();
    void alerts();
    void runs();
    void lanes.wake();
    void replays.wake();
    void syncs();
    void substitutions();
    void proofs();
    void imports();
  };
  const unlisten = await listen(noticeChannel, onTopic, lookAround);

  const heartbeat = attempt("heartbeat", () =>
    withTransaction(async (tx) => {
      await tx.db.update(workers).set({ seenAt: sql`now()` }).where(eq(workers.id, id));
    }),
  );
  const countCodes = oneAtATime(attempt("ordered codes", () => countOrderedCodes()));
  const shadow = oneAtATime(attempt("shadow", compareSome));
  const followToday = oneAtATime(attempt("ledger", () => followLedger(lab.calendar.timeZone)));
  const { checkpointDirectory } = config;
  const checkpoint = oneAtATime(
    attempt("the checkpoint", async () => {
      if (checkpointDirectory) await keepCheckpoints(checkpointDirectory, loadCheckpointKey(config));
    }),
  );
  const house = attempt("housekeeping", keepHouse);
  for (const atOnce of [countCodes, followToday, checkpoint, house]) void atOnce();

  const every: [ms: number, work: () => void][] = [
    [2_000, shadow],
    [5_000, lookAround],
    [5_000, heartbeat],
    [5_000, attempt("go-lives", () => sweepGoLives())],
    [15_000, attempt("clock", sweepSla)],
    [15_000, attempt("roll-outs", followRollOuts)],
    [30_000, attempt("hypercare", () => watchHypercare())],
    [60_000, attempt("digests", sendDigests)],
    [60_000, attempt("compendium", () => sweepCompendium())],
    [60_000, attempt("to-dos", () => sweepToDos())],
    [60_000, countCodes],
    [600_000, attempt("reminders", sweepReminders)],
    [600_000, followToday],
    [600_000, checkpoint],
    [3_600_000, house],
  ];
  const timers = every.map(([ms, work]) => setInterval(work, ms));

  return async () => {
    for (const timer of timers) clearInterval(timer);
    closing.abort();
    await unlisten();
    await Promise.all([lanes.stop(20_000), replays.stop()]);
    const waited = [mail(), alerts(), syncs(), substitutions(), proofs(), imports(), followToday(), shadow()];
    await Promise.all([...waited, countCodes()]);
    mailer.close();
    await withTransaction(async (tx) => {
      await tx.db.delete(workers).where(eq(workers.id, id));
    });
  };
}

/** What a test run wanted to stop has done its part. */
async function putAside(messageIds: readonly string[]): Promise<void> {
  for (const id of messageIds) await discardMessage("worker", id, "The test run wanted it to stop, and it did.");
}

/** A few batches at a time: what is left waits for the next round, and the pipe for none of it. */
async function compareSome(): Promise<void> {
  for (let round = 0; round < 4 && (await followShadows()); round++);
}

/** Evidence grown old, partitions made ahead, dead sessions and workers removed. */
async function keepHouse(): Promise<void> {
  await watchEvidence();
  await forgetImports();
  await database().execute(sql`select ensure_partitions(2)`);
  await withTransaction(async (tx) => {
    await tx.db.delete(sessions).where(lt(sessions.expiresAt, new Date()));
    await tx.db.delete(workers).where(lt(workers.seenAt, new Date(Date.now() - 86_400_000)));
  });
}

/** Calls while one is under way become one more call after it. */
function oneAtATime(work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    if (running) again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
