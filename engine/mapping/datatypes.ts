/** HL7 data types as the contract has them, both ways (HL7 v2.5.1 chapter 2A). One entry knows one repetition of a field. */
import type { Address, Code, Identifier, PersonName, Phone, Provider } from "~/engine/contract";

/** Value of a component, and of a sub-component of it (the first unless told); undefined when empty or explicitly null. */
export type ComponentReader = (component: number, subcomponent?: number) => string | undefined;
/** Values by component path: `{ "1": …, "4.2": … }`. */
export type Components = Record<string, string | undefined>;

export interface DataType<T> {
  /** undefined when the repetition says nothing. */
  read(at: ComponentReader): T | undefined;
  write(value: T): Components;
}

/** Drops what is undefined, and the whole when nothing is left. */
function stated<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T | undefined {
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
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
    }),
  write: (place) => ({
    1: place.line1,
    2: place.line2,
    3: place.city,
    4: place.state,
    5: place.postalCode,
    6: place.country,
    7: place.type,
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

/** A National Provider Identifier ends in a Luhn digit computed with the prefix 80840. */
export function isNpi(id: string): boolean {
  if (!/^[12]\d{9}$/.test(id)) return false;
  const digits = Array.from(`80840${id}`, Number).reverse();
  const sum = digits.reduce((total, digit, i) => total + (i % 2 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit), 0);
  return sum % 10 === 0;
}

const provider: DataType<Provider> = {
  read(at) {
    const id = at(1);
    const idType = at(13);
    const authority = at(9);
    const said = idType?.toUpperCase() === "NPI" || authority?.toUpperCase() === "NPI" || at(9, 2) === NPI_OID;
    const npi = id !== undefined && (said || (idType === undefined && isNpi(id)));
    const known = stated<Provider>({
      npi: npi ? id : undefined,
      id: npi ? undefined : id,
      idType: npi ? undefined : idType,
      authority,
      family: at(2),
      given: at(3),
      middle: at(4),
      suffix: at(5),
      prefix: at(6),
      degree: at(7),
    });
    return (known?.npi ?? known?.id ?? known?.family ?? known?.given) ? known : undefined;
  },
  write: (who) => ({
    1: who.npi ?? who.id,
    2: who.family,
    3: who.given,
    4: who.middle,
    5: who.suffix,
    6: who.prefix,
    7: who.degree,
    9: who.authority,
    13: who.npi ? "NPI" : who.idType,
  }),
};

const code: DataType<Code> = {
  read(at) {
    const alternate = stated<NonNullable<Code["alternate"]>>({ code: at(4), text: at(5), system: at(6) });
    const own = { code: at(1), text: at(2), system: at(3) };
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
    9: coded.originalText,
  }),
};

export const dataTypes = { identifier, name, address, phone, provider, code } as const;
