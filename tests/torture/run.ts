/**
 * Torture: `npm run torture -- --messages N --faults F --seed S [--workers 3] [--only FAULT] [--break NAME] [--json]`.
 *
 * Messages flow through real lanes between two SFTP servers while things go wrong; an onlooker at the far ends, who knows
 * nothing of our database, says what arrived. Ends with 1 unless nothing was lost, reordered or delivered as something
 * new, and unless every repeated file was one whose first delivery was honestly in doubt.
 */
import { execFileSync } from "node:child_process";
import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { verifyAudit } from "~/db/queries/verify-audit";
import { randomOf } from "~/engine/sandbox/random";
import { inAnyOrder } from "./faults";
import { judge, startReceiver, type Taken } from "./receiver";
import { hurry, insist, type Stage, startStage } from "./stage";
import { planTraffic, put, type Sending } from "./traffic";

const option = (name: string, otherwise: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const messages = Number(option("messages", "200"));
const faultCount = Number(option("faults", "20"));
const seed = option("seed", "1");
/** All must be at rest this long after the last fault. */
const REST_MS = Number(option("rest", "180")) * 1_000;

const say = (text: string) => process.stderr.write(`${text}\n`);
const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 100) / 10;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Rest = { waiting: number; sending: number; claimed: number; held: number; dead: number; inDoubt: number };

const isLatest = sql`generation =
  (select max(generation) from inbound_files n where n.endpoint_id = f.endpoint_id and n.name = f.name)`;

const census = () =>
  insist(async () => {
    const [row] = await database().execute(sql`
      select (select count(*)::int from messages where state in ('queued', 'sending')) as waiting,
        (select count(*)::int from messages where state = 'sending') as sending,
        (select count(*)::int from inbound_files f where state = 'claimed' and ${isLatest}) as claimed,
        (select count(*)::int from messages where state = 'held')
          + (select count(*)::int from inbound_files f where state = 'quarantined' and ${isLatest}) as held,
        (select count(*)::int from messages where state = 'dead') as dead,
        (select count(*)::int from hops where detail like '%sent again under the same name%') as "inDoubt"`);
    return row as Rest;
  });

/** For whoever has to find out what went wrong: where the messages stand, and what the lanes and the far ends wait for. */
const whereItStands = () =>
  insist(() =>
    database().execute(sql`
      select 'messages' as what, direction || ' ' || state || ' ' || coalesce(reason_code, '') as name, count(*)::text as how
        from messages where state <> 'delivered' group by 1, 2
      union all select 'set aside', reason, count(*)::text from inbound_files where state = 'quarantined' group by 1, 2
      union all select 'lane', name, concat_ws(', ', owner, failures || ' failures', 'in ' || (next_run_at - now()), last_error) from lanes
      union all select 'breaker', endpoint_id, concat_ws(', ', failures || ' failures', 'in ' || (open_until - now()), reason) from breakers
      order by 1, 2`),
  );

/** The ways of messages that went wrong, with those of the same order. */
const waysOf = (tokens: readonly string[]) =>
  insist(() =>
    database().execute(sql`
      select m.file_name as file, m.placer_order_number || ' ' || coalesce(m.filler_order_number, '') as number, m.sequence, m.state,
        m.received_at::text as received, m.delivered_at::text as delivered, m.attempts,
        (select string_agg(concat_ws(' ', f.generation, f.state, f.attempts, f.seen_at::time, f.stored_at::time, f.reason), '; '
          order by f.generation) from inbound_files f where f.name = m.file_name and f.endpoint_id = m.source_endpoint_id) as files
      from messages m where m.order_key in (select o.order_key from messages o, string_to_array(${tokens.join(",")}, ',') t
        where o.placer_order_number = any(t) or o.filler_order_number = any(t))
      order by m.order_key, m.sequence`),
  );

/**
 * A file over which workers died again and again is set aside, and somebody is told. Here that somebody does what the alert
 * says: looks at the file, finds nothing wrong, and has it sent again.
 */
async function sendSetAsideAgain(stage: Stage, sentAgain: Set<string>): Promise<void> {
  const aside = await insist(() =>
    database().execute(sql`select f.id, f.name, e.side from inbound_files f join endpoints e on e.id = f.endpoint_id
      where f.state = 'quarantined' and ${isLatest}`),
  );
  const now = new Date();
  for (const { id, name, side } of aside as unknown as { id: string; name: string; side: "emr" | "lis" }[]) {
    if (sentAgain.has(id)) continue;
    sentAgain.add(id);
    await utimes(join(stage[side].folder, "in", name), now, now);
  }
}

