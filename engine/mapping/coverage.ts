/** Which fields of a message no rule reads. Decided from the rules alone, once per template. */
import { explain, type Message, type OrderGroup, parsePath, part, type Segment } from "~/engine/hl7";
import { conditionPaths } from "./conditions";
import type { MapSpec, Rule } from "./template";
import type { Transform } from "./transform";

/** A field that carries a value nobody reads. Paths only, never the value. */
export interface UnmappedField {
  readonly path: string;
  readonly name?: string;
}

interface Read {
  components: "all" | Set<number>;
  everyRepetition: boolean;
}
type SegmentReads = (Read | "ignored" | undefined)[];

/** The envelope's business, and set ids, which only number the segments. */
const ALWAYS_READ = ["MSH", "MSA", "SFT", "BLG"];
const SET_ID_SEGMENTS = ["PID", "PV1", "OBR", "OBX", "NTE", "SPM", "DG1", "IN1", "GT1", "TQ1", "NK1", "AL1"];

const readsFirst = ({ components }: Read) => components === "all" || components.has(1);

/** Whether a field has more than one component or repetition; most have not, and this says so without cutting anything out. */
function isDivided(segment: Segment, field: number): boolean {
  const { text, delimiters } = segment;
  const between = delimiters.component.charCodeAt(0);
  const after = delimiters.repetition.charCodeAt(0);
  const end = segment.endOf(field);
  for (let at = segment.startOf(field); at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === between || code === after) return true;
  }
  return false;
}

/** What the rules of one direction read. */
export class Coverage {
  /** By segment and field number; a segment that is left behind as a whole has `null`. */
  readonly #reads = new Map<string, SegmentReads | null>();

  constructor(spec: MapSpec, rules: readonly { readonly rule: Rule; readonly transform: Transform }[]) {
    for (const { rule, transform } of rules) {
      for (const path of [rule.from ?? []].flat()) this.#add(path, transform.whole);
      for (const path of conditionPaths(rule.when)) this.#add(path, false);
      for (const path of transform.reads ?? []) this.#add(path, true);
    }
    for (const id of SET_ID_SEGMENTS) this.#of(id)[1] = "ignored";
    for (const path of spec.ignore ?? []) {
      const { segment = path, field } = parsePath(path) ?? {};
      if (field === undefined) this.#reads.set(segment, null);
      else if (this.#reads.get(segment) !== null) this.#of(segment)[field] = "ignored";
    }
    for (const id of ALWAYS_READ) this.#reads.set(id, null);
  }

  #of(segment: string): SegmentReads {
    const known = this.#reads.get(segment);
    if (known) return known;
    const made: SegmentReads = [];
    this.#reads.set(segment, made);
    return made;
  }

  #add(text: string, whole: boolean): void {
    const path = parsePath(text);
    if (path?.field === undefined) return;
    const fields = this.#of(path.segment);
    const before = fields[path.field];
    const read: Read = typeof before === "object" ? before : { components: new Set<number>(), everyRepetition: false };
    fields[path.field] = read;
    if (whole || path.component === undefined) read.components = "all";
    else if (read.components !== "all") read.components.add(path.component);
    if (whole) read.everyRepetition = true;
  }

  /** Whether any rule reads the field. */
  reads(segment: string, field: number): boolean {
    return typeof this.#reads.get(segment)?.[field] === "object";
  }

  /** Valued fields that no rule reads, each once, in message order. What an OBX says of a specimen is read by nobody. */
  unmapped(message: Message, orders: readonly OrderGroup[]): UnmappedField[] {
    const found = new Map<string, UnmappedField>();
    const report = (path: string) => {
      if (found.has(path)) return;
      const name = explain(path)?.name;
      found.set(path, { path, ...(name && { name }) });
    };
    for (const segment of message.segments) this.#unmappedIn(segment, report);
    for (const { specimens } of orders) {
      if (specimens.some((specimen) => specimen.observations.length > 0)) report("OBX");
    }
    return [...found.values()];
  }

  #unmappedIn(segment: Segment, report: (path: string) => void): void {
    const { id } = segment;
    const reads = this.#reads.get(id);
    if (reads === null || (reads === undefined && !/^[A-Z][A-Z0-9]{2}$/.test(id))) return;
    const last = segment.lastField;
    for (let field = 1; field <= last; field++) {
      const read = reads?.[field];
      if (read === "ignored" || (read?.components === "all" && read.everyRepetition)) continue;
      if (!segment.isValued(field)) continue;
      if (read && readsFirst(read) && !isDivided(segment, field)) continue;
      const raw = segment.field(field) ?? "";
      if (raw === '""') continue;
      if (read) this.#unmappedParts(segment, raw, read, `${id}-${field}`, report);
      else report(`${id}-${field}`);
    }
  }

  #unmappedParts({ delimiters }: Segment, raw: string, read: Read, path: string, report: (path: string) => void): void {
    const repeats = delimiters.repetition !== "" && raw.includes(delimiters.repetition);
    if (repeats && !read.everyRepetition && part(raw, delimiters.repetition, 2)) report(`${path}[2]`);
    if (read.components === "all") return;
    const first = repeats ? (part(raw, delimiters.repetition, 1) ?? "") : raw;
    if (delimiters.component === "" || !first.includes(delimiters.component)) {
      if (!read.components.has(1)) report(`${path}.1`);
      return;
    }
    const components = first.split(delimiters.component);
    for (let i = 0; i < components.length; i++) {
      if (components[i] && !read.components.has(i + 1)) report(`${path}.${i + 1}`);
    }
  }
}
