import { useMemo } from "react";
import { Callout } from "../../data/Callout";
import { FieldErrors } from "../../forms/FieldErrors";

interface Props {
  errors: Record<string, string>;
  /** Only errors of these fields belong to this form. */
  fields?: string[];
  scope?: string;
  /** False where another form of the page already says what is wrong as a whole. */
  whole?: boolean;
}

/** What is wrong with a form: the whole of it in a note, its fields as links. */
export function FormProblems({ errors, fields, scope = "", whole = true }: Props) {
  const wanted = fields?.join(" ");
  const mine = useMemo(() => {
    const { form: _, ...rest } = errors;
    if (wanted === undefined) return rest;
    return Object.fromEntries(Object.entries(rest).filter(([name]) => wanted.split(" ").includes(name)));
  }, [errors, wanted]);
  return (
    <>
      {whole && errors.form ? (
        <Callout tone="stop" title={errors.form} live>
          Nothing was changed.
        </Callout>
      ) : null}
      <FieldErrors errors={mine} scope={scope} />
    </>
  );
}
