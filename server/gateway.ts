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
import type { Context } from "./processes";

/**
 * The gateway: what partners connect to. It keeps nothing itself, so any number may run behind one address. A change of
 * keys or accounts reaches it by notification; a lost notification costs seconds.
 */
const beatMs = 5_000;
const recheckMs = 10_000;

export async function startGateway({ config, log }: Context): Promise<() => Promise<void>> {
  const id = newId("gat");
  const attempt = (what: string, work: () => Promise<unknown>) => () =>
    work().catch((error: unknown) => log("error", `${what} failed`, { error: errorWords(error) }));

  const sftp = config.sftp && (await startSftp(config.sftp));
  if (config.sftp && sftp) log("info", "listening", { host: config.sftp.host, port: sftp.port });
  await withTransaction(async (tx) => {
    await tx.db.delete(gateways).where(lt(gateways.seenAt, sql`now() - interval '1 day'`));
    await tx.db.insert(gateways).values({
      id,
      machine: hostname(),
      pid: process.pid,
      sftpAddress: config.sftp?.address ?? null,
    });
  });

  const recheck = attempt("looking at open sessions again", async () => sftp?.recheck());
  let shown = "";
  const refresh = attempt("showing the host keys", async () => {
    const keys = sftp ? await shownHostKeys() : [];
    if (keys.join() !== shown) sftp?.showHostKeys(keys);
    shown = keys.join();
    await recheck();
  });
  const unlisten = await listen(
    noticeChannel,
    (topic) => {
      if (topic === "gateway") void refresh();
      else if (topic === "connections") void recheck();
    },
    () => void refresh(),
  );
  const beat = setInterval(
    attempt("heartbeat", () =>
      withTransaction((tx) => tx.db.update(gateways).set({ seenAt: sql`now()` }).where(eq(gateways.id, id))),
    ),
    beatMs,
  );
  const sweep = setInterval(() => void refresh(), recheckMs);

  return async () => {
    clearInterval(beat);
    clearInterval(sweep);
    await unlisten();
    await sftp?.stop();
    await withTransaction((tx) => tx.db.delete(gateways).where(eq(gateways.id, id)));
  };
}

async function startSftp({ host, port }: { host: string; port: number }): Promise<HostedSftpServer> {
  await ensureHostKeys();
  const hostKeys = await shownHostKeys();
  return startHostedSftp({ host, port, hostKeys, store: hostedStore, limits: HOSTED_LIMITS });
}
