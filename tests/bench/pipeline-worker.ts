/** A worker's lanes alone, in a process of their own, for `bench pipeline`. */
import { closeDatabase, listen, openDatabase } from "~/db/client";
import { setSecretKey } from "~/db/secrets";
import { noticeChannel } from "~/db/transaction";
import { startLanes } from "~/engine/pipeline/lanes";

/** What a worker used from its start to its end. */
export type WorkerUse = { cpuSeconds: number; rssMiB: number };

openDatabase({ url: process.env.BENCH_DATABASE ?? "", name: "bench worker" });
setSecretKey(Buffer.alloc(32, 7));
const lanes = startLanes(`wrk_bench_${process.pid}`, (level, message, about) => {
  if (level === "error") console.error(message, about);
});
const unlisten = await listen(
  noticeChannel,
  (topic) => {
    if (topic === "messages") void lanes.wake();
  },
  () => void lanes.wake(),
);

const started = process.cpuUsage();
process.on("message", async () => {
  const { user, system } = process.cpuUsage(started);
  const use: WorkerUse = {
    cpuSeconds: (user + system) / 1_000_000,
    rssMiB: process.resourceUsage().maxRSS / 1_024,
  };
  await unlisten();
  await lanes.stop(20_000);
  await closeDatabase();
  process.send?.({ what: "use", value: use }, () => process.disconnect());
});
process.send?.({ what: "ready" });
