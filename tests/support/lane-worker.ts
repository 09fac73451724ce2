/** A worker's lanes and replays alone, in a process that a test may kill, stop, cut off or set the clock of. */
import { listen, openDatabase } from "~/db/client";
import { setSecretKey } from "~/db/secrets";
import { noticeChannel } from "~/db/transaction";
import { startLanes } from "~/engine/pipeline/lanes";
import { startReplays } from "~/engine/pipeline/replay-runner";
import { armFailpoints, type Failpoint } from "~/engine/transports/failpoint";

/** What a test tells a worker. What is armed happens once, at the next passing of a failpoint. */
export type Order =
  | { kind: "work" }
  /** Die there, stand there for `ms`, or stand there until told to go on. */
  | { kind: "arm"; at: Failpoint; how: "die" | "linger" | "stand"; ms?: number }
  | { kind: "disarm" }
  | { kind: "go on" }
  | { kind: "clock"; aheadMs: number };
export type Report = { kind: "ready" } | { kind: "reached"; at: Failpoint };

const tell = (report: Report) => process.send?.(report);
let armed: Extract<Order, { kind: "arm" }> | undefined;
let goOn: () => void = () => undefined;
let aheadMs = 0;

armFailpoints((at) => {
  if (armed?.at !== at) return undefined;
  const { how, ms } = armed;
  armed = undefined;
  if (how === "die") process.kill(process.pid, "SIGKILL");
  tell({ kind: "reached", at });
  return new Promise((resolve) => {
    if (how === "stand") goOn = resolve;
    else setTimeout(resolve, ms);
  });
});

const TrueDate = Date;
globalThis.Date = class extends TrueDate {
  constructor(...given: unknown[]) {
    super(...((given.length > 0 ? given : [TrueDate.now() + aheadMs]) as [number]));
  }
  static override now = () => TrueDate.now() + aheadMs;
} as DateConstructor;

const owner = process.env.WORKER_OWNER ?? "";
async function work() {
  const log = (level: string, message: string, about: object) => {
    if (level === "error" && process.env.WORKER_LOG !== "none") console.error(owner, message, JSON.stringify(about));
  };
  const lanes = startLanes(owner, log);
  const replays = startReplays(owner, log);
  await listen(
    noticeChannel,
    (topic) => {
      if (topic === "messages") void lanes.wake();
      if (topic === "replays") void replays.wake();
    },
    () => void Promise.all([lanes.wake(), replays.wake()]),
  );
}

process.on("message", (order: Order) => {
  if (order.kind === "arm") armed = order;
  else if (order.kind === "disarm") armed = undefined;
  else if (order.kind === "clock") aheadMs = order.aheadMs;
  else if (order.kind === "go on") goOn();
  else void work();
});
// The test itself may be killed; nothing of it stays behind.
process.on("disconnect", () => process.exit(1));

openDatabase({ url: process.env.WORKER_DATABASE ?? "", name: owner });
setSecretKey(Buffer.alloc(32, 7));
tell({ kind: "ready" });
