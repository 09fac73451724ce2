import { z } from "zod";
import {
  addressSchema,
  codeSchema,
  commentSchema,
  identifierSchema,
  personNameSchema,
  phoneSchema,
  providerSchema,
} from "./parts";
import { list, optional, time } from "./primitives";

/** Administrative sex (HL7 table 0001). */
export const SEXES = ["male", "female", "other", "unknown", "ambiguous", "not-applicable"] as const;

/** Who it is about: known by an identifier, a name, or both. Orders need both, results come with less. */
const patientFields = z.object({
  identifiers: z.array(identifierSchema).default([]).describe("Every identifier of the patient, the main one first."),
  name: personNameSchema.default({}).describe("Legal name."),
  aliases: list(personNameSchema, "Other names the patient is known by."),
  birthDate: time("Date of birth, as precise as it is known."),
  sex: z.enum(SEXES).optional().describe("Administrative sex."),
  sexCode: optional("Administrative sex as sent, when the word says less."),
  race: list(codeSchema, "Race."),
  ethnicGroup: list(codeSchema, "Ethnic group."),
  language: codeSchema.optional().describe("Language the patient speaks."),
  maritalStatus: codeSchema.optional().describe("Marital status."),
  address: addressSchema.optional().describe("Home address."),
  phones: list(phoneSchema, "Telephones and e-mail at home."),
  workPhones: list(phoneSchema, "Telephones and e-mail at work."),
  accountNumber: identifierSchema.optional().describe("Account the visit is billed to."),
  comments: list(commentSchema, "Notes about the patient."),
});

export const patientSchema = patientFields.refine(
  ({ identifiers, name }) => identifiers.length > 0 || name.family !== undefined || name.given !== undefined,
  "has neither an identifier nor a name",
);
export type Patient = z.infer<typeof patientSchema>;

/** Where and under what circumstances the patient was seen. `class` is HL7 table 0004: I inpatient, O outpatient, E emergency… */
export const visitSchema = z.object({
  class: optional("HL7 table 0004: I inpatient, O outpatient, E emergency."),
  number: optional("Number of the visit."),
  location: optional("Where the patient was seen: point of care."),
  facility: optional("Facility of that location."),
  attending: providerSchema.optional().describe("Attending clinician."),
  referring: providerSchema.optional().describe("Referring clinician."),
  financialClass: optional("Financial class."),
  admittedAt: time("When the visit began."),
  dischargedAt: time("When the visit ended."),
});
export type Visit = z.infer<typeof visitSchema>;
