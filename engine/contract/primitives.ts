import { z } from "zod";

/** Text that says something. */
export const text = z.string().min(1);

/** An optional text with its meaning. */
export const optional = (meaning: string) => text.optional().describe(meaning);

/** Date or time with the precision it was known to: `2026`, `2026-11`, `2026-11-20`, `2026-11-20T09:41`, `…:07.25-05:00`. No zone means the sender's local time. */
export const partialDateTime = z
  .string()
  .regex(
    /^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d{1,6})?)?)?)?)?)?(Z|[+-]\d{2}:\d{2})?$/,
    "is not a date or date and time",
  );

/** An optional date or time with its meaning. */
export const time = (meaning: string) => partialDateTime.optional().describe(meaning);

/** An optional list with its meaning. */
export const list = <T extends z.ZodType>(of: T, meaning: string) => z.array(of).optional().describe(meaning);
