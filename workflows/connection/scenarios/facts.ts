import type { TestRunFacts } from "~/db/queries/test-run-facts";
import type { DrillState, DrillStep } from "~/db/schema/connections";
import { attachmentsOf, orderSchema, type ResultStatus, resultSchema } from "~/engine/contract";
import { get, parse } from "~/engine/hl7";

/** What scenarios look at: the messages of a run, told apart by what they are. Pure. */
export type SeenMessage = {
  id: string;
  direction: "order" | "result";
  state: TestRunFacts["messages"][number]["state"];
  reasonCode: string | null;
  reason: string | null;
  receivedAt: Date;
  deliveredAt: Date | null;
  sequence: number;
  /** What an order asks, ORC-1 in the contract's words; null of a result and of what could not be read. */
  control: string | null;
  /** The tests are added to a specimen that is there (OBR-11 `A`). */
  addOn: boolean;
  status: ResultStatus | null;
  codes: string[];
  documents: number;
  /** MSH-11 of what went out, where that is HL7. */
  processingId: string | null;
  /** Its sender was told. */
  answered: boolean;
  /** Somebody was told that it stopped. */
  alerted: boolean;
};

/** All messages of one order, in the order they came; those without an order number stand alone. */
export type OrderSeen = { number: string; orders: SeenMessage[]; results: SeenMessage[] };

export type DrillSeen = {
  state: DrillState;
  steps: readonly DrillStep[];
  /** Messages that failed in the drill, with how often each was delivered in the end. */
  deliveries: { messageId: string; delivered: number }[];
  /** Addresses the drill's alert was sent to, of those who should be told. */
  reached: string[];
  contacts: readonly string[];
};

export type ScenarioFacts = { order: OrderSeen | undefined; drill: DrillSeen; panels: readonly string[] };

/** The run's messages by order. */
export function ordersSeen(facts: TestRunFacts): OrderSeen[] {
  const all = new Map<string, OrderSeen>();
  for (const row of facts.messages) {
    const number = row.placerOrderNumber ?? row.fillerOrderNumber ?? row.id;
    const one = all.get(number) ?? { number, orders: [], results: [] };
    all.set(number, one);
    (row.direction === "order" ? one.orders : one.results).push(seenOf(row, facts));
  }
  return [...all.values()];
}

/** The drill of a run, as far as it has come. */
export function drillSeen(
  facts: TestRunFacts,
  run: { drill: DrillState; drillSteps: readonly DrillStep[] },
  contacts: readonly string[],
): DrillSeen {
  const failed = [...new Set(run.drillSteps.flatMap((step) => step.seen?.messages ?? []))];
  const mailed = facts.drillAlerts.flatMap((alert) => alert.mailedTo);
  return {
    state: run.drill,
    steps: run.drillSteps,
    deliveries: failed.map((messageId) => ({
      messageId,
      delivered: facts.hops.filter((hop) => hop.messageId === messageId && hop.hop === "delivered").length,
    })),
    reached: contacts.filter((contact) => mailed.includes(contact)),
    contacts,
  };
}

function seenOf(row: TestRunFacts["messages"][number], facts: TestRunFacts): SeenMessage {
  const order = row.direction === "order" ? orderSchema.safeParse(row.mapped).data : undefined;
  const result = row.direction === "result" ? resultSchema.safeParse(row.mapped).data : undefined;
  return {
    id: row.id,
    direction: row.direction,
    state: row.state,
    reasonCode: row.reasonCode,
    reason: row.reason,
    receivedAt: row.receivedAt,
    deliveredAt: row.deliveredAt,
    sequence: row.sequence,
    control: order?.control ?? null,
    addOn: order?.tests.some((test) => test.specimenAction === "A") ?? false,
    status: result?.status ?? null,
    codes: (order ?? result)?.tests.flatMap((test) => test.code.code ?? []) ?? [],
    documents: result ? attachmentsOf(result).length : 0,
    processingId: processingIdOf(row.outbound),
    answered: facts.hops.some((hop) => hop.messageId === row.id && hop.hop === "acknowledged" && hop.ok),
    alerted: facts.stopAlerts.includes(row.id),
  };
}

function processingIdOf(outbound: Buffer | null): string | null {
  if (!outbound?.subarray(0, 3).equals(Buffer.from("MSH"))) return null;
  const read = parse(outbound);
  return read.kind === "malformed" ? null : (get(read.message, "MSH-11.1") ?? null);
}
