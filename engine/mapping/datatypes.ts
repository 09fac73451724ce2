/** HL7 data types as the contract has them, both ways (HL7 v2.5.1 chapter 2A). One entry knows one repetition of a field. */
import type { Address, Code, Identifier, PersonName, Phone, Provider } from "~/engine/contract";
import { isNpi } from "./npi";

/** Value of a component, and of a sub-component of it (the first unless told); undefined when empty or explicitly null. */
export type ComponentReader = (component: number, subcomponent?: number) => string | undefined;
/** Values by component path: `{ "1": …, "4.2": … }`. */
export type Components = Record<string, string | undefined>;

/** One HL7 data type and the shape the contract has for it. */
export interface DataType<T> {
  /** undefined when the repetition says nothing. */
  read(at: ComponentReader): T | undefined;
  write(value: T): Components;
}

/** Drops what is undefined, and the whole when nothing is left. */
function stated<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T | undefined {
  const kept: Partial<T> = {};
  let some = false;
  for (const key in value) {
    const part = value[key];
    if (part === undefined) continue;
    kept[key] = part as T[typeof key];
    some = true;
  }
  return some ? (kept as T) : undefined;
}

const identifier: DataType<Identifier> = {
  read(at) {
    const value = at(1);
    if (value === undefined) return undefined;
    return stated<Identifier>({
      value,
      type: at(5),
      authority: at(4),
      authorityId: at(4, 2),
      authorityIdType: at(4, 3),
    });
  },
  write: (id) => ({ 1: id.value, "4.1": id.authority, "4.2": id.authorityId, "4.3": id.authorityIdType, 5: id.type }),
};

const name: DataType<PersonName> = {
  read: (at) =>
    stated<PersonName>({ family: at(1), given: at(2), middle: at(3), suffix: at(4), prefix: at(5), degree: at(6) }),
  write: (person) => ({
    1: person.family,
    2: person.given,
    3: person.middle,
    4: person.suffix,
    5: person.prefix,
    6: person.degree,
  }),
};

const address: DataType<Address> = {
  read: (at) =>
    stated<Address>({
      line1: at(1),
      line2: at(2),
      city: at(3),
      state: at(4),
      postalCode: at(5),
      country: at(6),
      type: at(7),
      county: at(9),
    }),
  write: (place) => ({
    1: place.line1,
    2: place.line2,
    3: place.city,
    4: place.state,
    5: place.postalCode,
    6: place.country,
    7: place.type,
    9: place.county,
  }),
};

const phone: DataType<Phone> = {
  read(at) {
    const local = at(7) && `${at(6) ? `(${at(6)})` : ""}${at(7)}`;
    const number = at(1) ?? local;
    if (number === undefined && at(4) === undefined) return undefined;
    return stated<Phone>({ number, email: at(4), extension: at(8), use: at(2), equipment: at(3) });
  },
  write: (line) => ({ 1: line.number, 2: line.use, 3: line.equipment, 4: line.email, 8: line.extension }),
};

const NPI_OID = "2.16.840.1.113883.4.6";

const provider: DataType<Provider> = {
  read(at) {
    const id = at(1);
    const family = at(2);
    const given = at(3);
    if (id === undefined && family === undefined && given === undefined) return undefined;
    const idType = at(13);
    const authority = at(9);
    const authorityId = at(9, 2);
    const said = idType?.toUpperCase() === "NPI" || authority?.toUpperCase() === "NPI" || authorityId === NPI_OID;
    const npi = id !== undefined && (said || (idType === undefined && isNpi(id)));
    return stated<Provider>({
      npi: npi ? id : undefined,
      id: npi ? undefined : id,
      idType: npi ? undefined : idType,
      authority,
      authorityId,
      authorityIdType: at(9, 3),
      family,
      given,
      middle: at(4),
      suffix: at(5),
      prefix: at(6),
      degree: at(7),
    });
  },
  write: (who) => ({
    1: who.npi ?? who.id,
    2: who.family,
    3: who.given,
    4: who.middle,
    5: who.suffix,
    6: who.prefix,
    7: who.degree,
    "9.1": who.authority,
    "9.2": who.authorityId,
    "9.3": who.authorityIdType,
    13: who.npi ? "NPI" : who.idType,
  }),
};

const code: DataType<Code> = {
  read(at) {
    const alternate = stated<NonNullable<Code["alternate"]>>({
      code: at(4),
      text: at(5),
      system: at(6),
      systemVersion: at(8),
    });
    const own = { code: at(1), text: at(2), system: at(3), systemVersion: at(7) };
    const originalText = at(9);
    if (own.code === undefined && alternate?.code !== undefined) {
      return stated<Code>({ ...alternate, text: own.text ?? alternate.text, originalText });
    }
    const text = own.text ?? (own.code === undefined ? (alternate?.text ?? originalText) : undefined);
    if (own.code === undefined && text === undefined) return undefined;
    return stated<Code>({ ...own, text, alternate, originalText });
  },
  write: (coded) => ({
    1: coded.code,
    2: coded.text,
    3: coded.system,
    4: coded.alternate?.code,
    5: coded.alternate?.text,
    6: coded.alternate?.system,
    7: coded.systemVersion,
    8: coded.alternate?.systemVersion,
    9: coded.originalText,
  }),
};

/** CX, XPN, XAD, XTN, XCN and CE/CWE, by what they are in the contract. */
export const dataTypes = { identifier, name, address, phone, provider, code } as const;
