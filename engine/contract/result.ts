import { z } from "zod";
import { observationSchema, RESULT_STATUSES } from "./observation";
import {
  codeSchema,
  commentSchema,
  partialDateTime,
  patientSchema,
  practiceSchema,
  providerSchema,
  specimenSchema,
  visitSchema,
} from "./parts";

const text = z.string().min(1);

/** The report on one ordered test (OBR) with its observations. */
export const resultedTestSchema = z.object({
  setId: text.optional(),
  code: codeSchema,
  placerOrderNumber: text.optional(),
  fillerOrderNumber: text.optional(),
  status: z.enum(RESULT_STATUSES).optional(),
  /** OBR-25 as sent. */
  statusCode: text.optional(),
  priorityCode: text.optional(),
  requestedAt: partialDateTime.optional(),
  collectedAt: partialDateTime.optional(),
  receivedAt: partialDateTime.optional(),
  reportedAt: partialDateTime.optional(),
  specimenSource: text.optional(),
  section: text.optional(),
  /** A reflex or susceptibility test names the observation it grew from (OBR-26) and the parent order (OBR-29). */
  parent: z
    .object({
      observationCode: text.optional(),
      observationSubId: text.optional(),
      value: text.optional(),
      placerOrderNumber: text.optional(),
      fillerOrderNumber: text.optional(),
    })
    .optional(),
  comments: z.array(commentSchema).optional(),
  observations: z.array(observationSchema),
});
export type ResultedTest = z.infer<typeof resultedTestSchema>;

/**
 * The canonical result: what one message reports for one patient.
 * The numbers at the top are those of the first test that has one; they decide where the result goes.
 */
export const resultSchema = z.object({
  contractVersion: z.literal("1.0"),
  placerOrderNumber: text.optional(),
  placerOrderNamespace: text.optional(),
  fillerOrderNumber: text.optional(),
  fillerOrderNamespace: text.optional(),
  placerGroupNumber: text.optional(),
  requisition: text.optional(),
  /** The state of the whole: corrected when any test is, final only when every test is finished. */
  status: z.enum(RESULT_STATUSES),
  reportedAt: partialDateTime.optional(),
  patient: patientSchema,
  visit: visitSchema.optional(),
  practice: practiceSchema.optional(),
  orderingProvider: providerSchema.optional(),
  copyTo: z.array(providerSchema).optional(),
  specimens: z.array(specimenSchema).optional(),
  tests: z.array(resultedTestSchema).min(1, "has no test"),
  comments: z.array(commentSchema).optional(),
});
export type Result = z.infer<typeof resultSchema>;
