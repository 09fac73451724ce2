/** A worker's lanes alone, in a process that the torture may kill, stop, cut off or set the clock of. */
import { listen, openDatabase } from "~/db/client";
import { setSecretKey } from "~/db/secrets";
import { noticeChannel } from "~/db/transaction";
import { startLanes } from "~/engine/pipeline/lanes";
import { armFailpoints, type Failpoint } from "~/engine/transports/failpoint";

/** What the torture tells a worker. `die` and `linger` happen once, at the next passing of a failpoint. */
export type Order =
  | { kind: "arm"; at: Failpoint; how: "die" | "linger"; ms: number }
  | { kind: "disarm" }
  | { kind: "clock"; aheadMs: number };
export type Report = { kind: "ready" } | { kind: "reached"; at: Failpoint };

const tell = (report: Report) => process.send?.(report);
let armed: Extract<Order, { kind: "arm" }> | undefined;
let aheadMs = 0;

armFailpoints((at) => {
  if (armed?.at !== at) return undefined;
  const { how, ms } = armed;
  armed = undefined;
  if (how === "die") process.kill(process.pid, "SIGKILL");
  tell({ kind: "reached", at });
  return new Promise((resolve) => setTimeout(resolve, ms));
});

const TrueDate = Date;
globalThis.Date = class extends TrueDate {
  constructor(...given: unknown[]) {
    super(...((given.length > 0 ? given : [TrueDate.now() + aheadMs]) as [number]));
  }
  static override now = () => TrueDate.now() + aheadMs;
} as DateConstructor;

process.on("message", (order: Order) => {
  if (order.kind === "arm") armed = order;
  else if (order.kind === "disarm") armed = undefined;
  else aheadMs = order.aheadMs;
});
// The torture itself may be killed; nothing of it stays behind.
process.on("disconnect", () => process.exit(1));

openDatabase({ url: process.env.TORTURE_DATABASE ?? "", name: "torture worker" });
setSecretKey(Buffer.alloc(32, 7));
const lanes = startLanes(process.env.TORTURE_OWNER ?? "", (level, message, about) => {
  if (level === "error" || process.env.TORTURE_LOG) console.error(process.pid, message, JSON.stringify(about));
});
await listen(
  noticeChannel,
  (topic) => {
    if (topic === "messages") void lanes.wake();
  },
  () => void lanes.wake(),
);
tell({ kind: "ready" });
