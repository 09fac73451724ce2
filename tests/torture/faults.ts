import { rename } from "node:fs/promises";
import { integer, type Random } from "~/engine/sandbox/random";
import type { Failpoint } from "~/engine/transports/failpoint";
import { freeLanes, type Stage } from "./stage";

/** One thing that goes wrong, and is over when `strike` is. It says whether it took place. */
export type Fault = { name: string; strike(stage: Stage): Promise<boolean> };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** How long a fault waits for its occasion. */
const PATIENCE_MS = 6_000;

const points: Failpoint[] = [
  ...(["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10"] as const),
  ...(["O1", "O2", "O3", "O4", "O5", "O6", "O8", "intent", "O9", "O10", "O12"] as const),
];

const deaths: Fault[] = points.map((at) => ({
  name: `kill at ${at}`,
  strike: ({ crew }) => crew.strike(at, "die", 0, PATIENCE_MS),
}));

/** The database connection is lost while the code stands at a point inside of a transaction, and then works on. */
const losses: Fault[] = (["I8", "intent"] as const).map((at) => ({
  name: `lose the database at ${at}`,
  async strike({ crew, postgres }) {
    // Long enough for others to have opened the lost connection again: what goes on then goes on there.
    const reached = await crew.strike(at, "linger", 1_300, PATIENCE_MS);
    if (reached) postgres.wire.cut();
    await pause(1_500);
    return reached;
  },
}));

const workers: Fault[] = [
  {
    name: "kill a worker",
    async strike({ crew, random }) {
      await pause(integer(random, 0, 1_500));
      crew.signal(integer(random, 0, crew.size - 1), "SIGKILL");
      return true;
    },
  },
  {
    name: "a worker stands still beyond its leases",
    async strike({ crew, random }) {
      const worker = integer(random, 0, crew.size - 1);
      crew.signal(worker, "SIGSTOP");
      // It may have stopped inside of a transaction, which holds its lane until it goes on.
      await Promise.race([freeLanes(crew.owner(worker)), pause(2_000)]);
      await pause(1_500);
      crew.signal(worker, "SIGCONT");
      return true;
    },
  },
  {
    name: "a clock jumps",
    async strike({ crew, random }) {
      crew.tell({ kind: "clock", aheadMs: integer(random, -7_200, 7_200) * 1_000 }, integer(random, 0, crew.size - 1));
      return true;
    },
  },
];

const database: Fault[] = [
  {
    name: "kill Postgres",
    async strike({ postgres, random }) {
      await pause(integer(random, 0, 1_000));
      await postgres.kill();
      return true;
    },
  },
  {
    name: "the answer to a commit is lost",
    async strike({ postgres: { wire } }) {
      wire.cutAnswerToCommit();
      return struckInTime(wire);
    },
  },
];

const wires: Fault[] = (["postgres", "emr", "lis"] as const).flatMap((end): Fault[] => [
  {
    name: `cut ${end}`,
    async strike(stage) {
      await pause(integer(stage.random, 0, 1_000));
      stage[end].wire.cut();
      return true;
    },
  },
  {
    name: `cut ${end} in the middle`,
    async strike(stage) {
      stage[end].wire.cutAfter(integer(stage.random, 1, 20_000));
      return struckInTime(stage[end].wire);
    },
  },
  {
    name: `${end} is half-open`,
    async strike(stage) {
      stage[end].wire.freeze(true);
      await pause(2_000);
      // What stood still is lost, or goes on.
      if (stage.random() < 0.5) stage[end].wire.cut();
      return true;
    },
  },
  {
    name: `${end} is slow`,
    async strike(stage) {
      stage[end].wire.slow(50);
      await pause(2_000);
      return true;
    },
  },
  {
    name: `${end} refuses`,
    async strike(stage) {
      stage[end].wire.refuse(true);
      await pause(1_500);
      return true;
    },
  },
]);

const farEnds: Fault[] = [
  {
    name: "emr is full",
    strike: async ({ emr: { quirks } }) => quirks.failNext("write", "failure", "No space left on device") ?? true,
  },
  {
    name: "emr is read-only",
    strike: async ({ emr: { quirks } }) => quirks.failNext("open", "permission-denied") ?? true,
  },
  {
    name: "emr loses the answer to a rename",
    strike: async ({ emr: { quirks } }) => quirks.dropConnectionDuring("rename", "after") ?? true,
  },
  {
    name: "emr does not answer a request",
    strike: async ({ emr }) => {
      emr.quirks.hang("close");
      await pause(1_000);
      emr.wire.cut();
      return true;
    },
  },
  {
    name: "lis has no folder",
    async strike({ lis }) {
      await rename(`${lis.folder}/out`, `${lis.folder}/away`);
      await pause(1_500);
      await rename(`${lis.folder}/away`, `${lis.folder}/out`);
      return true;
    },
  },
];

export const faults: readonly Fault[] = [...deaths, ...losses, ...workers, ...database, ...wires, ...farEnds];

async function struckInTime(wire: { readonly struck: boolean; mend(): void }): Promise<boolean> {
  for (let waited = 0; waited < PATIENCE_MS && !wire.struck; waited += 20) await pause(20);
  return wire.struck;
}

/** Faults without end, each of them once before any of them twice; `only` takes those whose name contains it. */
export function* inAnyOrder(random: Random, only: string): Generator<Fault> {
  const some = faults.filter(({ name }) => name.includes(only));
  if (some.length === 0) throw new Error(`There is no fault like "${only}".`);
  for (;;) {
    const deck = some.map((fault) => ({ fault, at: random() }));
    for (const { fault } of deck.sort((a, b) => a.at - b.at)) yield fault;
  }
}
