import { setImmediate } from "node:timers/promises";
import type { Order } from "~/engine/contract";
import {
  contentHashInput,
  type Envelope,
  formatOf,
  type Guarded,
  guardOrder,
  runSettled,
  translateResult,
} from "~/engine/mapping";
import { type Asked, type Composed, codePlace, orderAs, orderFrom, resultAs, resultFrom } from "./formats";
import type { Contents, Glance } from "./glance";
import type { PutCodes } from "./guarded";
import { sha256 } from "./hash";
import { answeredRun, type Routes } from "./routes";
import type { ConnectionSetting, ReadySetting } from "./setting";
import { storable } from "./storable";
import { isMarkedAsTest, settingFor } from "./trial";
import { blank, compendiumAnswer, type Origin, stop, type Understanding, unmappable } from "./understanding";

/**
 * From bytes to a decision, without I/O. Run at intake, and again with today's configuration when a person replays the
 * message. Where a template asks expressions, the same steps are taken again when they are answered; the
 * process then takes a breath, so that a batch of slow ones does not keep a lease from being renewed.
 */
export async function understand(
  bytes: Uint8Array,
  glance: Glance,
  connection: ConnectionSetting | undefined,
  origin: Origin,
  routing: Routing = {},
): Promise<Understanding> {
  const setting = settingFor(glance, connection, origin, routing.routes);
  const now = (asked: Asked = {}) => understandRaw(bytes, glance, setting, origin, { ...routing, ...asked });
  const asks = setting?.kind === "ready" && (setting.emrTemplate.needsAsync || setting.lisTemplate.needsAsync);
  if (!asks) return storable(now());
  const settled = await runSettled((answers) => now({ answers }));
  await setImmediate();
  return storable(settled);
}

/** `put`: what was put for codes of orders with the same numbers before. */
type Routing = { reason?: string; routes?: Routes; put?: PutCodes };

function understandRaw(
  bytes: Uint8Array,
  glance: Glance,
  setting: ConnectionSetting | undefined,
  origin: Origin,
  { reason, routes, put, ...asked }: Routing & Asked,
): Understanding {
  const contentSha256 = sha256(contentHashInput(bytes));
  const base = blank(contentSha256, setting, origin);
  if (glance.kind === "malformed") {
    return stop(base, "parsed", { state: "dead", code: "malformed", reason: glance.reason });
  }
  const read: Understanding = {
    ...base,
    messageType: glance.messageType,
    controlId: glance.controlId,
    ...numbersOf(base, glance.placerOrderNumber, glance.fillerOrderNumber),
    sender: glance.sender,
    keySha256: glance.keySha256 ?? sha256(`content\0${contentSha256}`),
    hops: [{ hop: "parsed", ok: true, detail: glance.shape }],
  };
  if (setting && glance.messageType?.startsWith("MFK")) {
    // Whose answer it is, and what it says, is asked where updates are sent.
    return stop(read, "mapped", { state: "dead", code: compendiumAnswer, reason: "An answer to a compendium update." });
  }
  if (glance.is !== undefined && glance.is !== origin.direction) {
    return stop(read, "mapped", {
      state: "dead",
      code: "unexpected-type",
      reason: `${glance.type} is not ${origin.direction === "order" ? "an order" : "a result"}.`,
      path: glance.contents.format === "hl7" ? "MSH-9" : "envelope.kind",
    });
  }
  if (!setting) {
    return stop(read, "mapped", {
      state: "held",
      code: "unroutable",
      reason: reason ?? "No connection is known for it.",
    });
  }
  if (setting.kind === "unusable") {
    return stop(read, "mapped", { state: "held", code: "template-missing", reason: setting.reason });
  }
  const { template } = origin.direction === "order" ? setting.emrTemplate : setting.lisTemplate;
  if (formatOf(template) !== glance.contents.format) {
    const [is, wanted] = glance.contents.format === "json" ? ["JSON", "HL7"] : ["HL7", "JSON"];
    const why = `It is ${is}, and ${template.title}, the template of this side, is for ${wanted}.`;
    return stop(read, "mapped", { state: "held", code: "other-format", reason: why });
  }
  const settled =
    origin.direction === "order"
      ? understandOrder(read, glance.contents, setting, origin, asked, put)
      : understandResult(read, glance.contents, setting, origin, asked, routes);
  return settled.state === "queued" ? checkDoor(settled, setting, glance.processingId) : settled;
}

/** The numbers of the order, and the key that keeps its messages in their order. */
function numbersOf({ orderKey }: Pick<Understanding, "orderKey">, placer = "", filler = "") {
  return {
    placerOrderNumber: placer || null,
    fillerOrderNumber: filler || null,
    orderKey: placer || filler || orderKey,
  };
}

function understandOrder(
  read: Understanding,
  contents: Contents,
  setting: ReadySetting,
  origin: Origin,
  asked: Asked,
  put: PutCodes | undefined,
): Understanding {
  const result = orderFrom(setting.emrTemplate, contents, asked);
  if (result.kind === "unmappable") return stop(read, "mapped", unmappable(result));
  const named: Understanding = {
    ...read,
    mapped: result.value,
    unmapped: [...result.unmapped],
    ...numbersOf(read, result.value.placerOrderNumber, read.fillerOrderNumber ?? result.value.fillerOrderNumber),
    title: `${result.value.control === "cancel" ? "Cancelled order" : "Order"}, ${testNames(result.value.tests)}`,
  };
  const path = codePlace(setting.emrTemplate);
  const placer = named.placerOrderNumber;
  const guarded = guardedBy(setting, result.value, placer === null ? undefined : put?.get(placer));
  if (guarded.kind === "held") {
    const { code, reason, tests } = guarded;
    return stop({ ...named, guarded: tests }, "mapped", { state: "held", code, reason, path });
  }
  const outbound = orderOut(setting, guarded.value, envelope(origin, setting, named.testRunId), asked);
  if (outbound.kind === "unmappable") return stop(named, "mapped", unmappable(outbound));
  return ready({ ...named, mapped: guarded.value, guarded: guarded.tests }, outbound, setting);
}

