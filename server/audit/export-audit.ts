import { createPublicKey, type KeyObject } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { and, asc, eq, gt, gte, lte, sql } from "drizzle-orm";
import { sealedEvent } from "~/db/audit";
import { database } from "~/db/client";
import { auditEvents } from "~/db/schema/operations";
import { followCheckpoints, readSigned, signedText } from "./checkpoint";
import { checkpointNames, checkpointTexts, publicKeyText } from "./checkpoint-files";
import { takeCheckpoint } from "./take-checkpoint";

/**
 * An export of the audit trail: `events/<chain>.ndjson`, one event a line in the order of its chain, up to what the newest
 * checkpoint saw; `checkpoints/`; `public-key.pem`; and `export.json`, signed, which says where each chain begins. A second
 * export into the same folder adds what is new and changes nothing.
 */
export const exportFormat = "gatehouse-audit-export-1";
export type ExportFile = {
  format: typeof exportFormat;
  /** ISO 8601; null: from the first event on. */
  since: string | null;
  starts: Record<string, { seq: number; previous: string }>;
  /** How many there are, so that none can be taken off at the end. */
  checkpoints: number;
};

export type Exported = { ok: true; chains: number; events: number; added: number } | { ok: false; reason: string };

const pageSize = 5_000;

export const eventsFile = (directory: string, chain: string) =>
  join(directory, "events", `${encodeURIComponent(chain)}.ndjson`);

export async function exportAudit(
  directory: string,
  { since, key, checkpoints }: { since: Date | undefined; key: KeyObject; checkpoints: string | undefined },
): Promise<Exported> {
  const about = aboutOf(directory, since, key);
  if (!about) return { ok: false, reason: "This folder holds another export; use an empty one, or the same --since." };
  mkdirSync(join(directory, "events"), { recursive: true });
  mkdirSync(join(directory, "checkpoints"), { recursive: true });
  await takeCheckpoint(checkpoints ?? join(directory, "checkpoints"), key);
  if (checkpoints) copyCheckpoints(checkpoints, join(directory, "checkpoints"));
  const followed = followCheckpoints(checkpointTexts(join(directory, "checkpoints")), createPublicKey(key));
  if (!followed.ok) return { ok: false, reason: `Checkpoint ${followed.number}: ${followed.reason}.` };

  about.checkpoints = followed.count;
  let events = 0;
  let added = 0;
  for (const [chain, marks] of [...followed.marks].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const wrote = await exportChain(directory, chain, { until: marks.at(-1)?.seq ?? 0, since, about });
    events += wrote.events;
    added += wrote.added;
  }
  writeFileSync(join(directory, "export.json"), signedText(about, key));
  writeFileSync(join(directory, "public-key.pem"), publicKeyText(key));
  return { ok: true, chains: Object.keys(about.starts).length, events, added };
}

/** What the folder's export is, or a new one; undefined when it is another one. */
function aboutOf(directory: string, since: Date | undefined, key: KeyObject): ExportFile | undefined {
  const file = join(directory, "export.json");
  const wanted = since?.toISOString() ?? null;
  if (!existsSync(file)) return { format: exportFormat, since: wanted, starts: {}, checkpoints: 0 };
  const found = readSigned<ExportFile>(readFileSync(file, "utf8"), createPublicKey(key));
  return found?.format === exportFormat && found.since === wanted ? found : undefined;
}

function copyCheckpoints(from: string, to: string): void {
  const there = new Set(checkpointNames(to));
  for (const name of checkpointNames(from)) if (!there.has(name)) copyFileSync(join(from, name), join(to, name));
}

type ChainExport = { until: number; since: Date | undefined; about: ExportFile };

async function exportChain(directory: string, chain: string, { until, since, about }: ChainExport) {
  const file = eventsFile(directory, chain);
  let { seq: last, events } = wholeLines(file);
  if (last === undefined) {
    const first = since ? await firstSince(chain, since) : 1;
    if (first === undefined || first > until) return { events: 0, added: 0 };
    last = first - 1;
  }
  let added = 0;
  for (;;) {
    const rows = await database()
      .select(sealedEvent)
      .from(auditEvents)
      .where(and(eq(auditEvents.chain, chain), gt(auditEvents.seq, last), lte(auditEvents.seq, until)))
      .orderBy(asc(auditEvents.seq))
      .limit(pageSize);
    const [head] = rows;
    if (head) about.starts[chain] ??= { seq: head.seq, previous: head.previous };
    if (rows.length > 0) appendFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    added += rows.length;
    events += rows.length;
    last = rows.at(-1)?.seq ?? last;
    if (rows.length < pageSize) return { events, added };
  }
}

/** The last event of a file and how many there are; a line that was being written when something ended is taken off. */
function wholeLines(file: string): { seq: number | undefined; events: number } {
  if (!existsSync(file)) return { seq: undefined, events: 0 };
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(file, end);
  if (end === 0) return { seq: undefined, events: 0 };
  const begin = end < 2 ? 0 : bytes.lastIndexOf(0x0a, end - 2) + 1;
  const { seq } = JSON.parse(bytes.toString("utf8", begin, end)) as { seq: number };
  let events = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1 && at < end; at = bytes.indexOf(0x0a, at + 1)) events++;
  return { seq, events };
}

async function firstSince(chain: string, since: Date): Promise<number | undefined> {
  const [row] = await database()
    .select({ seq: sql<string | null>`min(${auditEvents.seq})` })
    .from(auditEvents)
    .where(and(eq(auditEvents.chain, chain), gte(auditEvents.at, since)));
  return row?.seq === null || row === undefined ? undefined : Number(row.seq);
}
