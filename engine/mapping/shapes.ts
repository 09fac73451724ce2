/** The shapes of the catalogue: a field, or all its repetitions, as one value of the contract. */

import type { Code, PersonName } from "~/engine/contract";
import { NULL_VALUE, rawAt } from "~/engine/hl7";
import { type DataType, dataTypes } from "./datatypes";
import { observationValue as observationValues } from "./observation-value";
import { eachRepetition, type Place, plainTextAt, textsAt } from "./place";
import type { Transform } from "./transform";

/** A text or number as text; undefined for anything else. */
export function plain(value: unknown): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

/** The text at exactly one place. */
export const text: Transform = {
  gives: "text",
  whole: false,
  read: plainTextAt,
  write: (value, target) => target.put(plain(value)),
  json: { read: plain, write: (value) => value },
};

const present = (texts: readonly string[]) => (texts.length > 0 ? texts : undefined);
/** Texts of a JSON value: one or a list of them. */
export const plainTexts = (value: unknown) => present(asTexts(value));
function asTexts(value: unknown): string[] {
  const texts: string[] = [];
  for (const one of Array.isArray(value) ? value : [value]) {
    const text = plain(one);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

/** Every repetition as a text. */
export const texts: Transform = {
  gives: "list",
  whole: true,
  read: (place) => present(textsAt(place)),
  write(value, target) {
    asTexts(value).forEach((one, i) => {
      target.put(one, i + 1);
    });
  },
  json: { read: (value) => present(asTexts(value)), write: (value) => value },
};

/** Every repetition as one text. */
export function join(separator: string): Transform {
  return {
    gives: "text",
    whole: true,
    read: (place) => textsAt(place).join(separator) || undefined,
    write: (value, target) => target.put(asTexts(value).join(separator)),
    json: { read: (value) => asTexts(value).join(separator) || undefined, write: (value) => value },
  };
}

/** A value of JSON as it is. */
export const copy: Transform = {
  ...text,
  gives: "any",
  json: { read: (value) => value ?? undefined, write: (value) => value },
};

/** The field as one value of a data type; of several repetitions the first that `accept`s. */
export function single<T>(type: DataType<T>, accept?: (value: T) => boolean): Transform {
  return {
    gives: "object",
    whole: true,
    read(place) {
      return eachRepetition(place, (at) => {
        const value = type.read(at);
        return value !== undefined && (!accept || accept(value)) ? value : undefined;
      });
    },
    write: (value, target) => target.put(type.write(value as T)),
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

/** Every repetition as a value of a data type; of several equal ones the first. */
export function list<T>(type: DataType<T>, accept?: (value: T) => boolean): Transform {
  return {
    gives: "list",
    whole: true,
    read(place) {
      const all: T[] = [];
      eachRepetition(place, (at) => {
        const value = type.read(at);
        if (value !== undefined && (!accept || accept(value))) all.push(value);
      });
      return all.length > 0 ? distinct(all) : undefined;
    },
    write: (value, target) =>
      (value as T[]).forEach((one, i) => {
        target.put(type.write(one), i + 1);
      }),
    json: copy.json as NonNullable<Transform["json"]>,
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
  write: (value, target) => target.put(joinName(value as PersonName)),
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

/** OBX-5 by the type OBX-2 names. */
export const observationValue: Transform = {
  gives: "object",
  whole: true,
  readsEmpty: true,
  reads: ["OBX-2"],
  read: observationValues.read,
  write(value, target) {
    const written = observationValues.write(value, target.item, target.version);
    target.putField(2, written.type);
    written.repetitions.forEach((components, i) => {
      target.put(components, i + 1);
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
    write: (value, target) => target.put(dataOf(value)),
    json: { read: (value) => (plain(value) ? read(plain(value) ?? "") : undefined), write: dataOf },
  };
}

/** The answer of a JSONata expression to `{ value, fields }`. */
export function expression(source: string): Transform {
  return {
    gives: "any",
    whole: true,
    asks: true,
    readsEmpty: true,
    read(place) {
      const value = plainTextAt(place);
      const fields = place.fields();
      if (value === undefined && Object.keys(fields).length === 0) return undefined;
      return place.answers?.answer(source, { value, fields }, (remark) => place.remark(remark));
    },
    write(value, target) {
      const answer = target.answers?.answer(source, { value, item: target.item }, (remark) => target.remark(remark));
      for (const [i, one] of asTexts(answer).entries()) target.put(one, i === 0 ? undefined : i + 1);
    },
  };
}
