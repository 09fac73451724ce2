/** The shapes of the catalogue: a field, or all its repetitions, as one value of the contract. */

import { z } from "zod";
import { type Code, commentSchema, type PersonName } from "~/engine/contract";
import { formatDtm, NULL_VALUE, parseDtm, rawAt, type Segment, valueAt } from "~/engine/hl7";
import { type Components, type DataType, dataTypes } from "./datatypes";
import { observationValue as observationValues } from "./observation-value";
import { type Place, plainTextAt, repetitionsAt, textAt, textsAt } from "./place";
import { convertZone, hasZone, inZone } from "./times";
import { NOTES_AFTER_HEADER, type Target, type Transform } from "./transform";

export function plain(value: unknown): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

export const text: Transform = {
  gives: "text",
  whole: false,
  read: plainTextAt,
  write: (value, target) => target.put(target.within, plain(value)),
  json: { read: plain, write: (value) => value },
};

const present = (texts: readonly string[]) => (texts.length > 0 ? texts : undefined);
const asTexts = (value: unknown) => (Array.isArray(value) ? value : [value]).flatMap((one) => plain(one) ?? []);

export const texts: Transform = {
  gives: "list",
  whole: true,
  read: (place) => present([...textsAt(place)]),
  write(value, target) {
    asTexts(value).forEach((one, i) => {
      target.put(`${target.within}[${i + 1}]`, one);
    });
  },
  json: { read: (value) => present(asTexts(value)), write: (value) => value },
};

export function join(separator: string): Transform {
  return {
    gives: "text",
    whole: true,
    read: (place) => [...textsAt(place)].join(separator) || undefined,
    write: (value, target) => target.put(target.within, asTexts(value).join(separator)),
    json: { read: (value) => asTexts(value).join(separator) || undefined, write: (value) => value },
  };
}

/** A value of JSON as it is. */
export const copy: Transform = {
  ...text,
  gives: "any",
  json: { read: (value) => value ?? undefined, write: (value) => value },
};

function putAll(target: Target, within: string, components: Components): void {
  for (const component in components) target.put(`${within}.${component}`, components[component]);
}

/** The field as one value of a data type; of several repetitions the first that `accept`s. */
export function single<T>(type: DataType<T>, accept?: (value: T) => boolean): Transform {
  return {
    gives: "object",
    whole: true,
    read(place) {
      for (const at of repetitionsAt(place)) {
        const value = type.read(at);
        if (value !== undefined && (!accept || accept(value))) return value;
      }
      return undefined;
    },
    write: (value, target) => putAll(target, target.within, type.write(value as T)),
    json: copy.json as NonNullable<Transform["json"]>,
  };
}

/** What a sender says twice, in two repetitions or under two orders, is said once. */
function distinct<T>(values: readonly T[]): readonly T[] {
  if (values.length < 2) return values;
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = JSON.stringify(value);
    return !seen.has(key) && seen.add(key);
  });
}

export function list<T>(type: DataType<T>, accept?: (value: T) => boolean): Transform {
  return {
    gives: "list",
    whole: true,
    read(place) {
      const all: T[] = [];
      for (const at of repetitionsAt(place)) {
        const value = type.read(at);
        if (value !== undefined && (!accept || accept(value))) all.push(value);
      }
      return all.length > 0 ? distinct(all) : undefined;
    },
    write: (value, target) =>
      (value as T[]).forEach((one, i) => {
        putAll(target, `${target.within}[${i + 1}]`, type.write(one));
      }),
    json: copy.json as NonNullable<Transform["json"]>,
  };
}

export interface DtmOptions {
  /** Added to times that come without one: an offset, or a name such as America/Chicago. */
  readonly zone?: string;
  /** Written and read times are converted to this zone. */
  readonly to?: string;
  readonly precision?: "year" | "month" | "day" | "minute" | "second";
}

const ISO_LENGTHS = { year: 4, month: 7, day: 10, minute: 16, second: 19 } as const;

