/** People who do not exist and say so: family names that mean "test", 555-01xx numbers, one made-up NPI family. */
import { integer, pick, type Random } from "./random";

export type Patient = {
  id: string;
  family: string;
  given: string;
  /** yyyyMMdd */
  born: string;
  sex: "F" | "M" | "U";
  phone: string;
  street: string;
  city: string;
  state: string;
  zip: string;
};

export type Provider = { npi: string; family: string; given: string };

const FAMILIES = [
  "Testpatient",
  "Fictus",
  "Placeholder",
  "Notreal",
  "Madeup",
  "Sampleton",
  "Imaginary",
  "Demoson",
  "Nemo",
  "Mockford",
  "Exampleby",
  "Pretend",
  "Dummyfield",
  "Specimen-Jones",
  "O'Fictional",
  "Simulacrum",
  "Trialby",
  "Sandboxer",
] as const;
const GIVENS = {
  F: ["Ada", "Alma", "Beryl", "Clementine", "Dot", "Edith", "Fern", "Greta", "Hazel", "Iris", "Juno", "Kit"],
  M: ["Abel", "Basil", "Cato", "Dexter", "Enzo", "Felix", "Gus", "Hugo", "Ivo", "Jasper", "Klaus", "Linus"],
  U: ["Robin", "Sky", "Quinn"],
} as const;
const STREETS = ["Nowhere Lane", "Imaginary Avenue", "Sample Street", "Test Track Road"] as const;
const TOWNS = [
  { city: "Springfield Test", state: "IL", zip: "62799" },
  { city: "Anytown", state: "OH", zip: "45999" },
  { city: "Exampleville", state: "OR", zip: "97999" },
] as const;
const DOCTORS = [
  { family: "Notadoctor", given: "Nora" },
  { family: "Physicus", given: "Paul" },
  { family: "Fakewell", given: "Frida" },
  { family: "Mockingham", given: "Milo" },
] as const;

export function madeUpPatient(random: Random): Patient {
  const sex = random() < 0.03 ? "U" : random() < 0.5 ? "F" : "M";
  const year = integer(random, 1935, 2016);
  const born = `${year}${two(integer(random, 1, 12))}${two(integer(random, 1, 28))}`;
  return {
    id: `T${integer(random, 100_000, 999_999)}`,
    family: pick(random, FAMILIES),
    given: pick<string>(random, GIVENS[sex]),
    born,
    sex,
    phone: `(555)555-01${two(integer(random, 0, 99))}`,
    street: `${integer(random, 1, 999)} ${pick(random, STREETS)}`,
    ...pick(random, TOWNS),
  };
}

export function madeUpProvider(random: Random): Provider {
  return { npi: npi(integer(random, 0, 99)), ...pick(random, DOCTORS) };
}

/** 1234567xxC: C makes the Luhn sum with the prefix 80840 (worth 24) a multiple of ten. 1234567893 is one of them. */
export function npi(member: number): string {
  const nine = `1234567${two(member)}`;
  let sum = 24;
  for (const [index, digit] of [...nine].entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return `${nine}${(10 - (sum % 10)) % 10}`;
}

const two = (number: number): string => String(number).padStart(2, "0");
