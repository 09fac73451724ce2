import { useActionData, useLoaderData } from "@remix-run/react";

/** What an action gives back when it did not do what was asked. */
export interface FormResult {
  errors: Record<string, string>;
  /** For the form as a whole. */
  formError?: string;
  values?: Record<string, string | string[]>;
}

type Loader = (...args: never[]) => unknown;

/** The loader's data under its own type: single fetch carries it unchanged, which Remix's type loses for optional fields. */
export function useLoaded<L extends Loader>(): Exclude<Awaited<ReturnType<L>>, Response> {
  return useLoaderData() as Exclude<Awaited<ReturnType<L>>, Response>;
}

/** The outcome of the page's last submit, when it was not a redirect. */
export function useFormResult(): FormResult | undefined {
  return useActionData() as FormResult | undefined;
}

/** The page's props with that outcome: errors, and what was typed instead of what was loaded. */
export function useFormPage<L extends Loader>() {
  const props = useLoaded<L>() as Exclude<Awaited<ReturnType<L>>, Response> & {
    defaultValues?: Record<string, string | string[]>;
  };
  const result = useFormResult();
  if (!result) return props;
  return {
    ...props,
    errors: { ...result.errors, ...(result.formError ? { form: result.formError } : {}) },
    defaultValues: { ...props.defaultValues, ...result.values },
  };
}
