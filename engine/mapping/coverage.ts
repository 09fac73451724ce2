/** Which fields of a message no rule reads. Decided from the rules alone, once per template. */
import { explain, groupMessage, type Message, parsePath, part, type Segment } from "~/engine/hl7";
import type { MapSpec } from "./template";
import { transformOrFail } from "./transforms";

/** A field that carries a value nobody reads. Paths only, never the value. */
export interface UnmappedField {
  readonly path: string;
  readonly name?: string;
}

interface Read {
  readonly components: "all" | Set<number>;
  readonly everyRepetition: boolean;
}

/** The envelope's business, and set ids, which only number the segments. */
const ALWAYS_READ = new Set(["MSH", "MSA", "SFT", "BLG"]);
const SET_ID_SEGMENTS = new Set(["PID", "PV1", "OBR", "OBX", "NTE", "SPM", "DG1", "IN1", "GT1", "TQ1", "NK1", "AL1"]);

export class Coverage {
  readonly #reads = new Map<string, Read>();
  readonly #ignored: ReadonlySet<string>;

  constructor(spec: MapSpec) {
    this.#ignored = new Set(spec.ignore ?? []);
    for (const rule of spec.rules ?? []) {
      const { whole } = transformOrFail(rule.transform);
      for (const text of [rule.from ?? [], rule.when?.path ?? []].flat()) this.#add(text, whole);
      if (rule.transform === "observation-value") this.#add("OBX-2", true);
      if (rule.transform === "comments") for (const path of ["NTE-2", "NTE-3"]) this.#add(path, true);
    }
  }

  #add(text: string, whole: boolean): void {
    const path = parsePath(text);
    if (path?.field === undefined) return;
    const key = `${path.segment}-${path.field}`;
    const before = this.#reads.get(key);
    const all = path.component === undefined || whole || before?.components === "all";
    const components = all ? "all" : new Set([...(before?.components ?? []), path.component ?? 1]);
    this.#reads.set(key, { components, everyRepetition: whole || (before?.everyRepetition ?? false) });
  }

  /** Valued fields that no rule reads, each once, in message order. */
  unmapped(message: Message): UnmappedField[] {
    const found = new Map<string, UnmappedField>();
    const report = (path: string) => {
      const name = explain(path)?.name;
      if (!found.has(path)) found.set(path, { path, ...(name && { name }) });
    };
    for (const segment of message.segments) this.#unmappedIn(segment, report);
    for (const order of groupMessage(message).orders) {
      if (order.specimens.some((specimen) => specimen.observations.length > 0)) report("OBX");
    }
    return [...found.values()];
  }

  #unmappedIn(segment: Segment, report: (path: string) => void): void {
    const { id, delimiters } = segment;
    if (ALWAYS_READ.has(id) || this.#ignored.has(id) || !/^[A-Z][A-Z0-9]{2}$/.test(id)) return;
    for (let field = 1; field <= segment.lastField; field++) {
      const raw = segment.field(field);
      const path = `${id}-${field}`;
      if (!raw || raw === '""' || this.#ignored.has(path) || (field === 1 && SET_ID_SEGMENTS.has(id))) continue;
      const read = this.#reads.get(path);
      if (!read) {
        report(path);
        continue;
      }
      if (!read.everyRepetition && delimiters.repetition && part(raw, delimiters.repetition, 2)) report(`${path}[2]`);
      if (read.components === "all") continue;
      const components = (part(raw, delimiters.repetition, 1) ?? "").split(delimiters.component || "\0");
      components.forEach((value, i) => {
        if (value && read.components !== "all" && !read.components.has(i + 1)) report(`${path}.${i + 1}`);
      });
    }
  }
}
