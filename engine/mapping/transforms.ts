/**
 * The catalogue of transforms: how a value changes shape between HL7 and the contract. Each works both ways, so a rule
 * names the same one in both directions.
 */
import { z } from "zod";
import { commentSchema, observationValueSchema } from "~/engine/contract";
import { formatDtm, parseDtm, type Segment, valueAt } from "~/engine/hl7";
import { type Components, type DataType, dataTypes } from "./datatypes";
import { readObservationValue, writeObservationValue } from "./observation-value";
import { type Place, repetitionsAt, textAt, textsAt } from "./place";
import { codeFor, tables } from "./tables";
import type { TransformSpec } from "./template";

/** Where an outbound rule writes: a field of the segment being made, or a further segment after it. */
export interface Target {
  /** HL7 path inside the segment, such as `3` or `3.1`. */
  readonly within: string;
  readonly version: string;
  put(within: string, value: string | undefined): void;
  /** Adds an NTE after the segment. */
  note(fields: Components): void;
  /** The item the rule's scope is at, such as an observation. */
  readonly item: unknown;
}

export interface Transform {
  /** HL7 to contract; undefined when there is nothing to read. */
  read(place: Place): unknown;
  /** Contract to HL7. */
  write(value: unknown, target: Target): void;
  /** Reads every repetition of its field, and all its components. */
  readonly whole: boolean;
}