async function torture(stage: Stage) {
  const { random } = stage;
  const plan = planTraffic(messages, stage.facility, random);
  const taken: Taken[] = [];
  const receivers = (["emr", "lis"] as const).map((side) =>
    startReceiver(side, join(stage[side].folder, "out"), taken),
  );
  const slow: Promise<void>[] = [];
  const send = async (sendings: Sending[]) => {
    for (const sending of sendings) {
      const done = put(join(stage[sending.side].folder, "in"), sending, 3_000);
      if (sending.how === "whole") await done;
      else slow.push(done);
    }
  };
  let left = plan.sendings;
  let struck = 0;
  let missed = 0;
  const deck = inAnyOrder(random, option("only", ""));
  let hurried = true;
  const hurrying = (async () => {
    for (; hurried; await pause(1_000)) await hurry().catch(() => undefined);
  })();
  while (struck < faultCount && missed < faultCount + 20) {
    const share = Math.ceil(left.length / (faultCount - struck));
    await send(left.slice(0, share));
    left = left.slice(share);
    const fault = deck.next().value;
    const did = fault ? await fault.strike(stage) : false;
    for (const end of ["postgres", "emr", "lis"] as const) stage[end].wire.mend();
    if (did) struck++;
    else missed++;
    say(`${seconds()} s: ${did ? `fault ${struck}/${faultCount}` : "no occasion"}: ${fault?.name}`);
  }
  await send(left);
  await Promise.all(slow);
  stage.crew.tell({ kind: "clock", aheadMs: 0 });

  const deadline = performance.now() + REST_MS;
  let rest = await census();
  const setAside = new Set<string>();
  for (;;) {
    const waitingFiles = await Promise.all(
      (["emr", "lis"] as const).map((side) => readdir(join(stage[side].folder, "in"))),
    );
    const over = rest.waiting + rest.claimed === 0 && waitingFiles.flat().length === 0;
    if (over || performance.now() > deadline) break;
    await sendSetAsideAgain(stage, setAside);
    await pause(1_500);
    rest = await census();
  }
  hurried = false;
  await hurrying;
  await Promise.all(receivers.map((stop) => stop()));
  const verdict = judge(plan.sent, taken);
  const remainders = (await insist(reconcile)).filter((row) => row.remainder !== 0);
  const audit = await insist(verifyAudit);
  return { plan, verdict, rest, remainders, audit, struck, setAside: setAside.size };
}

const stage = await startStage({
  random: randomOf("torture", seed),
  workers: Number(option("workers", "3")),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stage.stop().finally(() => process.exit(1)));
}
let failed = true;
try {
  const { plan, verdict, rest, remainders, audit, struck, setAside } = await torture(stage);
  const few = (tokens: readonly string[]) => tokens.slice(0, 10).join(", ");
  const wrong = [
    verdict.lost.length > 0 && `lost: ${few(verdict.lost)}`,
    verdict.effectiveDuplicates.length > 0 && `delivered as something new: ${few(verdict.effectiveDuplicates)}`,
    verdict.reordered.length > 0 && `out of order: ${few(verdict.reordered)}`,
    verdict.rawDuplicates > rest.inDoubt && "files came again whose delivery was not in doubt",
    verdict.strange.length > 0 && `nobody sent these as they are: ${few(verdict.strange)}`,
    rest.waiting + rest.claimed > 0 && `not at rest: ${rest.waiting} messages, ${rest.claimed} files`,
    rest.dead > plan.malformed && `${rest.dead} dead messages, only ${plan.malformed} malformed ones were sent`,
    rest.held > 0 && `${rest.held} messages or files wait for a person without cause`,
    remainders.length > 0 && "the reconciliation has a remainder",
    !audit.ok && "the audit chain is broken",
    struck < faultCount && `only ${struck} faults found an occasion`,
  ].filter((one) => one !== false);
  failed = wrong.length > 0;
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  if (failed) say(`seed ${seed}, commit ${commit}:\n${wrong.map((one) => `- ${one}`).join("\n")}`);
  const astray = [...verdict.lost, ...verdict.effectiveDuplicates, ...verdict.reordered].slice(0, 5);
  for (const way of await waysOf(astray)) say(JSON.stringify(way));
  if (failed) for (const { what, name, how } of await whereItStands()) say(`${what} ${name}: ${how}`);
  if (stage.crew.crashes > 0) say(`${stage.crew.crashes} worker processes ended by themselves and were started again`);
  const result = {
    sent: plan.sent.size,
    delivered: verdict.delivered,
    lost: verdict.lost.length,
    rawDuplicates: verdict.rawDuplicates,
    inDoubtHits: rest.inDoubt,
    effectiveDuplicates: verdict.effectiveDuplicates.length,
    reordered: verdict.reordered.length,
    setAside,
    held: rest.held,
    dead: rest.dead,
    faults: struck,
    seconds: seconds(),
  };
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(result)}\n`);
  else for (const [what, value] of Object.entries(result)) process.stdout.write(`${what.padEnd(20)}${value}\n`);
} finally {
  await stage.stop();
}
process.exit(failed ? 1 : 0);
