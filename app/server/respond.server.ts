import { data, redirect } from "@remix-run/node";
import type { Toast } from "~/app/components/viewer";
import type { Refusal } from "~/workflows/dispatch";
import { writeToast } from "./cookies.server";

/** What an action gives back to its form: errors beside fields, one sentence for the whole, and what was typed. */
export type FormResult = {
  errors: Record<string, string>;
  formError?: string;
  values?: Record<string, string | string[]>;
};

/** Another page, with a word about what was done. */
export const done = (to: string, title: string, text?: string) =>
  redirect(to, {
    headers: { "Set-Cookie": writeToast({ kind: "done", title, ...(text && { text }) } satisfies Toast) },
  });

/** Field errors: 422 with everything that was typed. */
export const invalid = (errors: Record<string, string>, values?: FormResult["values"]) =>
  data<FormResult>({ errors, ...(values && { values }) }, { status: 422 });

/** A command's refusal as HTTP: 404, 403, or 409 with the reason in the form. */
export function refused(refusal: Refusal, values?: FormResult["values"]) {
  if (refusal.kind === "not-found") throw new Response(null, { status: 404 });
  if (refusal.kind === "forbidden") throw new Response(null, { status: 403 });
  return data<FormResult>({ errors: {}, formError: refusal.message, ...(values && { values }) }, { status: 409 });
}

/** Every field of a form as typed, for showing it again. Secrets are left out. */
export function valuesOf(form: FormData): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    if (["secret", "password", "privateKey"].includes(name)) continue;
    const all = form.getAll(name).map(String);
    values[name] = all.length === 1 ? (all[0] ?? "") : all;
  }
  return values;
}

/** Zod issues by field name, the first of each. */
export function fieldErrors(issues: readonly { path: PropertyKey[]; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of issues) errors[issue.path.map(String).join(".")] ??= issue.message;
  return errors;
}
