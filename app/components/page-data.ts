import { useActionData, useLoaderData, useLocation } from "@remix-run/react";
import { useState } from "react";

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

/**
 * The outcome of the page's last submit, when it was not a redirect. It stays until the page is left: Remix forgets it
 * when the page loads its data again by itself, and with it what was typed.
 */
export function useFormResult(): FormResult | undefined {
  const fresh = useActionData() as FormResult | undefined;
  const { key } = useLocation();
  const [kept, setKept] = useState({ key, result: fresh });
  if (fresh !== undefined && fresh !== kept.result) setKept({ key, result: fresh });
  return fresh ?? (kept.key === key ? kept.result : undefined);
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
