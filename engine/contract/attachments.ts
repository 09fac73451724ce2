import type { Observation, ObservationValue } from "./observation";
import type { Order } from "./order";
import type { Result } from "./result";

/** A document of an order or result, and where it is. */
export interface Attachment {
  /** Contract path of the value, such as `tests[0].observations[2].value`. */
  readonly path: string;
  readonly title?: string;
  readonly document: Extract<ObservationValue, { kind: "document" }>;
}

/**
 * The documents that come with an order or result. A document is an observation (or an answer) like any other, so that
 * its status, times and corrections hold for it too; this finds them.
 */
export function attachmentsOf({ tests }: Order | Result): Attachment[] {
  return tests.flatMap((test, i) => {
    const key = "observations" in test ? "observations" : "answers";
    const items: readonly Observation[] = "observations" in test ? test.observations : (test.answers ?? []);
    return items.flatMap(({ value, code }, j) =>
      value.kind === "document"
        ? [
            {
              path: `tests[${i}].${key}[${j}].value`,
              ...((code.text ?? code.code) && { title: code.text ?? code.code ?? "" }),
              document: value,
            },
          ]
        : [],
    );
  });
}
