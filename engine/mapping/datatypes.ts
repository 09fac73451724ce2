/** HL7 data types as the contract has them, both ways (HL7 v2.5.1 chapter 2A). One entry knows one repetition of a field. */
import type { Address, Code, Identifier, PersonName, Phone, Provider } from "~/engine/contract";
import type { Values } from "~/engine/hl7";
import { isNpi } from "./npi";

/** Value of a component, and of a sub-component of it (the first unless told); undefined when empty or explicitly null. */
export type ComponentReader = (component: number, subcomponent?: number) => string | undefined;

/** One HL7 data type and the shape the contract has for it. */
export interface DataType<T> {
  /** undefined when the repetition says nothing. */
  read(at: ComponentReader): T | undefined;
  /** The components of a repetition. */
  write(value: T): Values;
}

/** Where a part of a value stands: component, and sub-component where the component has some. */
interface Part<T> {
  readonly key: keyof T;
  readonly component: number;
  readonly subcomponent: number | undefined;
}
type Layout<T> = readonly Part<T>[];

function layout<T>(
  ...parts: readonly (readonly [key: keyof T, component: number, subcomponent?: number])[]
): Layout<T> {
  return parts.map(([key, component, subcomponent]) => ({ key, component, subcomponent }));
}

/** The parts of a layout that are there, added to a value when one is given; undefined when nothing is there. */
function readLayout<T>(parts: Layout<T>, at: ComponentReader, into?: T): T | undefined {
  let value = into;
  for (let i = 0; i < parts.length; i++) {
    const { key, component, subcomponent } = parts[i] as Part<T>;
    const text = at(component, subcomponent);
    if (text === undefined) continue;
    value ??= {} as T;
    value[key] = text as T[keyof T];
  }
  return value;
}

/** Adds the parts that a value has to the components of a repetition. */
function writeLayout<T>(parts: Layout<T>, value: T, into: Values): Values {
  for (let i = 0; i < parts.length; i++) {
    const { key, component, subcomponent } = parts[i] as Part<T>;
    const text = value[key] as string | undefined;
    if (text === undefined || text === "") continue;
    if (subcomponent === undefined) into[component - 1] = text;
    else {
      into[component - 1] ??= [];
      (into[component - 1] as Values)[subcomponent - 1] = text;
    }
  }
  return into;
}

/** A type whose parts are its components and nothing else. */
function laidOut<T>(parts: Layout<T>): DataType<T> {
  return { read: (at) => readLayout(parts, at), write: (value) => writeLayout(parts, value, []) };
}

const identifierParts = laidOut(
  layout<Identifier>(["value", 1], ["type", 5], ["authority", 4, 1], ["authorityId", 4, 2], ["authorityIdType", 4, 3]),
);
const identifier: DataType<Identifier> = {
  ...identifierParts,
  read: (at) => (at(1) === undefined ? undefined : identifierParts.read(at)),
};

const name = laidOut(
  layout<PersonName>(["family", 1], ["given", 2], ["middle", 3], ["suffix", 4], ["prefix", 5], ["degree", 6]),
);

const address = laidOut(
  layout<Address>(
    ["line1", 1],
    ["line2", 2],
    ["city", 3],
    ["state", 4],
    ["postalCode", 5],
    ["country", 6],
    ["type", 7],
    ["county", 9],
  ),
);

const phoneParts = laidOut(layout<Phone>(["number", 1], ["email", 4], ["extension", 8], ["use", 2], ["equipment", 3]));
const phone: DataType<Phone> = {
  read(at) {
    if (at(1) !== undefined) return phoneParts.read(at);
    const local = at(7) && `${at(6) ? `(${at(6)})` : ""}${at(7)}`;
    if (local === undefined && at(4) === undefined) return undefined;
    return { ...(local !== undefined && { number: local }), ...phoneParts.read(at) };
  },
  write: phoneParts.write,
};

const NPI_OID = "2.16.840.1.113883.4.6";

const PROVIDER = layout<Provider>(
  ["authority", 9, 1],
  ["authorityId", 9, 2],
  ["authorityIdType", 9, 3],
  ["family", 2],
  ["given", 3],
  ["middle", 4],
  ["suffix", 5],
  ["prefix", 6],
  ["degree", 7],
);
const PROVIDER_ID = layout<Provider>(["id", 1], ["idType", 13]);
const provider: DataType<Provider> = {
  read(at) {
    const id = at(1);
    if (id === undefined && at(2) === undefined && at(3) === undefined) return undefined;
    const idType = at(13);
    const said = idType?.toUpperCase() === "NPI" || at(9)?.toUpperCase() === "NPI" || at(9, 2) === NPI_OID;
    const npi = id !== undefined && (said || (idType === undefined && isNpi(id)));
    return readLayout(PROVIDER, at, npi ? { npi: id } : readLayout(PROVIDER_ID, at));
  },
  write: (who) => {
    const own = who.npi ? ({ id: who.npi, idType: "NPI" } satisfies Provider) : who;
    return writeLayout(PROVIDER, who, writeLayout(PROVIDER_ID, own, []));
  },
};

const CODE = layout<Code>(["code", 1], ["text", 2], ["system", 3], ["systemVersion", 7]);
const ALTERNATE = layout<NonNullable<Code["alternate"]>>(["code", 4], ["text", 5], ["system", 6], ["systemVersion", 8]);
const code: DataType<Code> = {
  read(at) {
    const alternate = readLayout(ALTERNATE, at);
    const own = readLayout(CODE, at) ?? {};
    const originalText = at(9);
    if (own.code === undefined && alternate?.code !== undefined) {
      const text = own.text ?? alternate.text;
      return { ...alternate, ...(text !== undefined && { text }), ...(originalText !== undefined && { originalText }) };
    }
    if (own.code === undefined) {
      own.text ??= alternate?.text ?? originalText;
      if (own.text === undefined) return undefined;
    }
    if (alternate) own.alternate = alternate;
    if (originalText !== undefined) own.originalText = originalText;
    return own;
  },
  write: (coded) => {
    const values = writeLayout(CODE, coded, []);
    if (coded.alternate) writeLayout(ALTERNATE, coded.alternate, values);
    if (coded.originalText) values[8] = coded.originalText;
    return values;
  },
};

/** CX, XPN, XAD, XTN, XCN and CE/CWE, by what they are in the contract. */
export const dataTypes = { identifier, name, address, phone, provider, code } as const;
