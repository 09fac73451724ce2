import { createHash } from "node:crypto";
import type { TestRunFacts } from "~/db/queries/test-run-facts";
import type { DrillState, DrillStep, GateItem, PickupProof } from "~/db/schema/connections";
import { orderSchema, resultSchema } from "~/engine/contract";
import { contentHashInput, type SampleOutcome } from "~/engine/mapping";
import { cannotBeOrdered } from "./code-proof-words";

/** What a test run proves, item by item, from what was seen of it. Pure: rows in, evidence out. */
export type Proof = {
  item: GateItem;
  ok: boolean;
  reason: string;
  details: Record<string, unknown>;
  /** The messages it was seen on. */
  messageIds: string[];
};

export type RunSubject = {
  mode: "bidirectional" | "results-only";
  drill: DrillState;
  drillSteps: readonly DrillStep[];
  /** Of a run beside live traffic: the pickups only the tested change has. */
  pickups: readonly PickupProof[];
  alertContacts: readonly string[];
  offered: string[];
  unmapped: string[];
  /** Codes of the menu that could not be ordered when they were tried, with why. */
  failing: readonly { code: string; reason: string }[];
  samples: readonly SampleOutcome[];
  chain: { ok: boolean; events: number };
  /** Messages that a scenario wanted to stop: they are accounted for where they stand. */
  meant: ReadonlySet<string>;
};

type Message = TestRunFacts["messages"][number];

const wholeWay = ["received", "parsed", "deduplicated", "mapped", "delivered"];
/** How far a message comes that is meant to stop. */
const wayToStop = ["received", "parsed"];
/** Without a message a run proves nothing, and what it would have proved is red. */
const nothingCame = "No message came";
const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** The order and the result of it that made the round trip; undefined while they have not. */
export function roundTrip(
  facts: TestRunFacts,
  mode: RunSubject["mode"],
): { order?: Message; result: Message } | undefined {
  const arrived = facts.messages.filter((message) => message.state === "delivered");
  for (const result of arrived.filter((message) => message.direction === "result")) {
    if (mode === "results-only") return { result };
    const order = arrived.find(
      (message) => message.direction === "order" && message.placerOrderNumber === result.placerOrderNumber,
    );
    if (order && sharesTest(order, result)) return { order, result };
  }
  return undefined;
}

/** Nothing of the run is still on its way: messages, acknowledged files, the drill and its mail. Scenarios are looked at apart. */
export function isSettled(facts: TestRunFacts, subject: Pick<RunSubject, "drill" | "mode" | "pickups">): boolean {
  return (
    roundTrip(facts, subject.mode) !== undefined &&
    subject.drill === "recovered" &&
    subject.pickups.every(({ seen }) => seen !== null) &&
    facts.messages.every((message) => !["queued", "sending"].includes(message.state)) &&
    facts.files.every((file) => file.state !== "stored" && file.state !== "claimed") &&
    facts.drillAlerts.every((alert) => alert.mailedTo.length > 0)
  );
}

/** A message that stopped and was not meant to: with it the run cannot pass. */
export const stopped = (facts: TestRunFacts, meant: ReadonlySet<string>): Message | undefined =>
  facts.messages.find((message) => (message.state === "dead" || message.state === "held") && !meant.has(message.id));

export function prove(facts: TestRunFacts, subject: RunSubject): Proof[] {
  return [
    proveMapping(facts, subject),
    proveRoundTrip(facts, subject),
    proveReconciliation(facts, subject),
    proveAuditTrail(facts, subject),
    proveRetries(facts, subject),
    proveCodes(facts, subject),
  ];
}

