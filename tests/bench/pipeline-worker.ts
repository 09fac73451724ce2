/** A worker's lanes alone, in a process of their own. */
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
const use = (): WorkerUse => {
  const { user, system } = process.cpuUsage(started);
  return { cpuSeconds: (user + system) / 1_000_000, rssMiB: process.resourceUsage().maxRSS / 1_024 };
};
process.on("message", async (asked: "used" | "stop") => {
  const value = use();
  if (asked === "used") return void process.send?.({ what: "use", value });
  await unlisten();
  await lanes.stop(20_000);
  await closeDatabase();
  process.send?.({ what: "use", value }, () => process.disconnect());
});
// The bench itself may have failed.
process.once("disconnect", () => process.exit());
process.send?.({ what: "ready" });