function cutIso(iso: string, precision: NonNullable<DtmOptions["precision"]>): string {
  const zone = hasZone(iso) && ISO_LENGTHS[precision] > 10 ? (/(Z|[+-]\d{2}:\d{2})$/.exec(iso)?.[0] ?? "") : "";
  const bare = hasZone(iso) ? iso.replace(/(Z|[+-]\d{2}:\d{2})$/, "") : iso;
  return bare.slice(0, ISO_LENGTHS[precision]) + zone;
}

export function dtm({ zone, to, precision }: DtmOptions): Transform {
  const settled = (iso: string) => {
    const zoned = zone === undefined ? iso : inZone(iso, zone);
    return to === undefined ? zoned : convertZone(zoned, to);
  };
  return {
    gives: "text",
    whole: false,
    firstComponent: true,
    read(place) {
      const found = textAt(place);
      if (!found) return undefined;
      const iso = parseDtm(found.text);
      if (iso === undefined) {
        place.remark({ code: "not-a-time", message: "is not an HL7 date and time; left out." }, found.segment);
        return undefined;
      }
      const read = settled(iso);
      return precision ? cutIso(read, precision) : read;
    },
    write: (value, target) => target.put(target.within, formatDtm(settled(String(value)), precision)),
    json: {
      read(value, remark) {
        const given = plain(value);
        if (given === undefined || given === "") return undefined;
        const iso = formatDtm(given) === undefined ? parseDtm(given) : given;
        if (iso === undefined) remark({ code: "not-a-time", message: "is not a date and time; left out." });
        return iso === undefined ? undefined : precision ? cutIso(settled(iso), precision) : settled(iso);
      },
      write: (value) => (precision ? cutIso(settled(String(value)), precision) : settled(String(value))),
    },
  };
}

/** A whole name in one component: `Fictus, Alma Q`. */
export const nameText: Transform = {
  gives: "object",
  whole: false,
  read(place) {
    const found = plainTextAt(place);
    return found === undefined ? undefined : splitName(found);
  },
  write: (value, target) => target.put(target.within, joinName(value as PersonName)),
  json: {
    read: (value) => (plain(value) === undefined ? undefined : splitName(plain(value) ?? "")),
    write: (value) => joinName(value as PersonName),
  },
};

function splitName(whole: string): PersonName | undefined {
  const [family = "", rest = ""] = whole.split(",", 2).map((one) => one.trim());
  const [given, ...middle] = rest.split(" ").filter(Boolean);
  if (!family && !given) return undefined;
  return { ...(family && { family }), ...(given && { given }), ...(middle.length > 0 && { middle: middle.join(" ") }) };
}

function joinName({ family, given, middle }: PersonName): string {
  return [family, [given, middle].filter(Boolean).join(" ")].filter(Boolean).join(", ");
}

/** Units as UCUM; another spelling is kept beside its UCUM code. */
export function units(change: { read(text: string): string | undefined }): Transform {
  const shape = single(dataTypes.code);
  return {
    ...shape,
    read(place) {
      const sent = shape.read(place) as Code | undefined;
      const code = sent?.code ?? sent?.text;
      const ucum = code === undefined ? undefined : change.read(code);
      if (sent === undefined || ucum === undefined) return sent;
      if (ucum === code) return { ...sent, code, system: sent.system ?? "UCUM" };
      const { alternate: _, ...own } = sent;
      return { code: ucum, system: "UCUM", alternate: { code, ...own } };
    },
  };
}

export interface CommentOptions {
  /** `MSH`: the notes right after the header instead of the scope's. */
  readonly after?: string;
  /** Only notes of this type (NTE-4), and written with it. */
  readonly type?: string;
  /** Not notes of this type. */
  readonly except?: string;
  /** All notes together are one comment. */
  readonly join: boolean;
  /** Written lines are no longer than this. */
  readonly width?: number;
}

