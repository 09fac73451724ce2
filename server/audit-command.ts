import { verifyAudit } from "~/db/queries/verify-audit";
import { verifyCodeProofs } from "~/workflows/connection/verify-code-proofs";
import { verifyEvidence } from "~/workflows/connection/verify-evidence";
import { type PacketVerdict, verifyPacket } from "~/workflows/connection/verify-packet";
import { loadCheckpointKey } from "./audit/checkpoint-files";
import { exportAudit } from "./audit/export-audit";
import { type CheckpointVerdict, verifyCheckpoints } from "./audit/verify-checkpoints";
import { type Broken, verifyExport } from "./audit/verify-export";
import type { Config } from "./config";
import type { Report } from "./hl7-command";

/** The audit trail as it is in the database: chains, evidence, proofs of codes, and checkpoints where there are any. */
export async function trailReport(config: Config, folder = config.checkpointDirectory): Promise<Report> {
  const started = performance.now();
  const verdict = await verifyAudit();
  const eventsPerSecond = Math.round(verdict.events / Math.max(0.001, (performance.now() - started) / 1_000));
  const [evidence, codeProofs] = [await verifyEvidence(), await verifyCodeProofs()];
  const checkpoints = folder === undefined ? undefined : await verifyCheckpoints(folder, loadCheckpointKey(config));
  const broken = verdict.firstBroken ?? checkpoints?.firstBroken;
  const [changed] = [...evidence.broken, ...codeProofs.broken];
  const ok = verdict.ok && evidence.ok && codeProofs.ok && (checkpoints?.ok ?? true);
  const text = broken
    ? brokenWords(broken)
    : changed
      ? `The evidence ${changed.id} of ${changed.connectionId} does not hold: ${changed.reason}.`
      : `${verdict.events} events, every chain is whole (${eventsPerSecond} a second); ${evidence.records} records of evidence and ${codeProofs.records} proofs of codes as they were kept${checkpointWords(checkpoints)}.`;
  const json = { ...verdict, ...(broken && { firstBroken: broken }), eventsPerSecond, evidence, codeProofs };
  return { ok, json: { ...json, ...(checkpoints && { checkpoints }), ok }, text };
}

const checkpointWords = (found: CheckpointVerdict | undefined) =>
  found ? `; as ${counted(found.checkpoints)} saw them` : "";

const counted = (checkpoints: number) => (checkpoints === 1 ? "1 checkpoint" : `${checkpoints} checkpoints`);

const brokenWords = ({ chain, seq, checkpoint, reason }: Broken): string =>
  chain !== undefined
    ? `Broken at ${chain} ${seq}: ${reason}.`
    : checkpoint !== undefined
      ? `Broken at checkpoint ${checkpoint}: ${reason}.`
      : `Broken: ${reason}.`;

/** The packet of a connection against its chain. */
export async function packetReport(text: string): Promise<Report> {
  const verdict = await verifyPacket(text);
  return { ok: verdict.ok, json: verdict, text: packetWords(verdict) };
}

const packetWords = ({ ok, checks }: PacketVerdict): string =>
  [
    ...checks.map((one) => `${one.ok ? "ok  " : "BAD "} ${one.detail}`),
    ok ? "The packet is as it was made." : "The packet does not hold.",
  ].join("\n");

/** An export, from its files alone. */
export async function exportReport(folder: string, keyFile?: string): Promise<Report> {
  const verdict = await verifyExport(folder, keyFile);
  const { events, chains, checkpoints, firstBroken } = verdict;
  const trust = keyFile ? "" : " It was held against its own public key; --key takes one you trust.";
  const text = firstBroken
    ? brokenWords(firstBroken)
    : `${events} events in ${chains} chains, whole and as ${counted(checkpoints)} saw them.${trust}`;
  return { ok: verdict.ok, json: verdict, text };
}

/** Writes or goes on with an export. */
export async function writeExport(config: Config, folder: string, since: Date | undefined): Promise<Report> {
  const key = loadCheckpointKey(config);
  const found = await exportAudit(folder, { since, key, checkpoints: config.checkpointDirectory });
  const text = found.ok
    ? `${found.events} events in ${found.chains} chains, ${found.added} of them new. Verify with: gatehouse audit verify --export ${folder}`
    : found.reason;
  return { ok: found.ok, json: found, text };
}
