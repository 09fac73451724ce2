import { z } from "zod";
import { observationSchema } from "./observation";
import {
  addressSchema,
  codeSchema,
  commentSchema,
  personNameSchema,
  phoneSchema,
  practiceSchema,
  providerSchema,
} from "./parts";
import { patientSchema, visitSchema } from "./patient";
import { list, optional, text, time } from "./primitives";
import { specimenSchema } from "./specimen";

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

/** How urgent (HL7 tables 0485 and 0027). */
export const PRIORITIES = ["stat", "asap", "routine", "preoperative", "timed", "callback", "other"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** One orderable asked for. `answers` are the ask-at-order-entry answers. */
export const orderedTestSchema = z.object({
  setId: optional("Number of the test within the order."),
  code: codeSchema
    .refine((value) => value.code !== undefined, "has no test code")
    .describe("What is ordered: the orderable's code, LOINC where known."),
  control: z.enum(ORDER_CONTROLS).optional().describe("What is asked for this test, where tests differ."),
  controlCode: optional("The same as sent (ORC-1)."),
  statusCode: optional("Status of the order as sent (ORC-5)."),
  placerOrderNumber: optional("The orderer's number for this test."),
  placerOrderNamespace: optional("Namespace of that number."),
  fillerOrderNumber: optional("The laboratory's number for this test."),
  fillerOrderNamespace: optional("Namespace of that number."),
  priority: z.enum(PRIORITIES).optional().describe("How urgent."),
  priorityCode: optional("Priority as sent."),
  collectedAt: time("When the specimen was collected."),
  collector: providerSchema.optional().describe("Who collected it."),
  specimenSource: optional("Specimen in words, where the order has no specimen of its own."),
  specimenSourceCode: optional("The same as a code."),
  specimenAction: optional("What is to be done about the specimen, HL7 table 0065: L lab collects, A add on."),
  clinicalInformation: optional("Clinical information for the laboratory."),
  reason: list(codeSchema, "Why the test is ordered."),
  placerField1: optional("Placer field 1 (OBR-18), agreed between partners."),
  placerField2: optional("Placer field 2 (OBR-19), agreed between partners."),
  answers: list(observationSchema, "Answers to ask-at-order-entry questions."),
  comments: list(commentSchema, "Notes about the test."),
});
export type OrderedTest = z.infer<typeof orderedTestSchema>;

/** A diagnosis supporting the order; `code.system` tells ICD-10 from others (I10). */
export const diagnosisSchema = z.object({
  code: codeSchema.describe("Code of the diagnosis; system I10 is ICD-10-CM."),
  description: optional("The diagnosis in words."),
  type: optional("HL7 table 0052: A admitting, W working, F final."),
  diagnosedAt: time("When it was made."),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** Cover for billing, carried as sent. */
export const insuranceSchema = z.object({
  planId: optional("Plan."),
  planName: optional("Name of the plan."),
  companyId: optional("Number of the insurance company."),
  companyName: optional("Name of the insurance company."),
  companyAddress: addressSchema.optional().describe("Address of the company."),
  companyPhone: phoneSchema.optional().describe("Telephone of the company."),
  groupNumber: optional("Group number."),
  groupName: optional("Name of the group."),
  effectiveFrom: time("First day of the cover."),
  effectiveTo: time("Last day of the cover."),
  policyNumber: optional("Policy or member number."),
  planType: optional("Kind of plan, HL7 table 0086."),
  insuredName: personNameSchema.optional().describe("Who is insured."),
  insuredRelationship: optional("Relationship of the insured to the patient, HL7 table 0063."),
  insuredBirthDate: time("Birth date of the insured."),
  insuredAddress: addressSchema.optional().describe("Address of the insured."),
  insuredSexCode: optional("Sex of the insured as sent."),
  priority: optional("Order in which covers are billed: 1 is first."),
});
export type Insurance = z.infer<typeof insuranceSchema>;

/** Who pays when the patient does not (GT1). */
export const guarantorSchema = z.object({
  number: optional("Number of the guarantor."),
  name: personNameSchema.optional().describe("Name."),
  address: addressSchema.optional().describe("Address."),
  phone: phoneSchema.optional().describe("Telephone."),
  relationship: optional("Relationship to the patient, HL7 table 0063."),
});
export type Guarantor = z.infer<typeof guarantorSchema>;

/**
 * The canonical order: what the laboratory is asked to do for one patient.
 * `placerOrderNumber` is the orderer's number of the first test; each test repeats its own. HL7 has one place for the
 * placer group number and the requisition (ORC-4): an order that comes by HL7 has the same in both.
 */
export const orderSchema = z.object({
  contractVersion: z.literal("1.0").describe("Version of this contract."),
  placerOrderNumber: text.describe("The orderer's number of the order: that of its first test."),
  placerOrderNamespace: optional("Namespace of the number when the orderer gave one."),
  fillerOrderNumber: optional("The laboratory's number of the order."),
  fillerOrderNamespace: optional("Namespace of the laboratory's number."),
  placerGroupNumber: optional("Number that ties orders placed together."),
  requisition: optional("Number of the requisition."),
  control: z.enum(ORDER_CONTROLS).describe("What is asked: a new order, a cancellation, a change."),
  controlCode: optional("The same as sent (ORC-1)."),
  priority: z.enum(PRIORITIES).optional().describe("How urgent the order is."),
  priorityCode: optional("Priority as sent."),
  orderedAt: time("When the order was placed."),
  collectedAt: time("When the specimen was collected."),
  patient: patientSchema.describe("Whom the order is for."),
  visit: visitSchema.optional().describe("The visit it was placed in."),
  practice: practiceSchema.optional().describe("The practice that orders."),
  orderingProvider: providerSchema.optional().describe("The clinician who orders."),
  enteredBy: providerSchema.optional().describe("Who entered the order."),
  copyTo: list(providerSchema, "Who else gets the result."),
  specimens: list(specimenSchema, "Specimens collected for the order."),
  diagnoses: list(diagnosisSchema, "Diagnoses that support the order."),
  insurance: list(insuranceSchema, "Insurance, first to be billed first."),
  guarantor: guarantorSchema.optional().describe("Who pays when the patient does not."),
  tests: z.array(orderedTestSchema).min(1, "has no test").describe("What is ordered."),
  comments: list(commentSchema, "Notes about the whole order."),
});
export type Order = z.infer<typeof orderSchema>;