function folded(line: string, width: number): string[] {
  const lines: string[] = [];
  let now = "";
  for (const word of line.split(" ")) {
    if (now !== "" && now.length + 1 + word.length > width) {
      lines.push(now);
      now = word;
    } else now = now === "" ? word : `${now} ${word}`;
  }
  return [...lines, now];
}

/** NTE segments of the scope as comments, blank lines included. */
export function comments({ after, type, except, join: joined, width }: CommentOptions): Transform {
  const noteOf = (nte: Segment) => {
    const source = valueAt(nte, { field: 2, component: 1 });
    const kind = valueAt(nte, { field: 4, component: 1 });
    const lines = [...textsAt({ segments: [nte], path: { field: 3 } })];
    return { text: lines.join("\n"), ...(source && { source }), ...(kind && kind !== type && { type: kind }) };
  };
  return {
    gives: "list",
    whole: true,
    reads: ["NTE-2", "NTE-3", "NTE-4.1"],
    ...(after === "MSH" && { reach: NOTES_AFTER_HEADER }),
    read({ segments }) {
      const wanted = segments.filter((nte) => {
        const kind = type || except ? valueAt(nte, { field: 4, component: 1 }) : undefined;
        return type ? kind === type : !except || kind !== except;
      });
      if (wanted.length === 0) return undefined;
      const notes = wanted.map(noteOf);
      const [first] = notes;
      return joined && first ? [{ ...first, text: notes.map((note) => note.text).join("\n") }] : notes;
    },
    write(value, target) {
      let number = 0;
      for (const comment of z.array(commentSchema).parse(value)) {
        const lines = width ? comment.text.split("\n").flatMap((line) => folded(line, width)) : [comment.text];
        for (const line of lines) {
          target.note({ 1: String(++number), 2: comment.source, 3: line, "4.1": comment.type ?? type });
        }
      }
    },
    json: {
      read: (value) => present(asTexts(value))?.map((one) => ({ text: one })) ?? copy.json?.read(value, () => {}),
      write: (value) => value,
    },
  };
}

export const observationValue: Transform = {
  gives: "object",
  whole: true,
  reads: ["OBX-2"],
  read: observationValues.read,
  write(value, target) {
    const written = observationValues.write(value, target.item, target.version);
    target.put("2", written.type);
    written.repetitions.forEach((components, i) => {
      putAll(target, `${target.within}[${i + 1}]`, components);
    });
  },
  json: { read: observationValues.fromJson, write: (value) => value },
};

/** Base64 text, wherever it stands, as a document. */
export function document(mediaType: string): Transform {
  const read = (data: string) => ({ kind: "document", mediaType, encoding: "base64", data });
  const dataOf = (value: unknown) => plain((value as { data?: unknown } | undefined)?.data);
  return {
    gives: "object",
    whole: false,
    read({ segments, path }: Place) {
      for (const segment of segments) {
        const data = rawAt(segment, path);
        if (data && data !== NULL_VALUE) return read(data);
      }
      return undefined;
    },
    write: (value, target) => target.put(target.within, dataOf(value)),
    json: { read: (value) => (plain(value) ? read(plain(value) ?? "") : undefined), write: dataOf },
  };
}

/** The answer of a JSONata expression to `{ value, fields }`. */
export function expression(source: string): Transform {
  return {
    gives: "any",
    whole: true,
    asks: true,
    read(place) {
      const value = plainTextAt(place);
      const fields = place.fields();
      if (value === undefined && Object.keys(fields).length === 0) return undefined;
      return place.answers?.answer(source, { value, fields }, (remark) => place.remark(remark));
    },
    write(value, target) {
      const answer = target.answers?.answer(source, { value, item: target.item }, (remark) => target.remark(remark));
      for (const [i, one] of asTexts(answer).entries())
        target.put(i === 0 ? target.within : `${target.within}[${i + 1}]`, one);
    },
  };
}
