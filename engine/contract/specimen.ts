import { z } from "zod";
import { codeSchema } from "./parts";
import { list, optional, time } from "./primitives";

/** What was collected (SPM). */
export const specimenSchema = z.object({
  id: optional("Number the orderer gave the specimen."),
  fillerId: optional("Number the laboratory gave it, often the accession."),
  type: codeSchema.optional().describe("Kind of material, such as serum."),
  additives: list(codeSchema, "Additives in the container."),
  collectionMethod: codeSchema.optional().describe("How it was collected."),
  site: codeSchema.optional().describe("Body site it comes from."),
  role: list(codeSchema, "Role, HL7 table 0369: P patient, Q control."),
  collectedAt: time("When collection began or happened."),
  collectedUntil: time("When collection ended, for timed specimens."),
  receivedAt: time("When the laboratory received it."),
  volume: optional("Amount collected."),
  volumeUnits: optional("Units of that amount."),
  description: optional("Description in words."),
  handling: list(codeSchema, "How it has to be handled, such as frozen."),
  condition: list(codeSchema, "Condition, such as haemolysed."),
  rejectReason: list(codeSchema, "Why the laboratory rejected it."),
  container: codeSchema.optional().describe("Kind of container."),
});
export type Specimen = z.infer<typeof specimenSchema>;
