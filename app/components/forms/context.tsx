import { createContext, type ReactNode, useContext } from "react";

/** What the server said of a form: the values as they were sent, and what is wrong with which field. */
export interface FormState {
  errors: Record<string, string>;
  defaultValues: Record<string, string | string[]>;
}

const FormContext = createContext<FormState & { size: "xs" | "md"; scope: string }>({
  errors: {},
  defaultValues: {},
  size: "xs",
  scope: "",
});

interface Props {
  errors?: Record<string, string>;
  defaultValues?: Record<string, string | string[]>;
  /** `xs` in the console, `md` in the portal. */
  size?: "xs" | "md";
  /** Tells the ids of one form from those of its twin on the same page. */
  scope?: string;
  children: ReactNode;
}

/** Gives the fields inside it their values and errors by name. */
export function FormFields({ errors = {}, defaultValues = {}, size = "xs", scope = "", children }: Props) {
  return <FormContext.Provider value={{ errors, defaultValues, size, scope }}>{children}</FormContext.Provider>;
}

/** The id a field has, so that an error can link to it. */
export function fieldId(name: string, scope = ""): string {
  return scope ? `field-${scope}-${name}` : `field-${name}`;
}

/** What is wrong with which field of the form. */
export const useErrors = (): Record<string, string> => useContext(FormContext).errors;

/** Value, error and size of one field. */
export function useField(name: string) {
  const { errors, defaultValues, size, scope } = useContext(FormContext);
  const value = defaultValues[name];
  return {
    id: fieldId(name, scope),
    error: errors[name],
    text: Array.isArray(value) ? (value[0] ?? "") : (value ?? ""),
    list: Array.isArray(value) ? value : value ? [value] : [],
    size,
  };
}
