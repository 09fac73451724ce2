/** The request form's seven steps, in order; `fields` are the names of a step's fields, or how they begin, with a dot. */
export const requestSteps = [
  { id: "practice", title: "Your practice", fields: ["practice."] },
  { id: "emr", title: "Your EMR", fields: ["emr.", "mode", "files"] },
  { id: "connects", title: "How it connects", fields: ["transport", "sftpHost"] },
  { id: "volume", title: "Volume and dates", fields: ["volume.", "targetDate"] },
  { id: "tests", title: "Tests and panels", fields: ["tests", "panels"] },
  { id: "people", title: "People", fields: ["contacts."] },
  { id: "review", title: "Review", fields: ["notes"] },
] as const;

export type RequestStepId = (typeof requestSteps)[number]["id"];

/** The step a field stands in. */
export const stepOfField = (name: string): RequestStepId | null =>
  requestSteps.find(({ fields }) =>
    fields.some((field) => (field.endsWith(".") ? name.startsWith(field) : name === field)),
  )?.id ?? null;

/** The steps in which something is wrong. */
export const stepsWithErrors = (errors: Record<string, string>): Set<RequestStepId> =>
  new Set(Object.keys(errors).flatMap((name) => stepOfField(name) ?? []));

/** The step an address ends with: its own (`#emr`), or that of a field (`#field-emr.version`). */
export function stepAt(hash: string): RequestStepId | null {
  const place = decodeURIComponent(hash.slice(1));
  const [, field] = /^field-(.+)$/.exec(place) ?? [];
  return field ? stepOfField(field) : (requestSteps.find(({ id }) => id === place)?.id ?? null);
}
