/** The contract to HL7: rules applied to one item after the other. */
import { explain, hasValue, putValue, type SegmentDraft, someText, type Value, type Values } from "~/engine/hl7";
import type { CompiledMap, OutboundRule, ScopeName } from "./compile";
import { holds } from "./conditions";
import { type ContractPath, INDEX } from "./contract-path";
import type { Item, RuleEvent } from "./inbound";
import type { MapFinding, Remark } from "./map-finding";
import type { Answers } from "./place";
import { NOTES_AFTER_HEADER, type Target } from "./transform";

/** A segment being written. */
export interface WrittenSegment extends SegmentDraft {
  readonly fields: Values;
}

/** The segments one item of a scope writes, in the order they were begun, and their notes. */
export interface Written {
  readonly segments: WrittenSegment[];
  readonly notes: WrittenSegment[];
  /** Notes for right after the header. */
  readonly headerNotes: WrittenSegment[];
}

/** The segment of a name, when it has a value. */
export function writtenSegment({ segments }: Written, id: string): WrittenSegment | undefined {
  for (let i = 0; i < segments.length; i++) if (segments[i]?.id === id) return segments[i];
  return undefined;
}

/** What an outbound rule did; `fields` are those of the segment it wrote to. */
export interface OutboundEvent extends RuleEvent<OutboundRule> {
  readonly fields: Values | undefined;
}

/** What a writing is asked for besides the message. */
export interface WriteOptions {
  /** Is told what every rule did. */
  readonly observe?: (event: OutboundEvent) => void;
  /** Answers to the expressions of the rules. */
  readonly answers?: Answers;
}

/** The field being written. One for the whole run. */
class RunningTarget implements Target {
  item: unknown;
  rule!: OutboundRule;
  written!: Written;
  segment: WrittenSegment | undefined;

  constructor(
    readonly run: OutboundRun,
    readonly version: string,
    readonly answers: Answers | undefined,
  ) {}

  /** Begins with a rule: nothing of it is written yet, though its segment may be there. */
  at(rule: OutboundRule): void {
    this.rule = rule;
    this.segment = writtenSegment(this.written, rule.target.segment);
  }

  #fields(): Values {
    if (!this.segment) {
      this.segment = { id: this.rule.target.segment, fields: [] };
      this.written.segments.push(this.segment);
    }
    return this.segment.fields;
  }

  isTaken(): boolean {
    return this.segment !== undefined && hasValue(this.segment.fields, this.rule.target.within);
  }

  put(value: Value | undefined, repetition?: number): void {
    if (value === undefined || !saysSomething(value)) return;
    const { within } = this.rule.target;
    const { field, component, subcomponent } = within;
    const place = repetition === undefined ? within : { field, repetition, component, subcomponent };
    putValue(this.#fields(), place, value);
  }

  putField(field: number, value: string | undefined): void {
    if (value !== undefined && value !== "") putValue(this.#fields(), { field }, value);
  }

  note(fields: Values): void {
    const { notes, headerNotes } = this.written;
    const list = this.rule.transform.reach === NOTES_AFTER_HEADER ? headerNotes : notes;
    list.push({ id: "NTE", fields });
  }

  remark({ severity = "warning", code, message, ...more }: Remark): void {
    const { target, rule } = this.rule;
    const name = explain(target.text)?.name ?? rule.name;
    this.run.findings.push({
      severity,
      code,
      path: target.text,
      message: `${name} (${target.text}) ${message}`,
      rule: rule.name,
      ...more,
    });
  }
}

const isText = (text: string) => text !== "";
const saysSomething = (value: Value) => (Array.isArray(value) ? someText(value, isText) : value !== "");

/** One writing: the rules of a direction over one order or result. */
export class OutboundRun {
  readonly findings: MapFinding[] = [];
  readonly #target: RunningTarget;

  constructor(
    readonly map: CompiledMap<OutboundRule>,
    readonly root: unknown,
    readonly options: WriteOptions,
  ) {
    this.#target = new RunningTarget(this, map.hl7Version, options.answers);
  }

  #source(path: ContractPath, item: unknown, index: number): unknown {
    if (path.keys[0] === INDEX) return String(index);
    return path.read(path.fromRoot ? this.root : item);
  }

  #applies({ condition }: OutboundRule, item: unknown, index: number): boolean {
    if (!condition) return true;
    return holds(condition, (path) => {
      const value = this.#source(path, item, index);
      return value === undefined ? undefined : String(value);
    });
  }

  apply(scope: ScopeName, item: unknown, index = 1): Written {
    const written: Written = { segments: [], notes: [], headerNotes: [] };
    const rules = this.map.scopes[scope];
    const { observe } = this.options;
    this.#target.written = written;
    this.#target.item = item;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as OutboundRule;
      const outcome = this.#applyRule(rule, item, index);
      observe?.({
        rule,
        scope,
        item: item as Item,
        outcome,
        places: rule.sources.filter((one) => this.#source(one, item, index) !== undefined).map(({ text }) => text),
        fields: writtenSegment(written, rule.target.segment)?.fields,
      });
    }
    return written;
  }

  #applyRule(rule: OutboundRule, item: unknown, index: number): OutboundEvent["outcome"] {
    const { sources, contested, constant, fallback } = rule;
    if (rule.condition && !this.#applies(rule, item, index)) return "skipped";
    let value: unknown;
    for (let i = 0; i < sources.length && value === undefined; i++) {
      value = this.#source(sources[i] as ContractPath, item, index);
    }
    if (value === undefined && !contested && constant === undefined && fallback === undefined) return "empty";
    const target = this.#target;
    target.at(rule);
    if (contested && target.isTaken()) return "taken";
    if (constant !== undefined) {
      target.put(constant);
      return "constant";
    }
    if (value !== undefined) rule.transform.write(value, target);
    if (fallback !== undefined && !target.isTaken()) {
      target.put(fallback);
      return "default";
    }
    return value === undefined ? "empty" : "value";
  }
}
