import { hostname } from "node:os";
import { eq, lt, sql } from "drizzle-orm";
import { listen } from "~/db/client";
import { newId } from "~/db/ids";
import { gateways } from "~/db/schema/transports";
import { noticeChannel, withTransaction } from "~/db/transaction";
import { hostedStore } from "~/engine/pipeline/hosted-store";
import { HOSTED_LIMITS, type HostedSftpServer, startHostedSftp } from "~/engine/transports/hosted-sftp";
import { ensureHostKeys, shownHostKeys } from "~/workflows/gateway/host-keys";
import { errorWords } from "./log";
import { mllpListeners } from "./mllp-listeners";
import type { Context } from "./processes";

/**
 * The gateway: what partners connect to. It keeps nothing itself, so any number may run behind one address. A change of
 * keys, accounts or listeners reaches it by notification; a lost notification costs seconds.
 */
const beatMs = 5_000;
const sweepMs = 10_000;

export async function startGateway({ config, log }: Context): Promise<() => Promise<void>> {
  const id = newId("gat");
  const attempt = (what: string, work: () => Promise<unknown>) => () =>
    work().catch((error: unknown) => log("error", `${what} failed`, { error: errorWords(error) }));

  const sftp = config.sftp && (await startSftp(config.sftp));
  if (config.sftp && sftp) log("info", "listening", { host: config.sftp.host, port: sftp.port });
  const mllp = config.mllp && mllpListeners(config.mllp.host, log);
  await withTransaction(async (tx) => {
    await tx.db.delete(gateways).where(lt(gateways.seenAt, sql`now() - interval '1 day'`));
    await tx.db.insert(gateways).values({
      id,
      machine: hostname(),
      pid: process.pid,
      sftpAddress: config.sftp?.address ?? null,
      listeners: mllp ? {} : null,
    });
  });
  const save = (values: Partial<typeof gateways.$inferInsert>) =>
    withTransaction((tx) =>
      tx.db
        .update(gateways)
        .set({ ...values, seenAt: sql`now()` })
        .where(eq(gateways.id, id)),
    );

  let shown = "";
  const followSftp = attempt("keeping the SFTP server", async () => {
    const keys = sftp ? await shownHostKeys() : [];
    if (keys.join() !== shown) sftp?.showHostKeys(keys);
    shown = keys.join();
    await sftp?.recheck();
  });
  let keeping: Promise<unknown> = Promise.resolve();
  const keepListeners = attempt("keeping the MLLP listeners", async () => {
    if (mllp) await save({ listeners: await mllp.keep() });
  });
  const follow = () => {
    void followSftp();
    // One after the other: two at once would open a port twice.
    keeping = keeping.then(keepListeners);
    return keeping;
  };
  const unlisten = await listen(
    noticeChannel,
    (topic) => {
      if (topic === "gateway" || topic === "connections") void follow();
    },
    () => void follow(),
  );
  await keeping;
  const beat = setInterval(
    attempt("heartbeat", () => save({})),
    beatMs,
  );
  const sweep = setInterval(() => void follow(), sweepMs);

  return async () => {
    clearInterval(beat);
    clearInterval(sweep);
    await unlisten();
    await keeping;
    await Promise.all([sftp?.stop(), mllp?.close()]);
    await withTransaction((tx) => tx.db.delete(gateways).where(eq(gateways.id, id)));
  };
}

async function startSftp({ host, port }: { host: string; port: number }): Promise<HostedSftpServer> {
  await ensureHostKeys();
  const hostKeys = await shownHostKeys();
  return startHostedSftp({ host, port, hostKeys, store: hostedStore, limits: HOSTED_LIMITS });
}