function proveMapping(facts: TestRunFacts, { samples, meant }: RunSubject): Proof {
  const failed = samples.find((sample) => !sample.ok);
  const invalid = facts.messages.find((message) => {
    const schema = message.direction === "order" ? orderSchema : resultSchema;
    return message.state !== "duplicate" && !meant.has(message.id) && !schema.safeParse(message.mapped).success;
  });
  const unmapped = [
    ...new Set(facts.messages.flatMap((message) => (message.unmapped ?? []).map((field) => field.path))),
  ];
  const required = samples.reduce((sum, sample) => sum + sample.requiredTotal, 0);
  const filled = samples.reduce((sum, sample) => sum + sample.requiredFilled, 0);
  return {
    item: "mapping",
    ok: !failed && !invalid && facts.messages.length > 0,
    reason: failed
      ? `The sample ${failed.name} does not map`
      : invalid
        ? "A message of the run is not valid"
        : facts.messages.length === 0
          ? nothingCame
          : `${plural(samples.length, "sample")}, ${plural(facts.messages.length, "message")}, ${filled} of ${required} required`,
    details: { samples: samples.map(({ name, ok }) => ({ name, ok })), unmapped },
    messageIds: ids(facts.messages),
  };
}

function proveRoundTrip(facts: TestRunFacts, { mode, pickups }: RunSubject): Proof {
  const trip = roundTrip(facts, mode);
  const notTaken = pickups.find(({ seen }) => seen === null);
  return {
    item: "roundTrip",
    ok: trip !== undefined && !notTaken,
    reason: notTaken
      ? `No file was taken from ${notTaken.folder}, the new pickup folder`
      : trip
        ? mode === "results-only"
          ? "A result went out and arrived"
          : "Order out, result back, matched by number and code"
        : "No result came back for the order",
    details: {
      order: trip?.order?.id ?? null,
      result: trip?.result.id ?? null,
      placerOrderNumber: trip?.result.placerOrderNumber ?? null,
      ...(pickups.length > 0 && {
        pickups: pickups.map(({ side, folder, name, seen }) => ({ side, folder, name, seen })),
      }),
    },
    messageIds: trip ? [trip.order?.id, trip.result.id].filter((id) => id !== undefined) : [],
  };
}

function proveReconciliation(facts: TestRunFacts, { meant }: RunSubject): Proof {
  const short = facts.files.filter((file) => file.messageCount !== file.stored);
  const unsettled = facts.messages.filter(
    (message) => !["delivered", "duplicate"].includes(message.state) && !meant.has(message.id),
  );
  const again = facts.messages.filter((message) => message.state === "duplicate").length;
  const altered = facts.messages.filter(
    (message) =>
      sha256(contentHashInput(message.raw)) !== message.contentSha256 ||
      (message.outbound !== null && sha256(message.outbound) !== message.outboundSha256),
  );
  const ways = facts.messages.filter((message) => message.state === "delivered").map((message) => message.outboundName);
  const doubled = ways.length - new Set(ways).size;
  const missing = short.length + unsettled.length + altered.length;
  const delivered = ways.length;
  return {
    item: "reconciliation",
    ok: missing === 0 && doubled === 0 && facts.messages.length > 0,
    reason:
      facts.messages.length === 0
        ? nothingCame
        : missing + doubled === 0
          ? `${facts.messages.length} in, ${delivered} out${asides(again, meant.size)}, 0 missing`
          : `${missing} missing, ${doubled} doubled`,
    details: {
      files: facts.files.length,
      messages: facts.messages.length,
      delivered,
      again,
      stopped: meant.size,
      missing,
      doubled,
    },
    messageIds: ids(facts.messages),
  };
}

/** What came in and rightly did not go out. */
const asides = (again: number, stopped: number): string =>
  `${again > 0 ? `, ${again} seen before` : ""}${stopped > 0 ? `, ${stopped} stopped as meant` : ""}`;

function proveAuditTrail(facts: TestRunFacts, { chain, meant }: RunSubject): Proof {
  const incomplete = facts.messages.filter((message) => {
    if (message.state === "duplicate") return false;
    const recorded = facts.audit.filter((event) => event.objectId === message.id).flatMap(hopsIn);
    const expected = meant.has(message.id) ? wayToStop : wholeWay;
    return !inOrder(expected, recorded) || !recorded.includes("acknowledged");
  });
  return {
    item: "auditTrail",
    ok: chain.ok && incomplete.length === 0 && facts.messages.length > 0,
    reason: !chain.ok
      ? "The hash chain does not verify"
      : incomplete.length > 0
        ? `${plural(incomplete.length, "message")} without every hop`
        : facts.messages.length === 0
          ? nothingCame
          : `${plural(facts.hops.length, "hop")} in order, chain verified`,
    details: { hops: facts.hops.length, events: chain.events, incomplete: ids(incomplete) },
    messageIds: ids(facts.messages),
  };
}

