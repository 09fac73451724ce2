import { setImmediate } from "node:timers/promises";
import type { Direction, HopName, MessageState } from "~/db/schema/messages";
import type { Order, Result } from "~/engine/contract";
import { describe as describeHeader, type Message, normalisedHashInput } from "~/engine/hl7";
import {
  type Answers,
  composeOrder,
  composeResult,
  type Envelope,
  type MapFinding,
  readOrder,
  readResult,
  runSettled,
  translateOrder,
  translateResult,
} from "~/engine/mapping";
import { sha256 } from "./hash";
import { fillerOf, type Glance } from "./route";
import type { ConnectionSetting, ReadySetting, Routes } from "./setting";
import { storable } from "./storable";

/**
 * From bytes to a decision, without I/O: what the message is, whose it is, and either what goes out or why nothing does.
 * Run at intake, and again with today's configuration when a person replays the message.
 */
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
  outbound: Buffer | null;
  outboundName: string | null;
  /** MSH-3 and MSH-4, where the answer is addressed to. */
  sender: { application: string; facility: string };
  hops: { hop: HopName; ok: boolean; detail: string }[];
};

export type Origin = { direction: Direction; messageId: string; receivedAt: Date };

type Stop = { state: "held" | "dead"; code: string; reason: string; path?: string };

/**
 * Understands one message. Where a template asks expressions, the same steps are taken again when they are answered; the
 * process then takes a breath, so that a batch of slow ones does not keep a lease from being renewed.
 */
export async function understand(
  bytes: Uint8Array,
  peeked: Glance,
  setting: ConnectionSetting | undefined,
  origin: Origin,
  routing: Routing = {},
): Promise<Understanding> {
  const now = (answers?: Answers) => understandRaw(bytes, peeked, setting, origin, { ...routing, answers });
  const asks = setting?.kind === "ready" && (setting.emrTemplate.needsAsync || setting.lisTemplate.needsAsync);
  if (!asks) return storable(now());
  const settled = await runSettled(now);
  await setImmediate();
  return storable(settled);
}

type Routing = { reason?: string; routes?: Routes };

function understandRaw(
  bytes: Uint8Array,
  peeked: Glance,
  setting: ConnectionSetting | undefined,
  origin: Origin,
  routing: Routing & { answers: Answers | undefined },
): Understanding {
  const contentSha256 = sha256(normalisedHashInput(bytes));
  const base: Understanding = {
    direction: origin.direction,
    connectionId: setting?.connection.id ?? null,
    configurationVersion: setting?.configuration.version ?? null,
    testRunId: origin.direction === "order" ? (setting?.testRunId ?? null) : null,
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
    outbound: null,
    outboundName: null,
    sender: { application: "", facility: "" },
    hops: [],
  };
  if (!peeked.message) {
    return stop(base, "parsed", { state: "dead", code: "malformed", reason: peeked.malformed ?? "This is not HL7." });
  }
  const { message } = peeked;
  const about = describeHeader(message);
  const placer = peeked.placerOrderNumber || null;
  const filler = fillerOf(message) || null;
  const read: Understanding = {
    ...base,
    messageType: [about.type, about.trigger].filter(Boolean).join("^") || null,
    controlId: about.controlId ?? null,
    placerOrderNumber: placer,
    fillerOrderNumber: filler,
    orderKey: placer ?? filler ?? origin.messageId,
    sender: { application: about.sendingApplication ?? "", facility: about.sendingFacility ?? "" },
    keySha256: sha256([about.sendingApplication ?? "", about.sendingFacility ?? "", about.controlId ?? ""].join("\0")),
    hops: [
      {
        hop: "parsed",
        ok: true,
        detail: `${about.segmentCount} segments, HL7 ${about.version ?? "version not stated"}`,
      },
    ],
  };
  const expected = origin.direction === "order" ? ["ORM", "OML"] : ["ORU"];
  if (!expected.includes(about.type ?? "")) {
    return stop(read, "mapped", {
      state: "dead",
      code: "unexpected-type",
      reason: `${about.type ?? "A message without a type"} is not ${origin.direction === "order" ? "an order" : "a result"}.`,
      path: "MSH-9",
    });
  }
  if (!setting) {
    return stop(read, "mapped", {
      state: "held",
      code: "unroutable",
      reason: routing.reason ?? "No connection is known for it.",
    });
  }
  if (setting.kind === "unusable") {
    return stop(read, "mapped", { state: "held", code: "template-missing", reason: setting.reason });
  }
  const asked = routing.answers ? { answers: routing.answers } : {};
  const settled =
    origin.direction === "order"
      ? understandOrder(read, message, setting, origin, asked)
      : understandResult(read, message, setting, origin, asked, routing.routes);
  return settled.state === "queued" ? checkDoor(settled, setting, about.processingId ?? "") : settled;
}

type Asked = { answers?: Answers };

function understandOrder(
  read: Understanding,
  message: Message,
  setting: ReadySetting,
  origin: Origin,
  asked: Asked,
): Understanding {
  const result = readOrder(setting.emrTemplate, message, asked);
  if (result.kind === "unmappable") return stop(read, "mapped", unmappable(result));
  const named: Understanding = {
    ...read,
    mapped: result.value,
    unmapped: [...result.unmapped],
    placerOrderNumber: result.value.placerOrderNumber,
    orderKey: result.value.placerOrderNumber,
    title: `${result.value.control === "cancel" ? "Cancelled order" : "Order"}, ${testNames(result.value.tests)}`,
  };
  const translated = translateOrder(result.value, setting.configuration.codeMap);
  if (translated.kind === "unknown-codes") {
    const codes = translated.codes.map((one) => one.code).join(", ");
    return stop(named, "mapped", {
      state: "held",
      code: "code-not-mapped",
      reason: `The code ${codes} is not in this connection's code map.`,
      path: "OBR-4.1",
    });
  }
  const refused = codeProblem(translated.value, setting);
  if (refused) return stop(named, "mapped", refused);
  const addressed = {
    ...envelope(origin, setting, named.testRunId),
    sendingFacility: setting.connection.facilityCode,
    receivingApplication: "LIS",
    receivingFacility: "LAB",
  };
  const outbound = composeOrder(setting.lisTemplate, translated.value, addressed, asked);
  if (outbound.kind === "unwritable") return stop(named, "mapped", unmappable(outbound));
  return ready({ ...named, mapped: translated.value }, outbound.bytes, "ORM", setting, origin);
}

