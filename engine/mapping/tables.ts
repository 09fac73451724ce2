/**
 * HL7 codes and the contract's words for them. Reading looks the code up; writing takes the first code with that word,
 * so the order of rows matters. A code that loses meaning this way is also kept as sent, in a `…Code` field.
 */
import type { ORDER_CONTROLS, PRIORITIES, RESULT_STATUSES, SEXES } from "~/engine/contract";
import type { TableRow } from "./template";
import { unitRows } from "./units";

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

const rowsOf = (table: Readonly<Record<string, string>>): readonly TableRow[] =>
  Object.entries(table).map(([code, value]) => ({ code, value }));

/** The tables that every template has; its own of the same name come first. */
export const builtInTables: Readonly<Record<string, readonly TableRow[]>> = {
  sex: rowsOf(sex),
  "order-control": rowsOf(orderControl),
  priority: rowsOf(priority),
  "test-status": rowsOf(testStatus),
  "observation-status": rowsOf(observationStatus),
  units: unitRows,
  // Empty until a template or a connection brings rows: codes pass as they are.
  "abnormal-flags": [],
  "specimen-types": [],
};