function plain(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

const text: Transform = {
  whole: false,
  read: (place) => textAt(place)?.text,
  write: (value, target) => target.put(target.within, plain(value)),
};

const texts: Transform = {
  whole: true,
  read(place) {
    const all = [...textsAt(place)];
    return all.length > 0 ? all : undefined;
  },
  write(value, target) {
    if (!Array.isArray(value)) return;
    value.forEach((one, i) => {
      target.put(`${target.within}[${i + 1}]`, plain(one));
    });
  },
};

function join({ separator = " " }: { separator?: string }): Transform {
  return {
    whole: true,
    read: (place) => [...textsAt(place)].join(separator) || undefined,
    write: (value, target) => target.put(target.within, Array.isArray(value) ? value.join(separator) : plain(value)),
  };
}

function putAll(target: Target, within: string, components: Components): void {
  for (const [component, value] of Object.entries(components)) target.put(`${within}.${component}`, value);
}

/** The field as one value of a data type; of several repetitions the first that `accept`s. */
function single<T>(type: DataType<T>, accept: (value: T) => boolean = () => true): Transform {
  return {
    whole: true,
    read(place) {
      for (const at of repetitionsAt(place)) {
        const value = type.read(at);
        if (value !== undefined && accept(value)) return value;
      }
      return undefined;
    },
    write: (value, target) => putAll(target, target.within, type.write(value as T)),
  };
}

function list<T>(type: DataType<T>): Transform {
  return {
    whole: true,
    read(place) {
      const all = Array.from(repetitionsAt(place), (at) => type.read(at)).filter((value) => value !== undefined);
      return all.length > 0 ? all : undefined;
    },
    write: (value, target) =>
      (value as T[]).forEach((one, i) => {
        putAll(target, `${target.within}[${i + 1}]`, type.write(one));
      }),
  };
}

/** `zone` is added to times that come without one; `precision` cuts what is written. */
function dtm({ zone = "", precision }: { zone?: string; precision?: "day" | "minute" | "second" }): Transform {
  return {
    whole: false,
    read(place) {
      const found = textAt({ ...place, path: { component: 1, ...place.path } });
      if (!found) return undefined;
      const iso = parseDtm(found.text);
      if (iso === undefined) place.warn(found.segment, "not-a-time", "is not an HL7 date and time; left out.");
      return iso?.includes("T") && !/(Z|[+-]\d{2}:\d{2})$/.test(iso) ? iso + zone : iso;
    },
    write: (value, target) => target.put(target.within, formatDtm(String(value), precision)),
  };
}

/** A table of the catalogue: codes to words when reading, words to codes when writing. */
function standardTable(rows: Readonly<Record<string, string>>): Transform {
  return {
    whole: false,
    read(place) {
      const found = textAt({ ...place, path: { component: 1, ...place.path } });
      if (!found) return undefined;
      const word = rows[found.text.trim().toUpperCase()];
      if (word === undefined)
        place.warn(found.segment, "not-in-table", "holds a code that is not in its table; left out.");
      return word;
    },
    write: (value, target) => target.put(target.within, codeFor(rows, String(value))),
  };
}

/** A table of the template's own, written source to target. `otherwise` stands for codes not listed; `"keep"` keeps them. */
function ownTable({ values, otherwise }: { values: Record<string, string>; otherwise?: string }): Transform {
  const look = (found: string) => values[found] ?? (otherwise === "keep" ? found : otherwise);
  return {
    whole: false,
    read(place) {
      const found = textAt(place);
      if (!found) return undefined;
      const value = look(found.text);
      if (value === undefined)
        place.warn(found.segment, "not-in-table", "holds a code the template does not list; left out.");
      return value;
    },
    write: (value, target) => target.put(target.within, look(String(value))),
  };
}

/** NTE segments of the scope as comments, blank lines included. */
const comments: Transform = {
  whole: true,
  read({ segments }) {
    if (segments.length === 0) return undefined;
    return segments.map((nte: Segment) => {
      const source = valueAt(nte, { field: 2, component: 1 });
      const lines = [...textsAt({ segments: [nte], path: { field: 3 } })];
      return { text: lines.join("\n"), ...(source && { source }) };
    });
  },
  write(value, target) {
    z.array(commentSchema)
      .parse(value)
      .forEach((comment, i) => {
        target.note({ 1: String(i + 1), 2: comment.source, 3: comment.text });
      });
  },
};

const observationValue: Transform = {
  whole: true,
  read: readObservationValue,
  write(value, target) {
    const item = target.item as { valueType?: string } | undefined;
    const written = writeObservationValue(observationValueSchema.parse(value), item?.valueType, target.version);
    target.put("2", written.type);
    written.repetitions.forEach((components, i) => {
      putAll(target, `${target.within}[${i + 1}]`, components);
    });
  },
};

const byType = z.looseObject({ type: z.string().optional(), authority: z.string().optional() });

/** Makes a transform from its options; a wrong option throws a ZodError when the template is compiled. */
type Factory = (options: unknown) => Transform;

const catalogue: Readonly<Record<string, Factory>> = {
  text: () => text,
  texts: () => texts,
  join: (options) => join(z.looseObject({ separator: z.string().optional() }).parse(options) as { separator?: string }),
  dtm: (options) =>
    dtm(
      z
        .looseObject({
          zone: z
            .string()
            .regex(/^[+-]\d{2}:\d{2}$/)
            .optional(),
          precision: z.enum(["day", "minute", "second"]).optional(),
        })
        .parse(options) as Parameters<typeof dtm>[0],
    ),
  table: (options) =>
    ownTable(
      z
        .looseObject({ values: z.record(z.string(), z.string()), otherwise: z.string().optional() })
        .parse(options) as Parameters<typeof ownTable>[0],
    ),
  identifier(options) {
    const { type, authority } = byType.parse(options);
    return single(
      dataTypes.identifier,
      (id) => (type === undefined || id.type === type) && (authority === undefined || id.authority === authority),
    );
  },
  identifiers: () => list(dataTypes.identifier),
  name: () => single(dataTypes.name),
  address: () => single(dataTypes.address),
  phone: () => single(dataTypes.phone),
  phones: () => list(dataTypes.phone),
  provider: () => single(dataTypes.provider),
  providers: () => list(dataTypes.provider),
  code: () => single(dataTypes.code),
  codes: () => list(dataTypes.code),
  comments: () => comments,
  "observation-value": () => observationValue,
  ...Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, () => standardTable(rows)])),
};

/** Names a template may use. */
export const transformNames: readonly string[] = Object.keys(catalogue);

/** @throws TypeError for a name that is not in the catalogue, ZodError for wrong options */
export function transformOrFail(spec: TransformSpec | undefined): Transform {
  const { name, ...options } = typeof spec === "string" ? { name: spec } : (spec ?? { name: "text" });
  const factory = catalogue[name];
  if (!factory) throw new TypeError(`There is no transform "${name}"`);
  return factory(options);
}
