import { z } from "zod";

/** Date or time with the precision it was known to: `2026`, `2026-11`, `2026-11-20`, `2026-11-20T09:41`, `…:07.25-05:00`. No zone means the sender's local time. */
export const partialDateTime = z
  .string()
  .regex(
    /^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d{1,6})?)?)?)?)?)?(Z|[+-]\d{2}:\d{2})?$/,
    "is not a date or date and time",
  );

const text = z.string().min(1);

/** A code from some system, with the other side's code for the same thing beside it. At least the code or its text is known. */
const codedIn = { code: text.optional(), text: text.optional(), system: text.optional() };
export const codeSchema = z
  .object({ ...codedIn, alternate: z.object(codedIn).optional(), originalText: text.optional() })
  .refine((value) => value.code !== undefined || value.text !== undefined, "has neither a code nor a text");
export type Code = z.infer<typeof codeSchema>;

/** An identifier and who issued it. `type` is HL7 table 0203: MR medical record, PI patient internal, SS, AN account… */
export const identifierSchema = z.object({
  value: text,
  type: text.optional(),
  /** Namespace of the assigning authority. */
  authority: text.optional(),
  /** Its universal id and the id's type, such as an ISO OID. */
  authorityId: text.optional(),
  authorityIdType: text.optional(),
});
export type Identifier = z.infer<typeof identifierSchema>;

export const personNameSchema = z.object({
  family: text.optional(),
  given: text.optional(),
  middle: text.optional(),
  suffix: text.optional(),
  prefix: text.optional(),
  degree: text.optional(),
});
export type PersonName = z.infer<typeof personNameSchema>;

export const addressSchema = z.object({
  line1: text.optional(),
  line2: text.optional(),
  city: text.optional(),
  state: text.optional(),
  postalCode: text.optional(),
  country: text.optional(),
  type: text.optional(),
});
export type Address = z.infer<typeof addressSchema>;

/** `number` as it was written; `use` and `equipment` are HL7 tables 0201 and 0202. */
export const phoneSchema = z.object({
  number: text.optional(),
  email: text.optional(),
  extension: text.optional(),
  use: text.optional(),
  equipment: text.optional(),
});
export type Phone = z.infer<typeof phoneSchema>;

/** A clinician. `npi` only when the sender said the id is one, or it has the form of one and no other type. */
export const providerSchema = z.object({
  npi: text.optional(),
  id: text.optional(),
  idType: text.optional(),
  authority: text.optional(),
  ...personNameSchema.shape,
});
export type Provider = z.infer<typeof providerSchema>;

/** A note. `source` is HL7 table 0105: L laboratory, P orderer, O other. */
export const commentSchema = z.object({ text: z.string(), source: text.optional() });
export type Comment = z.infer<typeof commentSchema>;

export const SEXES = ["male", "female", "other", "unknown", "ambiguous", "not-applicable"] as const;

/** Who it is about: known by an identifier, a name, or both. Orders need both, results come with less. */
const patientFields = z.object({
  identifiers: z.array(identifierSchema).default([]),
  name: personNameSchema.default({}),
  birthDate: partialDateTime.optional(),
  sex: z.enum(SEXES).optional(),
  /** As sent, when the word above says less. */
  sexCode: text.optional(),
  race: z.array(codeSchema).optional(),
  ethnicGroup: z.array(codeSchema).optional(),
  address: addressSchema.optional(),
  phones: z.array(phoneSchema).optional(),
  accountNumber: identifierSchema.optional(),
  comments: z.array(commentSchema).optional(),
});

export const patientSchema = patientFields.refine(
  ({ identifiers, name }) => identifiers.length > 0 || name.family !== undefined || name.given !== undefined,
  "has neither an identifier nor a name",
);
export type Patient = z.infer<typeof patientSchema>;

/** Where and under what circumstances the patient was seen. `class` is HL7 table 0004: I inpatient, O outpatient, E emergency… */
export const visitSchema = z.object({
  class: text.optional(),
  number: text.optional(),
  location: text.optional(),
  attending: providerSchema.optional(),
  referring: providerSchema.optional(),
  financialClass: text.optional(),
});
export type Visit = z.infer<typeof visitSchema>;

/** The ordering account: the practice as the laboratory or the EMR numbers it. */
export const practiceSchema = z.object({
  id: text.optional(),
  name: text.optional(),
  address: addressSchema.optional(),
});
export type Practice = z.infer<typeof practiceSchema>;

export const specimenSchema = z.object({
  id: text.optional(),
  fillerId: text.optional(),
  type: codeSchema.optional(),
  site: codeSchema.optional(),
  collectedAt: partialDateTime.optional(),
  receivedAt: partialDateTime.optional(),
  volume: text.optional(),
  volumeUnits: text.optional(),
  description: text.optional(),
  condition: z.array(codeSchema).optional(),
  rejectReason: z.array(codeSchema).optional(),
});
export type Specimen = z.infer<typeof specimenSchema>;
