import { fileURLToPath } from "node:url";
import type { Failpoint } from "~/engine/transports/failpoint";
import type { Order } from "~/tests/support/lane-worker";
import { forkWorker, type WorkerProcess } from "~/tests/support/worker-process";

export type Crew = {
  /** Tells a worker, or all of them. */
  tell(order: Order, worker?: number): void;
  signal(worker: number, signal: NodeJS.Signals): void;
  owner(worker: number): string;
  readonly size: number;
  /** Waits until some worker has passed this point (`how` says what it does there); false when none did in time. */
  strike(at: Failpoint, how: "die" | "linger", lingerMs: number, withinMs: number): Promise<boolean>;
  /** Worker processes that ended without being told to. */
  readonly crashes: number;
  stop(): Promise<void>;
};

/**
 * Keeps `size` worker processes alive. `onDeath` gets the owner name of each one that ends; the next one in its place has
 * another, as a restarted worker has.
 */
export async function startCrew(size: number, databaseUrl: string, onDeath: (owner: string) => void): Promise<Crew> {
  const program = fileURLToPath(new URL("lane-worker.mjs", import.meta.url));
  const members: WorkerProcess[] = [];
  let stopping = false;
  let born = 0;
  let crashes = 0;
  let reached: ((at: Failpoint) => void) | undefined;
  let armedAt: Failpoint | undefined;

  const start = async (place: number) => {
    const owner = `wrk_torture_${born++}`;
    const member = await forkWorker(program, owner, databaseUrl, (report) => {
      if (report.kind === "reached") reached?.(report.at);
    });
    members[place] = member;
    void member.ended.then((signal) => {
      if (stopping) return;
      if (signal === "SIGKILL") {
        if (armedAt) reached?.(armedAt);
      } else crashes++;
      onDeath(owner);
      // A worker that cannot start because the database is away is started again, as a supervisor does.
      setTimeout(() => stopping || void start(place), 250);
    });
    member.tell({ kind: "work" });
  };
  process.once("exit", () => {
    for (const { process: child } of members) child.kill("SIGKILL");
  });
  await Promise.all(Array.from({ length: size }, (_, place) => start(place)));

  const tell = (order: Order, worker?: number) => {
    for (const [place, member] of members.entries()) if ((worker ?? place) === place) member.tell(order);
  };
  return {
    size,
    tell,
    signal: (worker, signal) => void members[worker]?.process.kill(signal),
    owner: (worker) => members[worker]?.owner ?? "",
    async strike(at, how, lingerMs, withinMs) {
      const hit = new Promise<boolean>((resolve) => {
        reached = (where) => where === at && resolve(true);
        setTimeout(() => resolve(false), withinMs);
      });
      armedAt = how === "die" ? at : undefined;
      tell({ kind: "arm", at, how, ms: lingerMs });
      const did = await hit;
      armedAt = undefined;
      reached = undefined;
      tell({ kind: "disarm" });
      return did;
    },
    get crashes() {
      return crashes;
    },
    async stop() {
      stopping = true;
      for (const { process: child } of members) child.kill("SIGKILL");
      await Promise.all(members.map((member) => member.ended));
    },
  };
}