/** What a connection makes of the codes of an order; `put`: what was put for codes of that order before. */
function guardedBy(
  { configuration, connection, compendium, replacements }: ReadySetting,
  order: Order,
  put?: ReadonlyMap<string, string>,
): Guarded {
  return guardOrder(order, {
    codeMap: configuration.codeMap,
    policies: configuration.codePolicies,
    offered: new Set([...connection.offeredTests, ...connection.offeredPanels]),
    lab: compendium,
    replacements,
    ...(put && { put }),
  });
}

/** An order under the laboratory's codes as it goes out to it. */
function orderOut(
  { connection, lisTemplate }: ReadySetting,
  order: Order,
  from: ReturnType<typeof envelope>,
  asked: Asked,
): Composed {
  const addressed = {
    ...from,
    sendingFacility: connection.facilityCode,
    receivingApplication: "LIS",
    receivingFacility: "LAB",
  };
  return orderAs(lisTemplate, order, addressed, asked);
}

function understandResult(
  read: Understanding,
  contents: Contents,
  setting: ReadySetting,
  origin: Origin,
  asked: Asked,
  routes: Routes | undefined,
): Understanding {
  const result = resultFrom(setting.lisTemplate, contents, asked);
  if (result.kind === "unmappable") return stop(read, "mapped", unmappable(result));
  const { status, tests } = result.value;
  const numbers = numbersOf(
    read,
    read.placerOrderNumber ?? result.value.placerOrderNumber ?? tests[0]?.placerOrderNumber,
    read.fillerOrderNumber ?? result.value.fillerOrderNumber ?? tests[0]?.fillerOrderNumber,
  );
  const route = routes?.routes.find(
    (one) => one.placerOrderNumber === numbers.placerOrderNumber && one.connectionId === setting.connection.id,
  );
  const named: Understanding = {
    ...read,
    ...numbers,
    mapped: result.value,
    unmapped: [...result.unmapped],
    testRunId: origin.testRunId ?? runOf(numbers, setting, routes),
    corrected: status === "corrected",
    title: `${status.charAt(0).toUpperCase()}${status.slice(1)} result, ${testNames(tests)}`,
  };
  const translated = translateResult(result.value, setting.configuration.codeMap);
  const addressed = {
    ...envelope(origin, setting, named.testRunId),
    sendingFacility: "LAB",
    receivingApplication: route?.senderApplication || "EMR",
    receivingFacility: route?.senderFacility || setting.connection.facilityCode,
  };
  const outbound = resultAs(setting.emrTemplate, translated.value, addressed, asked);
  if (outbound.kind === "unmappable") return stop(named, "mapped", unmappable(outbound));
  return ready(named, outbound, setting);
}

/** The run a result belongs to: that of the order it answers, over or not; the one under way where nobody knows the order. */
function runOf(
  { placerOrderNumber: placer, fillerOrderNumber: filler }: ReturnType<typeof numbersOf>,
  setting: ReadySetting,
  routes: Routes | undefined,
): string | null {
  const answered = routes && answeredRun(routes, setting.connection.id, { placer, filler });
  return answered === undefined ? setting.testRunId : answered;
}

/** The last look before it may go out: is this connection open for it at all? What was decided of its codes waits too. */
function checkDoor(understood: Understanding, setting: ReadySetting, processingId: string): Understanding {
  const { state } = setting.connection;
  const settled: Understanding = { ...understood, guarded: [] };
  if (state === "retired" || state === "cancelled") {
    return stop(settled, "held", { state: "held", code: "connection-closed", reason: `The connection is ${state}.` });
  }
  if (settled.testRunId && settled.testRunId !== setting.testRunId) {
    // Whoever may get it takes it for the real thing: an answer to a test comes when it likes.
    const [what, far] = settled.direction === "order" ? ["It is an order", "lab"] : ["It answers an order", "practice"];
    const reason = `${what} of a test that is over. It does not go to the ${far}.`;
    return stop(settled, "held", { state: "held", code: "test-over", reason });
  }
  if (!settled.testRunId && isMarkedAsTest(processingId)) {
    return stop(settled, "held", {
      state: "held",
      code: "test-message",
      reason: "It is marked as a test, and no test is under way.",
      path: "MSH-11",
    });
  }
  return understood;
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
  outbound: Extract<Composed, { kind: "written" }>,
  setting: ReadySetting,
): Understanding {
  const { template } = settled.direction === "order" ? setting.emrTemplate : setting.lisTemplate;
  const left = settled.unmapped.length;
  const detail = [
    `${template.title}, version ${template.version}`,
    ...(left > 0 ? [`${left} ${left === 1 ? "field" : "fields"} not mapped`] : []),
    ...settled.guarded.map(({ words }) => words),
  ].join("; ");
  return {
    ...settled,
    state: "queued",
    outbound: outbound.bytes,
    outboundName: outbound.fileName,
    hops: [...settled.hops, { hop: "mapped", ok: true, detail }],
  };
}

const testNames = (list: readonly { code: { code?: string | undefined; text?: string | undefined } }[]) => {
  const [first, ...rest] = list.map((test) => test.code.text ?? test.code.code ?? "unnamed test");
  return `${first ?? "no test"}${rest.length > 0 ? ` and ${rest.length} more` : ""}`;
};
