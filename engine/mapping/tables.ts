/**
 * HL7 codes and the contract's words for them. Reading looks the code up; writing takes the first code with that word,
 * so the order of rows matters. A code that loses meaning this way is also kept as sent, in a `…Code` field.
 */
import type { ORDER_CONTROLS, PRIORITIES, RESULT_STATUSES, SEXES } from "~/engine/contract";

type Words = typeof SEXES | typeof ORDER_CONTROLS | typeof PRIORITIES | typeof RESULT_STATUSES;
type Table<W extends Words> = Readonly<Record<string, W[number]>>;

/** Table 0001 */
const sex: Table<typeof SEXES> = {
  M: "male",
  F: "female",
  O: "other",
  U: "unknown",
  A: "ambiguous",
  N: "not-applicable",
  MALE: "male",
  FEMALE: "female",
  X: "other",
};

/** Table 0119, the requests */
const orderControl: Table<typeof ORDER_CONTROLS> = {
  NW: "new",
  CA: "cancel",
  DC: "discontinue",
  XO: "change",
  RP: "replace",
  RO: "replace",
  HD: "hold",
  RL: "release",
  SS: "statusRequest",
  SN: "new",
  PA: "new",
  CH: "new",
};

/** Tables 0485 and 0027 */
const priority: Table<typeof PRIORITIES> = {
  S: "stat",
  A: "asap",
  R: "routine",
  P: "preoperative",
  T: "timed",
  C: "callback",
  STAT: "stat",
  ASAP: "asap",
  ROUTINE: "routine",
};

/** Table 0123, OBR-25 */
const testStatus: Table<typeof RESULT_STATUSES> = {
  O: "ordered",
  I: "inProcess",
  A: "partial",
  P: "preliminary",
  F: "final",
  C: "corrected",
  X: "cancelled",
  S: "ordered",
  R: "preliminary",
  M: "corrected",
  N: "inProcess",
};

/** Table 0085, OBX-11 */
const observationStatus: Table<typeof RESULT_STATUSES> = {
  O: "ordered",
  I: "inProcess",
  S: "partial",
  P: "preliminary",
  F: "final",
  C: "corrected",
  A: "amended",
  X: "cancelled",
  W: "withdrawn",
  D: "withdrawn",
  R: "preliminary",
  U: "final",
  V: "final",
  B: "amended",
  N: "cancelled",
};

export const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sex,
  "order-control": orderControl,
  priority,
  "test-status": testStatus,
  "observation-status": observationStatus,
};

/** The first code that means `word`. */
export function codeFor(table: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.keys(table).find((code) => table[code] === word);
}