function understandResult(
  read: Understanding,
  message: Message,
  setting: ReadySetting,
  origin: Origin,
  asked: Asked,
  routes: Routes | undefined,
): Understanding {
  const result = readResult(setting.lisTemplate, message, asked);
  if (result.kind === "unmappable") return stop(read, "mapped", unmappable(result));
  const route = routes?.routes.find(
    (one) => one.placerOrderNumber === read.placerOrderNumber && one.connectionId === setting.connection.id,
  );
  const { status } = result.value;
  const named: Understanding = {
    ...read,
    mapped: result.value,
    unmapped: [...result.unmapped],
    testRunId: setting.testRunId && (route ? route.testRunId : setting.testRunId),
    corrected: status === "corrected",
    title: `${status.charAt(0).toUpperCase()}${status.slice(1)} result, ${testNames(result.value.tests)}`,
  };
  const translated = translateResult(result.value, setting.configuration.codeMap);
  const addressed = {
    ...envelope(origin, setting, named.testRunId),
    sendingFacility: "LAB",
    receivingApplication: route?.senderApplication || "EMR",
    receivingFacility: route?.senderFacility || setting.connection.facilityCode,
  };
  const outbound = composeResult(setting.emrTemplate, translated.value, addressed, asked);
  if (outbound.kind === "unwritable") return stop(named, "mapped", unmappable(outbound));
  return ready(named, outbound.bytes, "ORU", setting, origin);
}

/** The last look before it may go out: is this connection open for it at all? */
function checkDoor(settled: Understanding, setting: ReadySetting, processingId: string): Understanding {
  const { state } = setting.connection;
  if (state === "retired" || state === "cancelled") {
    return stop(settled, "held", { state: "held", code: "connection-closed", reason: `The connection is ${state}.` });
  }
  if (state === "live" && !settled.testRunId && ["T", "D"].includes(processingId)) {
    return stop(settled, "held", {
      state: "held",
      code: "test-message",
      reason: "It is marked as a test, and the connection is live.",
      path: "MSH-11",
    });
  }
  return settled;
}

function codeProblem(order: Order, setting: ReadySetting): Stop | undefined {
  const offered = new Set([...setting.connection.offeredTests, ...setting.connection.offeredPanels]);
  for (const test of order.tests) {
    const code = test.code.code ?? "";
    const status = setting.compendium.get(code);
    if (!status)
      return { state: "held", code: "code-unknown", reason: `The lab has no test ${code}.`, path: "OBR-4.1" };
    if (status === "discontinued") {
      return { state: "held", code: "code-discontinued", reason: `The lab no longer does ${code}.`, path: "OBR-4.1" };
    }
    if (!offered.has(code)) {
      return {
        state: "held",
        code: "code-not-offered",
        reason: `${code} is not offered to this practice.`,
        path: "OBR-4.1",
      };
    }
  }
  return undefined;
}

function envelope(origin: Origin, setting: ReadySetting, testRunId: string | null) {
  return {
    sendingApplication: "GATEHOUSE",
    controlId: origin.messageId.slice(4),
    sentAt: origin.receivedAt.toISOString(),
    processingId: testRunId !== null && setting.testRunId === testRunId ? "T" : "P",
  } satisfies Partial<Envelope>;
}

function ready(
  settled: Understanding,
  outbound: Uint8Array,
  type: "ORM" | "ORU",
  setting: ReadySetting,
  origin: Origin,
): Understanding {
  const { template } = settled.direction === "order" ? setting.emrTemplate : setting.lisTemplate;
  const left = settled.unmapped.length;
  const detail = `${template.title}, version ${template.version}${left > 0 ? `; ${left} fields not mapped` : ""}`;
  return {
    ...settled,
    state: "queued",
    outbound: Buffer.from(outbound),
    outboundName: `${type}_${origin.messageId.slice(4)}.hl7`,
    hops: [...settled.hops, { hop: "mapped", ok: true, detail }],
  };
}

function stop(settled: Understanding, hop: HopName, why: Stop): Understanding {
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
function unmappable({ hold, findings }: { hold: boolean; findings: readonly MapFinding[] }): Stop {
  const first = findings.find((finding) => finding.severity === "error") ?? findings[0];
  const failed = first?.code === "expression-failed";
  return {
    state: hold ? "held" : "dead",
    code: hold ? "code-not-in-table" : failed ? "expression-failed" : "unmapped",
    reason: `${failed ? `Rule ${first.rule}: ` : ""}${first?.message ?? "The mapping found nothing it could use."}`,
    ...(first?.path && { path: first.path }),
  };
}

const testNames = (list: readonly { code: { code?: string | undefined; text?: string | undefined } }[]) => {
  const [first, ...rest] = list.map((test) => test.code.text ?? test.code.code ?? "unnamed test");
  return `${first ?? "no test"}${rest.length > 0 ? ` and ${rest.length} more` : ""}`;
};
