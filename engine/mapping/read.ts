/** Orders and results out of HL7 messages. */
import {
  CONTRACT_VERSION,
  type ContractCheck,
  type Order,
  orderCheck,
  type Result,
  resultCheck,
} from "~/engine/contract";
import { get, getIn, type Message, type OrderGroup } from "~/engine/hl7";
import { addBreach } from "./breach";
import type { CompiledMap, CompiledTemplate, InboundRule, ScopeName } from "./compile";
import type { UnmappedField } from "./coverage";
import { runSettled } from "./expressions";
import { InboundRun, type Item, type MapOptions, type TraceStep } from "./inbound";
import { isHold, type MapFinding } from "./map-finding";
import { type Frame, type Reaches, reachesOf, SLOT, within } from "./reach";
import { wholeStatus } from "./result-status";

/**
 * - `mapped`: the value holds to the contract; `unmapped` lists fields that carry something no rule reads
 * - `unmappable`: it cannot, and the error findings say which HL7 field is at fault; `hold` when a person can put it
 *   right, such as by adding a code to a table, and the message can be mapped then
 */
export type MapResult<T> =
  | {
      readonly kind: "mapped";
      readonly value: T;
      readonly unmapped: readonly UnmappedField[];
      readonly findings: readonly MapFinding[];
      readonly trace?: readonly TraceStep[];
    }
  | { readonly kind: "unmappable"; readonly hold: boolean; readonly findings: readonly MapFinding[] };

/** A mapping that ends before it begins. */
export function unmappable(code: string, path: string, message: string): MapResult<never> {
  return { kind: "unmappable", hold: false, findings: [{ severity: "error", code, path, message }] };
}

const ORDER_TYPES = new Set(["ORM", "OML", "OMG"]);
const RESULT_TYPES = new Set(["ORU", "OUL"]);

function refuseAsync({ needsAsync, template }: CompiledTemplate, options: MapOptions): void {
  if (needsAsync && !options.answers) {
    throw new TypeError(`Template ${template.name} asks expressions: it is applied asynchronously`);
  }
}

/**
 * The order in a message. The message may be of another HL7 version, or another kind of order message, than the template names.
 * @throws TypeError when the template asks expressions (`needsAsync`)
 */
export function readOrder(compiled: CompiledTemplate, message: Message, options: MapOptions = {}): MapResult<Order> {
  refuseAsync(compiled, options);
  const map = compiled.inboundOrders;
  if (!map) return unmappable("unsupported-type", "MSH-9", `Template ${compiled.template.name} does not read orders.`);
  return readWith(map, message, options, ORDER_TYPES, orderCheck, fillOrder);
}

/** The result in a message; see {@link readOrder}. */
export function readResult(compiled: CompiledTemplate, message: Message, options: MapOptions = {}): MapResult<Result> {
  refuseAsync(compiled, options);
  const map = compiled.inboundResults;
  if (!map) return unmappable("unsupported-type", "MSH-9", `Template ${compiled.template.name} does not read results.`);
  return readWith(map, message, options, RESULT_TYPES, resultCheck, fillResult);
}

/** As {@link readOrder}, for any template. */
export function readOrderAsync(
  compiled: CompiledTemplate,
  message: Message,
  options: MapOptions = {},
): Promise<MapResult<Order>> {
  return runSettled((answers) => readOrder(compiled, message, { ...options, answers }));
}

/** As {@link readResult}, for any template. */
export function readResultAsync(
  compiled: CompiledTemplate,
  message: Message,
  options: MapOptions = {},
): Promise<MapResult<Result>> {
  return runSettled((answers) => readResult(compiled, message, { ...options, answers }));
}

