/** HL7 to the contract: rules applied scope by scope. */
import { explain, type FieldPath, getAllIn, type Message, type Segment, valueAt } from "~/engine/hl7";
import type { CompiledMap, Hl7Place, InboundRule, ScopeName } from "./compile";
import { holds } from "./conditions";
import type { MapFinding, Remark } from "./map-finding";
import type { Answers, Place } from "./place";
import type { Frame } from "./reach";

/** One step a rule took, for showing how a value got where it is. Paths only. */
export interface TraceStep {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** An item being filled: the order or result itself, or one of its lists' items. */
export type Item = Record<string, unknown>;

/** What one rule did for one item. */
export interface RuleEvent<R> {
  readonly rule: R;
  readonly scope: ScopeName;
  readonly item: Item;
  /**
   * - `value`, `default`, `constant`: where the target's value comes from
   * - `empty`: the source has none
   * - `skipped`: the rule's condition does not hold
   * - `taken`: an earlier rule gave the target its value
   */
  readonly outcome: "value" | "default" | "constant" | "empty" | "skipped" | "taken";
  /** Exact places that had the value, or that were looked at in vain. */
  readonly places: readonly string[];
}

/** What a reading is asked for besides the value. */
export interface MapOptions {
  /** Also returns which rule read what. */
  readonly trace?: boolean;
  /** Is told what every rule did. */
  readonly observe?: (event: RuleEvent<InboundRule>) => void;
  /** Answers to the expressions of the rules. */
  readonly answers?: Answers;
}

const none: readonly Segment[] = [];

/** The place the run is at. One for the whole run: making one for each reading would cost more than the reading. */
class RunningPlace implements Place {
  segments: readonly Segment[] = none;
  path: FieldPath = { field: 1 };
  rule!: InboundRule;
  source!: Hl7Place;
  frame!: Frame;

  constructor(
    readonly run: InboundRun,
    readonly version: string,
    readonly answers: Answers | undefined,
  ) {}

  fields(): Record<string, readonly string[]> {
    const found: Record<string, readonly string[]> = {};
    for (const source of this.rule.sources) {
      const texts = reached(source, this.frame).flatMap((segment) => getAllIn(segment, source.withinText));
      if (texts.length > 0) found[source.text] = texts;
    }
    return found;
  }

  remark({ severity = "warning", code, message, ...more }: Remark, segment = this.segments[0]): void {
    const path = segment ? this.run.pathOf(segment, this.source.text) : this.source.text;
    const name = explain(this.source.text)?.name ?? "Field";
    this.run.findings.push({
      severity,
      code,
      path,
      message: `${name} (${path}) ${message}`,
      rule: this.rule.rule.name,
      ...more,
    });
  }
}

/** What one inbound run knows and collects. */
export class InboundRun {
  readonly findings: MapFinding[] = [];
  readonly trace: TraceStep[] = [];
  readonly value: Item = {};
  readonly #place: RunningPlace;

  constructor(
    readonly map: CompiledMap<InboundRule>,
    readonly message: Message,
    readonly options: MapOptions,
    version: string,
  ) {
    this.#place = new RunningPlace(this, version, options.answers);
  }

  note(severity: MapFinding["severity"], code: string, path: string, message: string, rule?: string): void {
    this.findings.push({ severity, code, path, message, ...(rule && { rule }) });
  }

  /** A rule's path as it is in this message: with the number of the segment where it is not the first. */
  pathOf(segment: Segment, text: string): string {
    const same = this.message.segments.filter((other) => other.id === segment.id);
    const occurrence = same.indexOf(segment) + 1;
    return occurrence > 1 ? text.replace(/^(...)(\[\d+\])?/, `$1[${occurrence}]`) : text;
  }

  #applies({ condition }: InboundRule, frame: Frame): boolean {
    if (!condition) return true;
    return holds(condition, (place) => {
      const [segment] = reached(place, frame);
      return segment && valueAt(segment, place.within);
    });
  }

