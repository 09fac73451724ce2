import { readdir, readFile, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Sent } from "./traffic";

/** A file as the receiver took it. */
export type Taken = { side: "emr" | "lis"; name: string; text: string };

/**
 * The other end, which knows nothing of Gatehouse: takes each file away as it appears, in the order in which they
 * appeared.
 */
export function startReceiver(side: Taken["side"], folder: string, taken: Taken[]) {
  let stopping = false;
  const look = async () => {
    const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith("."));
    const files = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(folder, name), { bigint: true })).ctimeNs })),
    );
    for (const { name } of files.sort((a, b) => (a.at < b.at ? -1 : 1))) {
      const text = await readFile(join(folder, name), "utf8");
      await unlink(join(folder, name));
      taken.push({ side, name, text });
    }
  };
  const running = (async () => {
    while (!stopping) {
      // The folder itself may be taken away at any moment; what was not taken from it by then is there at the next look.
      await look().catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return async () => {
    stopping = true;
    await running;
  };
}

export type Verdict = {
  delivered: number;
  lost: string[];
  /** The same file, with the same control ID, once more. */
  rawDuplicates: number;
  /** The same message as another file, which no receiver can recognise. */
  effectiveDuplicates: string[];
  reordered: string[];
  /** Files that hold no message which was sent, whole. */
  strange: string[];
};

/** Compares what was sent with what arrived. */
export function judge(sent: ReadonlyMap<string, Sent>, taken: readonly Taken[]): Verdict {
  const identities = new Map<string, Set<string>>();
  const lastOfKey = new Map<string, number>();
  const strange: string[] = [];
  const reordered: string[] = [];
  let rawDuplicates = 0;
  for (const file of taken) {
    const found = sent.get(tokenOf(file));
    if (!found) {
      strange.push(file.name);
      continue;
    }
    const identity = `${file.name} ${fieldOf(file.text, "MSH", 9)}`;
    const known = identities.get(found.token);
    if (known) {
      if (known.has(identity)) rawDuplicates++;
      known.add(identity);
      continue;
    }
    identities.set(found.token, new Set([identity]));
    if (found.nth < (lastOfKey.get(found.key) ?? 0)) reordered.push(found.token);
    lastOfKey.set(found.key, Math.max(found.nth, lastOfKey.get(found.key) ?? 0));
  }
  return {
    delivered: identities.size,
    lost: [...sent.keys()].filter((token) => !identities.has(token)),
    rawDuplicates,
    effectiveDuplicates: [...identities].filter(([, known]) => known.size > 1).map(([token]) => token),
    reordered,
    strange,
  };
}

/** What the sender wrote in to know the message again: an order's number, a result's filler number. */
function tokenOf({ side, text }: Taken): string {
  const number = side === "lis" ? fieldOf(text, "ORC", 2) : fieldOf(text, "OBR", 3);
  return number.split("^")[0] ?? "";
}

const fieldOf = (text: string, segment: string, field: number): string =>
  text
    .split("\r")
    .find((line) => line.startsWith(`${segment}|`))
    ?.split("|")[field] ?? "";
