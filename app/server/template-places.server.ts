/** A message and a contract record as rows of path, name and value, for the mapping editor. */
import type { PlaceRow } from "~/app/components/mapping/types";
import { type ContractName, contractFields } from "~/engine/contract";
import {
  countRepetitions,
  explain,
  get,
  getIn,
  getRawIn,
  isPatientData,
  type Message,
  parsePath,
  type Segment,
} from "~/engine/hl7";

const longest = 300;
const mostRows = 4_000;
const short = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Path without occurrences and repetitions: `OBR[2]-4[1].1` is `OBR-4.1`. */
export const plainPath = (path: string): string => path.replace(/\[\d+\]/g, "");

/** The segment's path in its message: `OBX` or `OBX[3]`. */
export function segmentPaths(message: Message): Map<Segment, string> {
  const seen = new Map<string, number>();
  return new Map(
    message.segments.map((segment) => {
      const nth = (seen.get(segment.id) ?? 0) + 1;
      seen.set(segment.id, nth);
      return [segment, nth > 1 ? `${segment.id}[${nth}]` : segment.id];
    }),
  );
}

/** Components that paths name, by field: `OBR-4` has 1 and 2. */
function componentsOf(paths: Iterable<string>): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const text of paths) {
    const path = parsePath(plainPath(text));
    if (path?.field === undefined || path.component === undefined) continue;
    const field = `${path.segment}-${path.field}`;
    found.set(field, (found.get(field) ?? new Set()).add(path.component));
  }
  return found;
}

export interface MessageOptions {
  /** Paths that rules name; where they name components, a field is shown by its components. */
  readonly named: Iterable<string>;
  /** Paths that carry something no rule reads. */
  readonly unused: ReadonlySet<string>;
  /** Whether values that identify a patient are given. */
  readonly reveal: boolean;
  /** Values that must not be given wherever they stand. */
  readonly secret?: (text: string) => boolean;
}

/** The valued fields of a message under their segments. */
export function messageRows(message: Message, options: MessageOptions): PlaceRow[] {
  const version = get(message, "MSH-12.1");
  const components = componentsOf([...options.named, ...options.unused]);
  const paths = segmentPaths(message);
  const rows: PlaceRow[] = [];
  for (const segment of message.segments) {
    const own = paths.get(segment) ?? segment.id;
    const fields = segmentRows(segment, own, version, components, options);
    if (fields.length === 0) continue;
    const name = explain(segment.id, version)?.name ?? "";
    rows.push(
      { key: own, kind: "group", depth: 0, label: own, name, value: "", masked: false, use: "plain" },
      ...fields,
    );
    if (rows.length > mostRows) break;
  }
  return rows;
}

function segmentRows(
  segment: Segment,
  own: string,
  version: string | undefined,
  components: ReadonlyMap<string, ReadonlySet<number>>,
  { unused, reveal, secret }: MessageOptions,
): PlaceRow[] {
  const rows: PlaceRow[] = [];
  const put = (within: string, text: string | undefined) => {
    if (!text) return;
    const plain = plainPath(`${segment.id}-${within}`);
    const field = Number.parseInt(within, 10);
    const masked = (!reveal && isPatientData(segment.id, field)) || (secret?.(text) ?? false);
    rows.push({
      key: `${own}-${within}`,
      kind: "value",
      depth: 1,
      label: `${segment.id}-${within}`,
      name: nameOf(plain, version),
      value: masked ? "" : short(text),
      masked,
      use: unused.has(plain) || unused.has(`${segment.id}-${within}`) ? "unused" : "used",
    });
  };
  for (let field = segment.id === "MSH" ? 3 : 1; field <= segment.lastField; field++) {
    const named = components.get(`${segment.id}-${field}`);
    if (!named || unused.has(`${segment.id}-${field}`)) {
      put(String(field), getRawIn(segment, String(field)));
      continue;
    }
    for (let repetition = 1; repetition <= countRepetitions(segment, field); repetition++) {
      const within = repetition === 1 ? String(field) : `${field}[${repetition}]`;
      const raw = getRawIn(segment, `${field}[${repetition}]`) ?? "";
      const count = Math.max(...named, raw.split(segment.delimiters.component || "\0").length);
      for (let component = 1; component <= Math.min(count, 40); component++) {
        put(`${within}.${component}`, getIn(segment, `${within}.${component}`));
      }
    }
  }
  return rows;
}