  /** Applies the rules of a scope to one item. */
  apply(scope: ScopeName, frame: Frame, into: Item, index = 1): void {
    const rules = this.map.scopes[scope];
    const { observe } = this.options;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as InboundRule;
      if (!observe && rule.quiet && !hasSource(rule, frame)) continue;
      const outcome = this.#applyRule(rule, frame, into, index);
      observe?.({ rule, scope, item: into, outcome, places: this.#placesOf(rule, frame) });
    }
  }

  #applyRule(rule: InboundRule, frame: Frame, into: Item, index: number): RuleEvent<InboundRule>["outcome"] {
    const { target, constant, fallback } = rule;
    if (rule.condition && !this.#applies(rule, frame)) return "skipped";
    if (rule.contested && target.read(into) !== undefined) return "taken";
    if (constant !== undefined) {
      target.write(into, constant);
      return "constant";
    }
    const value = this.#read(rule, frame, index);
    if (value !== undefined) {
      target.write(into, value);
      return "value";
    }
    if (fallback !== undefined) {
      target.write(into, fallback);
      return "default";
    }
    if (rule.required) this.#missing(rule, frame);
    return "empty";
  }

  #read(rule: InboundRule, frame: Frame, index: number): unknown {
    const { sources } = rule;
    let all: unknown[] | undefined;
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i] as Hl7Place;
      const segments = reached(source, frame);
      if (segments.length === 0 || (!rule.readsEmpty && !isValued(segments, source.field))) continue;
      const value = this.#readAt(rule, source, segments, frame);
      if (value === undefined) continue;
      if (this.options.trace) this.#step(rule, source, segments, index);
      if (!rule.all) return value;
      all = [...(all ?? []), ...(value as unknown[])];
    }
    return all && withoutRepeats(all);
  }

  #readAt(rule: InboundRule, source: Hl7Place, segments: readonly Segment[], frame: Frame): unknown {
    const place = this.#place;
    place.segments = segments;
    place.path = source.within;
    place.rule = rule;
    place.source = source;
    place.frame = frame;
    return rule.transform.read(place);
  }

  #step({ rule }: InboundRule, source: Hl7Place, [segment]: readonly Segment[], index: number): void {
    const from = segment ? this.pathOf(segment, source.text) : source.text;
    this.trace.push({ rule: rule.name, from, to: rule.each ? `${rule.each}[${index}].${rule.to}` : rule.to });
  }

  #placesOf({ sources }: InboundRule, frame: Frame): string[] {
    return sources.flatMap((source) => {
      const segments = reached(source, frame);
      return segments
        .filter((segment) => valueAt(segment, { field: source.field }) !== undefined)
        .map((segment) => this.pathOf(segment, source.text));
    });
  }

  #missing({ rule, sources }: InboundRule, frame: Frame): void {
    const [first] = sources;
    const paths = sources.map((place) => place.text).join(" or ");
    const [segment] = first ? (frame[first.slot] ?? none) : none;
    const path = first && segment ? this.pathOf(segment, first.text) : (first?.text ?? "");
    const name = explain(first?.text ?? "")?.name ?? rule.name;
    const why = first && !segment ? `there is no ${first.segment} segment` : "it is empty";
    this.note("error", "required-missing", path, `${name} (${paths}) is required, and ${why}.`, rule.name);
  }
}

/** The segments a place means, those in its slot or the one it numbers. */
function reached({ slot, occurrence }: Hl7Place, frame: Frame): readonly Segment[] {
  const all = frame[slot] ?? none;
  return occurrence === undefined ? all : all.slice(occurrence - 1, occurrence);
}

/** Most rules find nothing in most segments; this says so without cutting anything out. */
function hasSource({ sources }: InboundRule, frame: Frame): boolean {
  for (let i = 0; i < sources.length; i++) {
    const { slot, field } = sources[i] as Hl7Place;
    if (isValued(frame[slot] as readonly Segment[], field)) return true;
  }
  return false;
}

function isValued(segments: readonly Segment[], field: number): boolean {
  for (let i = 0; i < segments.length; i++) if ((segments[i] as Segment).isValued(field)) return true;
  return false;
}

function withoutRepeats(all: readonly unknown[]): unknown[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = JSON.stringify(one);
    return !seen.has(key) && seen.add(key);
  });
}
