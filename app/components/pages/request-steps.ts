/** The request form's seven parts, in order; the fields of a part start with one of its prefixes. */
export const requestSteps = [
  { id: "practice", title: "Your practice", prefixes: ["practice."] },
  { id: "emr", title: "Your EMR", prefixes: ["emr.", "mode", "files"] },
  { id: "connects", title: "How it connects", prefixes: ["transport", "sftpHost"] },
  { id: "volume", title: "Volume and dates", prefixes: ["volume.", "targetDate"] },
  { id: "tests", title: "Tests and panels", prefixes: ["tests", "panels"] },
  { id: "people", title: "People", prefixes: ["contacts."] },
  { id: "review", title: "Review", prefixes: ["notes"] },
] as const;

export type RequestStepId = (typeof requestSteps)[number]["id"];

/** The parts in which something is wrong. */
export function stepsWithErrors(errors: Record<string, string>): Set<RequestStepId> {
  const names = Object.keys(errors);
  return new Set(
    requestSteps
      .filter((step) => step.prefixes.some((prefix) => names.some((name) => name.startsWith(prefix))))
      .map((step) => step.id),
  );
}
