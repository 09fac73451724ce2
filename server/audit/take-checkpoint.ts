import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { genesis } from "~/db/audit";
import { database } from "~/db/client";
import { momentText } from "~/db/moment-text";
import { keepNewestCheckpoint } from "~/db/queries/newest-checkpoint";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { withTransaction } from "~/db/transaction";
import { type Checkpoint, type Head, readSigned, signedText, textHash } from "./checkpoint";
import { checkpointNames, keepCheckpoint } from "./checkpoint-files";

/** Another worker's checkpoint counts as ours for this long. */
const freshMs = 9 * 60_000;
const oldestMs = 2 * 3_600_000;

/** The trail is not what an earlier checkpoint saw. */
export class TrailChanged extends Error {
  override name = "TrailChanged";
}

type Newest = { checkpoint: Checkpoint; previous: string } | undefined;

function newestIn(directory: string, key: KeyObject): Newest {
  const name = checkpointNames(directory).at(-1);
  if (!name) return undefined;
  const text = readFileSync(join(directory, name), "utf8");
  const checkpoint = readSigned<Checkpoint>(text, createPublicKey(key));
  if (!checkpoint) throw new Error(`${name} was changed, or signed with another key than this installation's.`);
  return { checkpoint, previous: textHash(text) };
}

/** The first of these heads that is not an event of the trail any more. */
export async function firstChanged(heads: readonly Head[]): Promise<Head | undefined> {
  const [found] = await database().execute<{ chain: string; seq: number; hash: string }>(sql`
    select m.chain, m.seq::int as seq, m.hash
    from json_to_recordset(${JSON.stringify(heads)}::text::json) as m(chain text, seq bigint, hash text)
    left join audit_events e on e.chain = m.chain and e.seq = m.seq and e.hash = m.hash
    where e.chain is null
    order by m.chain limit 1`);
  return found;
}

/**
 * Writes the next checkpoint into the directory; undefined when another process has just done so.
 * @throws TrailChanged when the trail is not what the checkpoint before saw: nothing is signed then
 */
export async function takeCheckpoint(directory: string, key: KeyObject): Promise<Checkpoint | undefined> {
  const newest = newestIn(directory, key);
  const changed = newest && (await firstChanged(newest.checkpoint.heads));
  if (changed) {
    throw new TrailChanged(
      `Event ${changed.seq} of ${changed.chain} is not what checkpoint ${newest.checkpoint.number} saw.`,
    );
  }
  // An event's time is from before its commit, by the length of a transaction at most.
  const since = newest ? sql`${newest.checkpoint.at}::timestamptz - interval '1 hour'` : sql`'-infinity'::timestamptz`;
  const [row] = await database().execute<{ at: string; heads: Head[] | null }>(sql`
    select ${momentText(sql`clock_timestamp()`)} as at,
      (select json_agg(json_build_object('chain', h.chain, 'seq', h.seq, 'hash', h.hash) order by h.chain collate "C")
       from audit_heads h
       where h.seq > 0 and h.chain in (select e.chain from audit_events e where e.at >= ${since})) as heads`);
  const checkpoint: Checkpoint = {
    format: "gatehouse-checkpoint-1",
    number: (newest?.checkpoint.number ?? 0) + 1,
    at: row?.at ?? "",
    previous: newest?.previous ?? genesis,
    heads: row?.heads ?? [],
  };
  return keepCheckpoint(directory, checkpoint.number, signedText(checkpoint, key)) ? checkpoint : undefined;
}

/** When the newest file was written; undefined when there is none, or the directory cannot be read. */
function newestTime(directory: string): number | undefined {
  try {
    const name = checkpointNames(directory).at(-1);
    return name === undefined ? undefined : statSync(join(directory, name)).mtimeMs;
  } catch {
    return undefined;
  }
}

const ageKey = "checkpoint/age";
const changedKey = "checkpoint/changed";

/** Takes a checkpoint when the newest is old enough, and tells people when there is none of the last two hours, or when the trail was changed. */
export async function keepCheckpoints(directory: string, key: KeyObject, now = Date.now()): Promise<void> {
  const before = newestTime(directory);
  if (before !== undefined && now - before < freshMs) return;
  try {
    const taken = await takeCheckpoint(directory, key);
    await withTransaction(async (tx) => {
      await resolveAlerts(tx, [ageKey, changedKey]);
      if (taken) await keepNewestCheckpoint(tx, taken);
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : "It gave no reason.";
    if (error instanceof TrailChanged) await tellChanged(why);
    if (before === undefined || now - before > oldestMs) await tellAge(why);
    throw error;
  }
}

const tellChanged = (why: string) =>
  withTransaction((tx) =>
    raiseAlert(tx, {
      key: changedKey,
      kind: "audit",
      severity: "stop",
      title: "The audit trail is not what a checkpoint saw",
      detail: `${why} Messages go on, and no further checkpoint is signed. Keep the database and the checkpoints as they are, and compare: gatehouse audit verify.`,
    }),
  );

const tellAge = (why: string) =>
  withTransaction((tx) =>
    raiseAlert(tx, {
      key: ageKey,
      kind: "audit",
      severity: "warn",
      title: "There is no checkpoint of the audit trail from the last two hours",
      detail: `${why} Messages go on, and their trail is kept; only nothing outside vouches for it yet. Look at the directory of GATEHOUSE_CHECKPOINT_DIR and who may write there.`,
    }),
  );
