import { createPublicKey, type KeyObject } from "node:crypto";
import { followCheckpoints } from "./checkpoint";
import { checkpointTexts } from "./checkpoint-files";
import { firstChanged } from "./take-checkpoint";
import type { Broken } from "./verify-export";

export type CheckpointVerdict = { ok: boolean; checkpoints: number; firstBroken?: Broken };

/** Events that are compared at once. */
const batch = 5_000;

/** Holds the chains in the database against every checkpoint of a directory: a tail that was cut, a chain written anew. */
export async function verifyCheckpoints(directory: string, key: KeyObject): Promise<CheckpointVerdict> {
  const followed = followCheckpoints(checkpointTexts(directory), createPublicKey(key));
  if (!followed.ok) {
    const { number, reason } = followed;
    return { ok: false, checkpoints: number - 1, firstBroken: { checkpoint: number, reason } };
  }
  const seen = [...followed.marks].flatMap(([chain, marks]) => marks.map(({ seq, hash }) => ({ chain, seq, hash })));
  for (let from = 0; from < seen.length; from += batch) {
    const changed = await firstChanged(seen.slice(from, from + batch));
    if (!changed) continue;
    const reason = "the event is not what a checkpoint saw, or is gone";
    return { ok: false, checkpoints: followed.count, firstBroken: { chain: changed.chain, seq: changed.seq, reason } };
  }
  return { ok: true, checkpoints: followed.count };
}
