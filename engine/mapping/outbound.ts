/** The contract to HL7: rules applied to one item after the other. */
import type { SegmentDraft } from "~/engine/hl7";
import { explain } from "~/engine/hl7";
import type { CompiledMap, OutboundRule, ScopeName } from "./compile";
import { holds } from "./conditions";
import { type ContractPath, INDEX, readPath } from "./contract-path";
import type { Components } from "./datatypes";
import type { Item, RuleEvent } from "./inbound";
import type { MapFinding, Remark } from "./map-finding";
import type { Answers } from "./place";
import { NOTES_AFTER_HEADER, type Target } from "./transform";

/** Values of one segment by path within it. */
export type Fields = Record<string, string | undefined>;

/** The segments one item of a scope writes, by name, and their notes. */
export interface Written {
  readonly segments: Map<string, Fields>;
  readonly notes: SegmentDraft[];
  /** Notes for right after the header. */
  readonly headerNotes: SegmentDraft[];
}

/** What an outbound rule did; `fields` is the segment it wrote to. */
export interface OutboundEvent extends RuleEvent<OutboundRule> {
  readonly fields: Fields | undefined;
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
  within = "";
  item: unknown;
  rule!: OutboundRule;
  written!: Written;
  fields: Fields | undefined;

  constructor(
    readonly run: OutboundRun,
    readonly version: string,
    readonly answers: Answers | undefined,
  ) {}

  put(within: string, value: string | undefined): void {
    if (value === undefined || value === "") return;
    const { segments } = this.written;
    if (!this.fields) {
      const { segment } = this.rule.target;
      this.fields = segments.get(segment) ?? {};
      segments.set(segment, this.fields);
    }
    if (this.fields[within] !== undefined) return;
    this.fields[within] = value;
    this.run.foreign ||= FOREIGN.test(value);
  }

  note(fields: Components): void {
    const { notes, headerNotes } = this.written;
    const list = this.rule.transform.reach === NOTES_AFTER_HEADER ? headerNotes : notes;
    list.push({ id: "NTE", fields });
    this.run.foreign ||= FOREIGN.test(fields[3] ?? "");
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

const FOREIGN = /[^\t\n\r\x20-\x7e]/;

/** One writing: the rules of a direction over one order or result. */
export class OutboundRun {
  readonly findings: MapFinding[] = [];
  /** A value has characters beyond ASCII. */
  foreign = false;
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
    return readPath(path.fromRoot ? this.root : item, path.keys);
  }

  #applies({ condition }: OutboundRule, item: unknown, index: number): boolean {
    if (!condition) return true;
    return holds(condition, (path) => {
      const value = this.#source(path, item, index);
      return value === undefined ? undefined : String(value);
    });
  }

  apply(scope: ScopeName, item: unknown, index = 1): Written {
    const written: Written = { segments: new Map(), notes: [], headerNotes: [] };
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
        fields: written.segments.get(rule.target.segment),
      });
    }
    return written;
  }

  #applyRule(compiled: OutboundRule, item: unknown, index: number): OutboundEvent["outcome"] {
    const { rule, target, sources, transform, contested } = compiled;
    if (compiled.condition && !this.#applies(compiled, item, index)) return "skipped";
    const running = this.#target;
    running.rule = compiled;
    running.within = target.withinText;
    running.fields = running.written.segments.get(target.segment);
    const isTaken = () => running.fields !== undefined && isWritten(running.fields, target.withinText);
    if (contested && isTaken()) return "taken";
    if (rule.constant !== undefined) {
      running.put(target.withinText, rule.constant);
      return "constant";
    }
    let value: unknown;
    for (let i = 0; i < sources.length && value === undefined; i++) {
      value = this.#source(sources[i] as ContractPath, item, index);
    }
    if (value !== undefined) transform.write(value, running);
    if (rule.default !== undefined && !isTaken()) {
      running.put(target.withinText, rule.default);
      return "default";
    }
    return value === undefined ? "empty" : "value";
  }
}

/** Whether the field, or a part of it, already has a value. */
function isWritten(fields: Fields, within: string): boolean {
  for (const path in fields) {
    if (path === within || path.startsWith(`${within}.`) || path.startsWith(`${within}[`)) return true;
  }
  return false;
}
