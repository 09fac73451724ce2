import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { auditHash } from "~/db/audit";
import { database } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { evidence } from "~/db/schema/connections";
import { auditEvents } from "~/db/schema/operations";
import { canonicalJson } from "~/engine/json/canonical";
import { packetFormat, packetHash, proofIn } from "./packet";

/** One thing that was looked at; `detail` says in words what was found. */
export type PacketCheck = { name: string; ok: boolean; detail: string };
export type PacketVerdict = { ok: boolean; sha256: string | null; checks: PacketCheck[] };

const eventSchema = z.object({
  chain: z.string(),
  seq: z.number(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  objectId: z.string(),
  outcome: z.string(),
  reason: z.string().nullable(),
  meta: z.string(),
  previous: z.string(),
  hash: z.string(),
});
const fileSchema = z.object({
  sha256: z.string(),
  packet: z.looseObject({
    format: z.literal(packetFormat),
    connection: z.looseObject({ id: z.string() }),
    evidence: z.array(z.looseObject({ id: z.string() })),
    trail: z.object({ chain: z.string(), events: z.array(eventSchema) }),
  }),
});

/** Holds a packet's file against itself, the audit chain of its connection, and the evidence on record. */
export async function verifyPacket(text: string): Promise<PacketVerdict> {
  const parsed = fileSchema.safeParse(readJson(text));
  if (!parsed.success) {
    const detail = "This is not a packet of a connection, or a part of it is missing.";
    return { ok: false, sha256: null, checks: [{ name: "readable", ok: false, detail }] };
  }
  const { packet, sha256 } = parsed.data;
  const { chain, events } = packet.trail;
  const check = (name: string, ok: boolean, good: string, bad: string): PacketCheck => ({
    name,
    ok,
    detail: ok ? good : bad,
  });
  const [verdict, recorded, kept, proofs] = await Promise.all([
    verifyAudit(chain),
    database()
      .select({ seq: auditEvents.seq, at: auditEvents.at })
      .from(auditEvents)
      .where(
        and(
          eq(auditEvents.chain, chain),
          eq(auditEvents.action, "connection.packet"),
          eq(auditEvents.objectId, packetHash(packet)),
        ),
      ),
    database()
      .select({ seq: auditEvents.seq, hash: auditEvents.hash })
      .from(auditEvents)
      .where(and(eq(auditEvents.chain, chain), inArray(auditEvents.seq, [0, ...events.map((event) => event.seq)]))),
    database()
      .select()
      .from(evidence)
      .where(inArray(evidence.id, ["", ...packet.evidence.map((proof) => proof.id)])),
  ]);
  const hashes = new Map(kept.map((event) => [event.seq, event.hash]));
  const altered = events.find((event) => event.chain !== chain || auditHash(event) !== event.hash);
  const foreign = events.find((event) => hashes.get(event.seq) !== event.hash);
  const proofOf = new Map(proofs.map((proof) => [proof.id, canonicalJson(proofIn(proof))]));
  const differs = packet.evidence.find((proof) => proofOf.get(proof.id) !== canonicalJson(proof));
  const broken = verdict.firstBroken;
  const checks = [
    check("content", packetHash(packet) === sha256, "The content has its hash.", "The content was changed."),
    check(
      "events",
      altered === undefined,
      `${events.length} events have their hashes.`,
      `Event ${altered?.seq} was changed.`,
    ),
    check(
      "chain",
      verdict.ok && verdict.events > 0,
      `${verdict.events} events of the audit chain are whole.`,
      broken ? `The audit chain is broken at ${broken.seq}: ${broken.reason}.` : "There is no such audit chain here.",
    ),
    check(
      "trail",
      foreign === undefined,
      "Every event is in the audit chain.",
      `Event ${foreign?.seq} is not in the audit chain.`,
    ),
    check(
      "evidence",
      differs === undefined,
      `${packet.evidence.length} pieces of evidence are as recorded.`,
      `Evidence ${differs?.id} is not as recorded.`,
    ),
    check(
      "recorded",
      recorded.length > 0,
      `The chain has kept that this packet was made, event ${recorded[0]?.seq}.`,
      "The chain does not know that this packet was made.",
    ),
  ];
  return { ok: checks.every((one) => one.ok), sha256, checks };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
