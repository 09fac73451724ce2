import { z } from "zod";
import { matrixTransports } from "~/db/schema/matrix";

/** What people fill in to change the EMR catalogue and the decision matrix, as plain text, and what it comes to. */
const ability = z.enum(["yes", "no", "ask"], "Choose one.");

export const emrSystemForm = z
  .object({
    vendor: z.string().trim().min(1, "Who makes it?").max(80, "At most 80 characters."),
    product: z.string().trim().min(1, "It needs a name.").max(80, "At most 80 characters."),
    version: z.string().trim().max(40, "At most 40 characters."),
    note: z.string().trim().max(200, "At most 200 characters."),
    templateName: z.string().min(1, "Choose a mapping template."),
    sftp: ability,
    rest: ability,
    fhir: ability,
    hosting: z.enum(["vendor", "practice", "either"], "Choose one."),
    status: z.enum(["active", "retired"], "Choose one."),
  })
  .transform(({ sftp, rest, fhir, hosting, status, ...words }) => ({
    ...words,
    profile: { sftp, rest, fhir, hosting },
    retired: status === "retired",
  }));

const whole = (from: number, to: number) =>
  z.coerce.number("A number, please.").int("A whole number.").min(from, `At least ${from}.`).max(to, `At most ${to}.`);

export const criterionForm = z.object({
  name: z.string().trim().min(1, "It needs a name.").max(60, "At most 60 characters."),
  meaning: z.string().trim().max(200, "At most 200 characters."),
  weight: whole(0, 10),
  position: whole(1, 99),
  sftpUsual: whole(1, 5),
  restUsual: whole(1, 5),
});

const score = z.object({
  /** null: as usual. */
  score: z.string().transform((text) => (/^[1-5]$/.test(text) ? Number(text) : null)),
  note: z.string().trim().max(300, "At most 300 characters."),
  source: z
    .string()
    .trim()
    .max(300, "At most 300 characters.")
    .refine((text) => !/^[a-z]+:/i.test(text) || /^https?:\/\/\S+$/i.test(text), "A link begins with http or https."),
});

export const transportForm = z.enum(matrixTransports);

/** The scores of one transport by criterion, from fields `score.cri_…`, `note.cri_…` and `source.cri_…`. */
export function readScores(
  fields: Record<string, unknown>,
  criterionIds: readonly string[],
): { scores: Map<string, ScoreInput> } | { errors: Record<string, string> } {
  const scores = new Map<string, ScoreInput>();
  const errors: Record<string, string> = {};
  for (const id of criterionIds) {
    const text = (part: string) => String(fields[`${part}.${id}`] ?? "");
    const parsed = score.safeParse({ score: text("score"), note: text("note"), source: text("source") });
    if (parsed.success) scores.set(id, parsed.data);
    else for (const { path, message } of parsed.error.issues) errors[`${String(path[0])}.${id}`] ??= message;
    const unscored = parsed.success && parsed.data.score === null && (parsed.data.note || parsed.data.source);
    if (unscored) errors[`score.${id}`] = "A note or source goes with a score of its own.";
  }
  return Object.keys(errors).length > 0 ? { errors } : { scores };
}

export type EmrSystemInput = z.infer<typeof emrSystemForm>;
export type CriterionInput = z.infer<typeof criterionForm>;
export type ScoreInput = z.infer<typeof score>;
