/** Paths into the contract or a JSON body: `patient.name.family`, `specimens.0.type`; a leading `/` starts from the root. */
import { type ContractField, type ContractName, contractFields } from "~/engine/contract";
import { type ScopeName, wholePath } from "./scopes";

/** A path made ready: its keys, and where they count from. */
export interface ContractPath {
  readonly text: string;
  readonly fromRoot: boolean;
  readonly keys: readonly string[];
  /** The value there; undefined when any part of the way is missing. */
  read(from: unknown): unknown;
  /** Sets a value, making the objects on the way. */
  write(into: Record<string, unknown>, value: unknown): void;
}

/** The number of the item within its list, counted from 1, in place of a path. */
export const INDEX = "$index";

/** @throws TypeError when the text is not a path; keys come from templates, so those that reach into prototypes are refused */
export function contractPath(text: string): ContractPath {
  const fromRoot = text.startsWith("/");
  const keys = (fromRoot ? text.slice(1) : text).split(".");
  if (keys.some((key) => !/^(\$index|[A-Za-z_][A-Za-z0-9_-]*|\d+)$/.test(key) || key === "constructor")) {
    throw new TypeError(`"${text}" is not a path such as patient.name.family`);
  }
  return { text, fromRoot, keys, read: reader(keys), write: writer(keys) };
}

const known = new Map<ContractName, ReadonlyMap<string, ContractField>>();

/** The contract's field at a rule's path; undefined when there is none. List positions (`specimens.0`) are passed over. */
export function contractField(contract: ContractName, path: string, scope: ScopeName): ContractField | undefined {
  let fields = known.get(contract);
  if (!fields) {
    fields = new Map(contractFields(contract).map((field) => [field.path.replaceAll("[]", ""), field]));
    known.set(contract, fields);
  }
  return fields.get(wholePath(path, scope).replaceAll("[]", "").replace(/\.\d+/g, ""));
}

/** The value at a path; undefined when any part of the way is missing. */
export function readPath(from: unknown, keys: readonly string[]): unknown {
  let value = from;
  for (let i = 0; i < keys.length; i++) value = own(value, keys[i] ?? "");
  return value;
}

function own(from: unknown, key: string): unknown {
  if (typeof from !== "object" || from === null || !Object.hasOwn(from, key)) return undefined;
  return (from as Record<string, unknown>)[key];
}

/** Sets a value, making the objects on the way. */
export function writePath(into: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let object = into;
  const last = keys.length - 1;
  for (let i = 0; i < last; i++) object = within(object, keys[i] ?? "");
  object[keys[last] ?? ""] = value;
}

function within(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const next = object[key];
  if (typeof next === "object" && next !== null) return next as Record<string, unknown>;
  const made: Record<string, unknown> = {};
  object[key] = made;
  return made;
}

/** Nearly every path has one key or two. */
function reader(keys: readonly string[]): ContractPath["read"] {
  const [first = "", second = ""] = keys;
  if (keys.length === 1) return (from) => own(from, first);
  if (keys.length === 2) return (from) => own(own(from, first), second);
  return (from) => readPath(from, keys);
}

function writer(keys: readonly string[]): ContractPath["write"] {
  const [first = "", second = ""] = keys;
  if (keys.length === 1) {
    return (into, value) => {
      into[first] = value;
    };
  }
  if (keys.length === 2) {
    return (into, value) => {
      within(into, first)[second] = value;
    };
  }
  return (into, value) => writePath(into, keys, value);
}
