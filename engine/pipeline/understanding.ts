import type { Direction, HopName, MessageState } from "~/db/schema/messages";
import type { Order, Result } from "~/engine/contract";
import type { GuardedTest, MapFinding } from "~/engine/mapping";
import { sha256 } from "./hash";
import type { ConnectionSetting } from "./setting";

/** What is known of a message: what it is, whose it is, and either what goes out or why nothing does. */
export type Understanding = {
  direction: Direction;
  connectionId: string | null;
  configurationVersion: number | null;
  testRunId: string | null;
  messageType: string | null;
  controlId: string | null;
  placerOrderNumber: string | null;
  fillerOrderNumber: string | null;
  orderKey: string;
  title: string;
  corrected: boolean;
  /** SHA-256 over sender and control id; with the content's it recognises a message seen before. */
  keySha256: string;
  contentSha256: string;
  state: Extract<MessageState, "queued" | "held" | "dead">;
  reasonCode: string | null;
  reason: string | null;
  reasonPath: string | null;
  mapped: Order | Result | null;
  unmapped: { path: string; name?: string }[];
  /** Tests whose code should not have been ordered, and what was decided of them. */
  guarded: readonly GuardedTest[];
  outbound: Buffer | null;
  outboundName: string | null;
  /** MSH-3 and MSH-4, where the answer is addressed to. */
  sender: { application: string; facility: string };
  hops: { hop: HopName; ok: boolean; detail: string }[];
};

/** `testRunId`: the run it belonged to when it came, of a message that is looked at again. */
export type Origin = { direction: Direction; messageId: string; receivedAt: Date; testRunId?: string | null };

/** Why an EMR's answer to a compendium update (MFK) goes no further; whoever sends updates takes it from there. */
export const compendiumAnswer = "compendium-answer";

/** Why a message goes no further now. */
export type Stop = { state: "held" | "dead"; code: string; reason: string; path?: string };

/** A message of which nothing is known but its bytes: dead, until the steps say otherwise. */
export function blank(contentSha256: string, setting: ConnectionSetting | undefined, origin: Origin): Understanding {
  return {
    direction: origin.direction,
    connectionId: setting?.connection.id ?? null,
    configurationVersion: setting?.configuration.version ?? null,
    testRunId: origin.testRunId ?? (origin.direction === "order" ? (setting?.testRunId ?? null) : null),
    messageType: null,
    controlId: null,
    placerOrderNumber: null,
    fillerOrderNumber: null,
    orderKey: origin.messageId,
    title: origin.direction === "order" ? "Order" : "Result",
    corrected: false,
    keySha256: sha256(`malformed\0${contentSha256}`),
    contentSha256,
    state: "dead",
    reasonCode: null,
    reason: null,
    reasonPath: null,
    mapped: null,
    unmapped: [],
    guarded: [],
    outbound: null,
    outboundName: null,
    sender: { application: "", facility: "" },
    hops: [],
  };
}

/** Stops the message at a hop. */
export function stop(settled: Understanding, hop: HopName, why: Stop): Understanding {
  return {
    ...settled,
    state: why.state,
    reasonCode: why.code,
    reason: why.reason,
    reasonPath: why.path ?? null,
    hops: [...settled.hops, { hop, ok: false, detail: why.reason }],
  };
}

/** What a person can put right, such as a code missing in a table, waits for that; the rest is dead. */
export function unmappable({ hold, findings }: { hold: boolean; findings: readonly MapFinding[] }): Stop {
  const first = findings.find((finding) => finding.severity === "error") ?? findings[0];
  const failed = first?.code === "expression-failed";
  return {
    state: hold ? "held" : "dead",
    code: hold ? "code-not-in-table" : failed ? "expression-failed" : "unmapped",
    reason: `${failed ? `Rule ${first.rule}: ` : ""}${first?.message ?? "The mapping found nothing it could use."}`,
    ...(first?.path && { path: first.path }),
  };
}
