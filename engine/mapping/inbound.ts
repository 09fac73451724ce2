/** HL7 to the contract: rules applied scope by scope. */
import {
  describe as describeHeader,
  explain,
  type Finding,
  groupMessage,
  type Message,
  type OrderGroup,
  type PatientGroup,
  type Segment,
  valueAt,
} from "~/engine/hl7";
import type { CompiledMap, Hl7Place, InboundRule, ScopeName } from "./compile";
import { readPath, writePath } from "./contract-path";

/** One step a rule took, for showing how a value got where it is. Paths only. */
export interface TraceStep {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface MapOptions {
  readonly trace?: boolean;
}

/** Finds the segments of a name that are in reach of a scope, nearest first. */
type Reach = (id: string) => readonly Segment[];
type Item = Record<string, unknown>;

const none: readonly Segment[] = [];

/** What one inbound run knows and collects. */
export class InboundRun {
  readonly findings: Finding[] = [];
  readonly trace: TraceStep[] = [];
  readonly value: Item = {};
  readonly #version: string;

  constructor(
    readonly map: CompiledMap<InboundRule>,
    readonly message: Message,
    readonly options: MapOptions,
  ) {
    this.#version = describeHeader(message).version ?? "2.5.1";
  }

  note(severity: Finding["severity"], code: string, path: string, message: string): void {
    this.findings.push({ severity, code, path, message });
  }

  #occurrence(segment: Segment): number {
    const same = this.message.segments.filter((other) => other.id === segment.id);
    return same.indexOf(segment) + 1;
  }

  #pathOf(segment: Segment, text: string): string {
    const occurrence = this.#occurrence(segment);
    return occurrence > 1 ? text.replace(/^(...)(\[\d+\])?/, `$1[${occurrence}]`) : text;
  }

  #reached(place: Hl7Place, reach: Reach): readonly Segment[] {
    const all = reach(place.segment);
    return place.occurrence === undefined ? all : all.slice(place.occurrence - 1, place.occurrence);
  }

  #applies({ condition }: InboundRule, reach: Reach): boolean {
    if (!condition) return true;
    const [segment] = this.#reached(condition.path, reach);
    const value = segment && valueAt(segment, condition.path.within);
    if (condition.not) return value === undefined || !condition.not.has(value);
    if (value === undefined) return false;
    return condition.is?.has(value) ?? true;
  }

  /** Applies the rules of a scope to one item. */
  apply(scope: ScopeName, reach: Reach, into: Item, index = 1): void {
    for (const rule of this.map.scopes[scope]) {
      const { keys } = rule.target;
      if (!this.#applies(rule, reach)) continue;
      if (readPath(into, keys) !== undefined) continue;
      const value = rule.rule.constant ?? this.#read(rule, reach, index) ?? rule.rule.default;
      if (value !== undefined) writePath(into, keys, value);
      else if (rule.rule.required) this.#missing(rule, reach);
    }
  }

  #read(rule: InboundRule, reach: Reach, index: number): unknown {
    for (const place of rule.sources) {
      const segments = this.#reached(place, reach);
      if (segments.length === 0) continue;
      const value = rule.transform.read({
        segments,
        path: place.within,
        version: this.#version,
        warn: (segment, code, message) => {
          const path = this.#pathOf(segment, place.text);
          this.note("warning", code, path, `${explain(place.text)?.name ?? "Field"} (${path}) ${message}`);
        },
      });
      if (value === undefined) continue;
      if (this.options.trace) {
        const [segment] = segments;
        const from = segment ? this.#pathOf(segment, place.text) : place.text;
        this.trace.push({ rule: rule.rule.name, from, to: this.#traced(rule, index) });
      }
      return value;
    }
    return undefined;
  }

  #traced({ rule }: InboundRule, index: number): string {
    return rule.each ? `${rule.each}[${index}].${rule.to}` : rule.to;
  }

  #missing(rule: InboundRule, reach: Reach): void {
    const [first] = rule.sources;
    const paths = rule.sources.map((place) => place.text).join(" or ");
    const [segment] = first ? reach(first.segment) : none;
    const path = first && segment ? this.#pathOf(segment, first.text) : (first?.text ?? "");
    const name = explain(first?.text ?? "")?.name ?? rule.rule.name;
    const why = first && !segment ? `there is no ${first.segment} segment` : "it is empty";
    this.note("error", "required-missing", path, `${name} (${paths}) is required, and ${why}.`);
  }
}

/** Groups message segments into the reach of each scope. */
export interface Reaches {
  readonly patients: readonly PatientGroup[];
  readonly orders: readonly OrderGroup[];
  readonly message: Reach;
  test(order: OrderGroup): Reach;
}

export function reachesOf(message: Message): Reaches {
  const { orders, patients, header } = groupMessage(message);
  const byId = new Map<string, Segment[]>();
  for (const segment of message.segments) {
    const same = byId.get(segment.id);
    if (same) same.push(segment);
    else byId.set(segment.id, [segment]);
  }
  byId.set("NTE", [
    ...header.filter((segment) => segment.id === "NTE"),
    ...patients.flatMap((patient) => patient.notes),
  ]);
  const whole: Reach = (id) => byId.get(id) ?? none;
  return {
    patients,
    orders: orders.filter((order) => order.obr !== undefined),
    message: whole,
    test(order) {
      const own: Readonly<Record<string, readonly Segment[]>> = {
        ORC: order.orc ? [order.orc] : none,
        OBR: order.obr ? [order.obr] : none,
        NTE: order.notes,
        TQ1: order.timings.filter((segment) => segment.id === "TQ1"),
        DG1: order.diagnoses,
        SPM: order.specimens.map((specimen) => specimen.spm),
        OBX: order.observations.map((observation) => observation.obx),
      };
      return (id) =>
        own[id] ?? (order.others.some((s) => s.id === id) ? order.others.filter((s) => s.id === id) : whole(id));
    },
  };
}

/** A reach narrowed to one segment, and its notes when it has some. */
export function within(segment: Segment, outer: Reach, notes: readonly Segment[] = none): Reach {
  return (id) => (id === segment.id ? [segment] : id === "NTE" ? notes : outer(id));
}
