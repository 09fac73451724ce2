import { z } from "zod";
import { observationSchema } from "./observation";
import {
  addressSchema,
  codeSchema,
  commentSchema,
  partialDateTime,
  patientSchema,
  personNameSchema,
  phoneSchema,
  practiceSchema,
  providerSchema,
  specimenSchema,
  visitSchema,
} from "./parts";

const text = z.string().min(1);

/** What the orderer asks (ORC-1, HL7 table 0119). */
export const ORDER_CONTROLS = [
  "new",
  "cancel",
  "discontinue",
  "change",
  "replace",
  "hold",
  "release",
  "statusRequest",
  "other",
] as const;
export type OrderControl = (typeof ORDER_CONTROLS)[number];

export const PRIORITIES = ["stat", "asap", "routine", "preoperative", "timed", "callback", "other"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** One orderable asked for. `answers` are the ask-at-order-entry answers. */
export const orderedTestSchema = z.object({
  setId: text.optional(),
  code: codeSchema.refine((value) => value.code !== undefined, "has no test code"),
  placerOrderNumber: text.optional(),
  fillerOrderNumber: text.optional(),
  priority: z.enum(PRIORITIES).optional(),
  priorityCode: text.optional(),
  collectedAt: partialDateTime.optional(),
  specimenSource: text.optional(),
  clinicalInformation: text.optional(),
  reason: z.array(codeSchema).optional(),
  answers: z.array(observationSchema).optional(),
  comments: z.array(commentSchema).optional(),
});
export type OrderedTest = z.infer<typeof orderedTestSchema>;

/** A diagnosis supporting the order; `code.system` tells ICD-10 from others (I10). */
export const diagnosisSchema = z.object({
  code: codeSchema,
  description: text.optional(),
  type: text.optional(),
  diagnosedAt: partialDateTime.optional(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** Cover for billing, carried as sent. */
export const insuranceSchema = z.object({
  planId: text.optional(),
  planName: text.optional(),
  companyId: text.optional(),
  companyName: text.optional(),
  companyAddress: addressSchema.optional(),
  companyPhone: phoneSchema.optional(),
  groupNumber: text.optional(),
  groupName: text.optional(),
  policyNumber: text.optional(),
  planType: text.optional(),
  insuredName: personNameSchema.optional(),
  insuredRelationship: text.optional(),
  insuredBirthDate: partialDateTime.optional(),
  insuredAddress: addressSchema.optional(),
});
export type Insurance = z.infer<typeof insuranceSchema>;

/** Who pays when the patient does not (GT1). */
export const guarantorSchema = z.object({
  number: text.optional(),
  name: personNameSchema.optional(),
  address: addressSchema.optional(),
  phone: phoneSchema.optional(),
  relationship: text.optional(),
});
export type Guarantor = z.infer<typeof guarantorSchema>;

/**
 * The canonical order: what the laboratory is asked to do for one patient.
 * `placerOrderNumber` is the orderer's number of the first test; each test repeats its own.
 */
export const orderSchema = z.object({
  contractVersion: z.literal("1.0"),
  placerOrderNumber: text,
  /** Namespace of the number when the orderer gave one. */
  placerOrderNamespace: text.optional(),
  fillerOrderNumber: text.optional(),
  placerGroupNumber: text.optional(),
  requisition: text.optional(),
  control: z.enum(ORDER_CONTROLS),
  /** ORC-1 as sent. */
  controlCode: text.optional(),
  priority: z.enum(PRIORITIES).optional(),
  priorityCode: text.optional(),
  orderedAt: partialDateTime.optional(),
  collectedAt: partialDateTime.optional(),
  patient: patientSchema,
  visit: visitSchema.optional(),
  practice: practiceSchema.optional(),
  orderingProvider: providerSchema.optional(),
  copyTo: z.array(providerSchema).optional(),
  specimens: z.array(specimenSchema).optional(),
  diagnoses: z.array(diagnosisSchema).optional(),
  insurance: z.array(insuranceSchema).optional(),
  guarantor: guarantorSchema.optional(),
  tests: z.array(orderedTestSchema).min(1, "has no test"),
  comments: z.array(commentSchema).optional(),
});
export type Order = z.infer<typeof orderSchema>;
