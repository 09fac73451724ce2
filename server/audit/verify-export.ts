import { createPublicKey, type KeyObject } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AuditRow, auditHash, genesis } from "~/db/audit";
import { followCheckpoints, type Mark, readSigned } from "./checkpoint";
import { checkpointTexts } from "./checkpoint-files";
import { type ExportFile, eventsFile } from "./export-audit";

/** Holds an export against itself and its checkpoints. It reads files and nothing else: no database, no network, no secret. */
export type Broken = { chain?: string; seq?: number; checkpoint?: number; reason: string };
export type ExportVerdict = {
  ok: boolean;
  events: number;
  chains: number;
  checkpoints: number;
  firstBroken?: Broken;
};

/** @param keyFile the public key that is trusted; without it the export's own, which whoever made it chose */
export async function verifyExport(directory: string, keyFile?: string): Promise<ExportVerdict> {
  const verdict: ExportVerdict = { ok: false, events: 0, chains: 0, checkpoints: 0 };
  const broken = (firstBroken: Broken): ExportVerdict => ({ ...verdict, firstBroken });
  const key = publicKeyIn(keyFile ?? join(directory, "public-key.pem"));
  if (!key) return broken({ reason: "there is no public key to hold it against" });
  const followed = followCheckpoints(checkpointTexts(join(directory, "checkpoints")), key);
  if (!followed.ok) return broken({ checkpoint: followed.number, reason: followed.reason });
  if (followed.count === 0) return broken({ checkpoint: 1, reason: "it is missing" });
  verdict.checkpoints = followed.count;
  const about = aboutIn(directory, key);
  if (!about) return broken({ reason: "export.json is missing, was changed, or was signed with another key" });
  if (followed.count < about.checkpoints) return broken({ checkpoint: followed.count + 1, reason: "it is missing" });
  const stray = strayIn(directory, about);
  if (stray !== undefined) return broken({ chain: stray, seq: 1, reason: "no checkpoint knows this chain" });

  for (const [chain, marks] of [...followed.marks].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const start = about.starts[chain];
    // Left out is right only where nothing happened since.
    if (!start) {
      if (about.since === null || movedSince(marks, about.since))
        return broken({ chain, seq: 1, reason: "the chain is missing" });
      continue;
    }
    const found = await verifyChain(eventsFile(directory, chain), chain, start, marks);
    verdict.events += found.events;
    if (found.broken) return broken({ chain, ...found.broken });
    verdict.chains++;
  }
  return { ...verdict, ok: true };
}

/** Whether a chain that has more than one mark got one after this time. */
const movedSince = (marks: readonly Mark[], since: string): boolean =>
  marks
    .slice(1)
    .some((mark, i) => Date.parse(marks[i]?.at ?? "") >= Date.parse(since) && mark.at > (marks[i]?.at ?? ""));

function publicKeyIn(file: string): KeyObject | undefined {
  try {
    return createPublicKey(readFileSync(file));
  } catch {
    return undefined;
  }
}

function aboutIn(directory: string, key: KeyObject): ExportFile | undefined {
  const file = join(directory, "export.json");
  return existsSync(file) ? readSigned<ExportFile>(readFileSync(file, "utf8"), key) : undefined;
}

/** A file of events of a chain that the export does not have. */
function strayIn(directory: string, { starts }: ExportFile): string | undefined {
  const folder = join(directory, "events");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ndjson")) : [];
  return names.map((name) => decodeURIComponent(name.slice(0, -".ndjson".length))).find((chain) => !starts[chain]);
}

type Line = AuditRow & { hash: string };

/** A line as it was written, or undefined when it is anything else. */
function eventIn(line: string): Line | undefined {
  try {
    const { chain, seq, at, actor, action, objectId, outcome, reason, meta, previous, hash } = JSON.parse(line) as Line;
    const event = { chain, seq, at, actor, action, objectId, outcome, reason, meta, previous, hash };
    return JSON.stringify(event) === line ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a file. Only a line feed ends one: what else Node's reader takes for an end may stand in an event. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const part of createReadStream(file, "utf8")) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

type ChainFound = { events: number; broken?: { seq: number; reason: string } };

async function verifyChain(
  file: string,
  chain: string,
  start: { seq: number; previous: string },
  marks: readonly Mark[],
): Promise<ChainFound> {
  if (!existsSync(file)) return { events: 0, broken: { seq: start.seq, reason: "the chain is missing" } };
  if (start.seq === 1 && start.previous !== genesis)
    return { events: 0, broken: { seq: 1, reason: "it begins elsewhere" } };
  const seen = new Map(marks.map((mark) => [mark.seq, mark]));
  let { previous } = start;
  let seq = start.seq - 1;
  // Up to here a checkpoint has seen every event as it is.
  let held = seq;
  let events = 0;
  for await (const line of linesOf(file)) {
    const broken = (reason: string): ChainFound => ({ events, broken: { seq: seq + 1, reason } });
    const event = eventIn(line);
    if (!event) return broken("its line was changed");
    if (event.chain !== chain) return broken("it is of another chain");
    if (event.seq !== seq + 1) return broken("an event is missing, doubled or out of its place");
    if (event.previous !== previous) return broken("it does not follow the event before it");
    if (auditHash(event) !== event.hash) return broken("its content was changed");
    previous = event.hash;
    seq = event.seq;
    events++;
    const mark = seen.get(seq);
    if (mark && mark.hash !== event.hash) {
      const reason = `written anew: event ${seq} is not what checkpoint ${mark.number} saw, and from here on none is vouched for`;
      return { events, broken: { seq: held + 1, reason } };
    }
    if (mark) held = seq;
  }
  const last = marks.at(-1);
  if (last && seq < last.seq) {
    const reason = `the end is missing: checkpoint ${last.number} saw ${last.seq} events`;
    return { events, broken: { seq: seq + 1, reason } };
  }
  if (last && seq > last.seq) return { events, broken: { seq: last.seq + 1, reason: "no checkpoint has seen it" } };
  return { events };
}