function proveRetries(facts: TestRunFacts, { drill, drillSteps, alertContacts }: RunSubject): Proof {
  const retried = facts.hops.filter((hop) => hop.hop === "retried").length;
  const told = new Set(facts.drillAlerts.flatMap((alert) => alert.mailedTo));
  const mailed = alertContacts.filter((contact) => told.has(contact)).length;
  const delivered = new Map<string, number>();
  for (const hop of facts.hops) {
    if (hop.hop === "delivered") delivered.set(hop.messageId, (delivered.get(hop.messageId) ?? 0) + 1);
  }
  const failed = new Set(drillSteps.flatMap((step) => step.seen?.messages ?? []));
  const notOnce = [...failed].filter((id) => delivered.get(id) !== 1);
  const problem =
    alertContacts.length === 0
      ? "Nobody would be told"
      : drill !== "recovered" || retried === 0 || drillSteps.some((step) => !step.seen)
        ? "The drill did not recover"
        : notOnce.length > 0
          ? "What failed in the drill was not delivered once"
          : mailed === 0
            ? "The drill's alert was not sent"
            : undefined;
  return {
    item: "retries",
    ok: problem === undefined,
    reason:
      problem ?? `Drill passed: ${plural(retried, "retry").replace("retrys", "retries")}, alert sent to ${mailed}`,
    details: {
      drill,
      ways: drillSteps.map(({ way, seen }) => ({ way, reason: seen?.reason ?? null, at: seen?.at ?? null })),
      retried,
      mailed,
      contacts: alertContacts,
      alerts: facts.drillAlerts.map((alert) => alert.id),
    },
    messageIds: [...new Set(facts.hops.filter((hop) => hop.hop === "retried").map((hop) => hop.messageId))],
  };
}

function proveCodes(facts: TestRunFacts, { offered, unmapped, failing, mode, meant }: RunSubject): Proof {
  const orders = facts.messages.filter((message) => message.direction === "order" && !meant.has(message.id));
  const used = [...new Set(orders.flatMap(codesOf))];
  const strange = used.filter((code) => !offered.includes(code));
  const [first] = failing;
  const ok =
    unmapped.length === 0 &&
    !first &&
    offered.length > 0 &&
    strange.length === 0 &&
    (mode === "results-only" || used.length > 0);
  return {
    item: "codes",
    ok,
    reason: ok
      ? mode === "results-only"
        ? `${plural(offered.length, "code")} offered, results only`
        : `${offered.length} of ${offered.length} mapped, ${used.slice(0, 2).join(", ")} ordered`
      : unmapped.length > 0
        ? `${unmapped.length} of ${offered.length} not mapped`
        : first
          ? cannotBeOrdered(failing)
          : "The test order used no offered code",
    details: { offered, used, strange, failing: failing.slice(0, 50) },
    messageIds: ids(orders),
  };
}

/** Lab codes of a message's tests, from what it was mapped to. */
export function codesOf(message: Pick<Message, "mapped" | "direction">): string[] {
  const schema = message.direction === "order" ? orderSchema : resultSchema;
  const parsed = schema.safeParse(message.mapped);
  return parsed.success ? parsed.data.tests.flatMap((test) => test.code.code ?? []) : [];
}

const sharesTest = (order: Message, result: Message) => {
  const ordered = new Set(codesOf(order));
  return codesOf(result).some((code) => ordered.has(code));
};

/** The hops an audit event stands for: its own, and those that followed in the same commit. */
function hopsIn({ action, meta }: TestRunFacts["audit"][number]): string[] {
  const { next = [] } = JSON.parse(meta) as { next?: string[] };
  return [action.replace("message.", ""), ...next];
}

/** Whether `expected` appear in `seen` in that order, other things between them allowed. */
function inOrder(expected: readonly string[], seen: readonly string[]): boolean {
  let at = 0;
  for (const one of seen) if (one === expected[at]) at++;
  return at === expected.length;
}

const ids = (list: readonly { id: string }[]) => list.map((one) => one.id);
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