/** The name of the place: a field's first component is what the field is about, the others have names of their own. */
function nameOf(path: string, version: string | undefined): string {
  const name = explain(path.replace(/\.1$/, ""), version)?.name ?? "";
  const words = name.split(", ").slice(1).join(", ") || name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const scopeLists = new Set(["tests", "observations", "answers", "specimens", "diagnoses", "insurance"]);

export interface ContractOptions {
  readonly contract: ContractName;
  readonly use: (path: string) => PlaceRow["use"];
  /** Whether the value at the path must not be given. */
  readonly hide: (path: string, text: string) => boolean;
}

/** The values of a contract record; its larger parts and the items of its lists are groups. */
export function contractRows(value: unknown, { contract, use, hide }: ContractOptions): PlaceRow[] {
  const about = new Map(contractFields(contract).map((field) => [field.path, field.description]));
  return valueRows(value, {
    nameAt: (path) => about.get(path.replace(/\[\d+\]/g, "[]")) ?? "",
    isList: (key) => scopeLists.has(key),
    use,
    hide,
  });
}

/** The values of a JSON body; its objects and the items of its lists of objects are groups. */
export function bodyRows(body: unknown, use: (path: string) => PlaceRow["use"]): PlaceRow[] {
  return valueRows(body, {
    nameAt: () => "",
    isList: (_, list) => list.some((one) => typeof one === "object" && one !== null),
    use,
    hide: () => false,
  });
}

interface ValueOptions extends Omit<ContractOptions, "contract"> {
  readonly nameAt: (path: string) => string;
  /** Whether each item of the list is a group of its own. */
  readonly isList: (key: string, list: readonly unknown[]) => boolean;
}

function valueRows(value: unknown, { nameAt, isList, use, hide }: ValueOptions): PlaceRow[] {
  const rows: PlaceRow[] = [];
  const leaf = (at: unknown, path: string, label: string, depth: number) => {
    const text = String(at);
    const masked = hide(path, text);
    const row = { key: path, kind: "value", depth, label, name: nameAt(path), masked } as const;
    const bare = typeof at !== "string" && !masked;
    rows.push({ ...row, value: masked ? "" : short(text), use: use(path), ...(bare && { bare }) });
  };
  const walk = (at: unknown, path: string, label: string, depth: number): void => {
    if (at === undefined || at === null || rows.length > mostRows) return;
    const key = path.slice(path.lastIndexOf(".") + 1);
    if (typeof at !== "object") leaf(at, path, label, depth);
    else if (Array.isArray(at)) {
      at.forEach((one, i) => {
        if (isList(key, at)) open(one, `${path}[${i}]`, `${key}[${i}]`, depth);
        else walk(one, `${path}[${i}]`, `${label}[${i}]`, depth);
      });
    } else if (depth === 0 && path !== "") open(at, path, label, depth);
    else {
      for (const [name, child] of Object.entries(at)) {
        walk(child, path === "" ? name : `${path}.${name}`, label === "" ? name : `${label}.${name}`, depth);
      }
    }
  };
  const open = (at: unknown, path: string, label: string, depth: number) => {
    if (typeof at !== "object" || at === null) return walk(at, path, label, depth);
    rows.push({ key: path, kind: "group", depth, label, name: "", value: "", masked: false, use: "plain" });
    for (const [name, child] of Object.entries(at)) walk(child, `${path}.${name}`, name, depth + 1);
  };
  walk(value, "", "", 0);
  return rows;
}

/** What identifies the patient of a message, wherever rules may have put it. Short values count only as a whole. */
export function patientSecrets(message: Message): (text: string) => boolean {
  const values = new Set<string>();
  for (const segment of message.segments) {
    for (let field = 1; field <= segment.lastField; field++) {
      if (!isPatientData(segment.id, field)) continue;
      const raw = segment.field(field) ?? "";
      const { component, subcomponent, repetition } = segment.delimiters;
      const marks = [component, subcomponent, repetition].filter(Boolean).map((mark) => `\\${mark}`);
      for (const one of raw.split(new RegExp(`[${marks.join("")}]`))) if (one.length > 1) values.add(one.toLowerCase());
    }
  }
  const long = [...values].filter((value) => value.length >= 4);
  return (text) => {
    const found = text.toLowerCase();
    return values.has(found) || long.some((value) => found.includes(value));
  };
}