function readWith<T>(
  map: CompiledMap<InboundRule>,
  message: Message,
  options: MapOptions,
  types: ReadonlySet<string>,
  check: ContractCheck<T>,
  fill: (run: InboundRun, reaches: Reaches) => void,
): MapResult<T> {
  const [type = "", trigger = "", version] = [
    get(message, "MSH-9.1"),
    get(message, "MSH-9.2"),
    get(message, "MSH-12.1"),
  ];
  if (!types.has(type)) {
    return unmappable(
      "unsupported-type",
      "MSH-9",
      `MSH-9 says ${type || "nothing"}; this template reads ${map.messageType}.`,
    );
  }
  const run = new InboundRun(map, message, options, version ?? "2.5.1");
  if (`${type}^${trigger}` !== map.messageType) {
    run.note(
      "warning",
      "other-type",
      "MSH-9",
      `The message is ${type}^${trigger}; the template expects ${map.messageType}.`,
    );
  }
  if (version !== map.hl7Version) {
    run.note(
      "info",
      "other-version",
      "MSH-12",
      `The message is HL7 ${version ?? "(no version)"}; the template is written for ${map.hl7Version}.`,
    );
  }
  const reaches = reachesOf(message, map.slots, map.headerNotesApart);
  if (severalPatients(reaches)) {
    return unmappable(
      "several-patients",
      "PID[2]-3",
      "The message is about more than one patient; it has to be split.",
    );
  }
  run.value.contractVersion = CONTRACT_VERSION;
  run.apply("message", reaches.message, run.value);
  fill(run, reaches);

  const checked = check.safeParse(run.value);
  if (!checked.success) {
    for (const issue of checked.error.issues) addBreach(run, map, issue);
  }
  if (!checked.success || run.findings.some((finding) => finding.severity === "error")) {
    return { kind: "unmappable", hold: isHold(run.findings), findings: run.findings };
  }
  return {
    kind: "mapped",
    value: checked.data,
    unmapped: map.coverage.unmapped(message, reaches.allOrders),
    findings: run.findings,
    ...(options.trace && { trace: run.trace }),
  };
}

/** A second PID with the same first identifier is the same patient said twice. */
function severalPatients({ patients }: Reaches): boolean {
  if (patients.length === 1) return false;
  const ids = new Set(patients.flatMap((patient) => (patient.pid ? [getIn(patient.pid, "3.1.1") ?? ""] : [])));
  return ids.size > 1;
}

/** One item for each segment in a slot of the message. */
function items(run: InboundRun, scope: ScopeName, slot: number, { message }: Reaches): Item[] {
  if (run.map.scopes[scope].length === 0) return [];
  return (message[slot] ?? []).flatMap((segment, i) => {
    const item: Item = {};
    run.apply(scope, within(message, slot, segment), item, i + 1);
    return Object.keys(item).length > 0 ? [item] : [];
  });
}

type Detail = (order: OrderGroup, frame: Frame, item: Item) => void;

function tests(run: InboundRun, reaches: Reaches, detail: Detail): void {
  run.value.tests = reaches.orders.map((order, i) => {
    const item: Item = {};
    const frame = reaches.test(order);
    run.apply("test", frame, item, i + 1);
    detail(order, frame, item);
    return item;
  });
}

/** Each OBX of an order with its notes, as items of a scope. */
function observed(run: InboundRun, scope: ScopeName, order: OrderGroup, frame: Frame): Item[] {
  if (run.map.scopes[scope].length === 0) return [];
  return order.observations.map(({ obx, notes }, i) => {
    const item: Item = {};
    run.apply(scope, within(frame, SLOT.OBX, obx, notes), item, i + 1);
    return item;
  });
}

function setList(into: Item, key: string, list: readonly Item[]): void {
  if (list.length > 0) into[key] = list;
}

/** Senders repeat a diagnosis or specimen under every order; once is enough. */
function distinct(list: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const key = JSON.stringify(item);
    return !seen.has(key) && seen.add(key);
  });
}

function fillSpecimens(run: InboundRun, reaches: Reaches): void {
  setList(run.value, "specimens", distinct(items(run, "specimen", SLOT.SPM, reaches)));
}

/** A question nobody named cannot be answered; the order is not refused for it. */
function answers(run: InboundRun, order: OrderGroup, frame: Frame): Item[] {
  const all = observed(run, "answer", order, frame);
  const named = all.filter((item) => item.code !== undefined);
  if (named.length < all.length) {
    run.note(
      "warning",
      "required-missing",
      "OBX-3",
      "An OBX under the order does not say which question it answers; left out.",
    );
  }
  return named;
}

function fillOrder(run: InboundRun, reaches: Reaches): void {
  tests(run, reaches, (order, frame, item) => setList(item, "answers", answers(run, order, frame)));
  fillSpecimens(run, reaches);
  setList(run.value, "diagnoses", distinct(items(run, "diagnosis", SLOT.DG1, reaches)));
  setList(run.value, "insurance", items(run, "insurance", SLOT.IN1, reaches));
}

function fillResult(run: InboundRun, reaches: Reaches): void {
  tests(run, reaches, (order, frame, item) => {
    item.observations = observed(run, "observation", order, frame);
  });
  fillSpecimens(run, reaches);
  run.value.status ??= wholeStatus(run.value.tests as Item[]);
}
