import { useFormResult } from "../page-data";

/** What the last submit of an editor came to. */
export interface Edit {
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
  /** Somebody else changed the same thing since the form was opened. */
  stale: { by: string; at: string; what: string } | null;
}

/** The outcome of the open editor's last submit; of an editor that was not sent, nothing. */
export function useEdit(): Edit {
  const result = useFormResult() as (ReturnType<typeof useFormResult> & { stale?: Edit["stale"] }) | undefined;
  return {
    errors: { ...result?.errors, ...(result?.formError && { form: result.formError }) },
    typed: result?.values ?? {},
    stale: result?.stale ?? null,
  };
}
