import { useFormResult } from "../page-data";
import type { Conflict } from "./types";

/** What the last submit of an item's form came to; of one that was not sent, nothing. */
export function useItemResult() {
  const result = useFormResult() as (ReturnType<typeof useFormResult> & { conflict?: Conflict }) | undefined;
  return {
    errors: { ...result?.errors, ...(result?.formError && { form: result.formError }) },
    values: result?.values ?? {},
    conflict: result?.conflict ?? null,
  };
}
