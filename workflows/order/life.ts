/**
 * An order's life: which of its tests have been resulted, what is still missing and since when. Pure: from the messages
 * that bear the order's number, as they are stored.
 */
export type OrderMessage = {
  id: string;
  direction: "order" | "result";
  state: string;
  receivedAt: Date;
  deliveredAt: Date | null;
  /** The canonical order or result; null where it could not be read. */
  mapped: unknown;
};

/** Where a test is. `asked`: no result yet. */
export type TestStage = "asked" | "preliminary" | "final" | "corrected" | "cancelled";
export type TestLife = {
  code: string;
  name: string;
  stage: TestStage;
  /** When its final result should be there: the lab has the order, and the compendium says how long it takes. */
  dueAt: Date | null;
  late: boolean;
  /** The message that says so: the last result with it, or the order. */
  messageId: string;
};

export type Missing = {
  /** An order for the lab, or a result for the chart. */
  what: "order" | "result";
  messageId: string;
  since: Date;
  /** The message needs a person. */
  stopped: boolean;
};

export type OrderLife = {
  stage: "on-its-way" | "waiting" | "late" | "partial" | "final" | "corrected" | "cancelled" | "stopped";
  tests: TestLife[];
  /** Messages that have not arrived where they belong. */
  missing: Missing[];
};

/** Turnaround of a test or panel in days, by its code; undefined for a code the compendium does not know. */
export type Turnaround = (code: string) => number | undefined;

const dayMs = 86_400_000;
const stages: Record<string, TestStage> = {
  partial: "preliminary",
  preliminary: "preliminary",
  final: "final",
  corrected: "corrected",
  amended: "corrected",
  cancelled: "cancelled",
  withdrawn: "cancelled",
};
/** Messages that are nobody's concern any more. */
const gone = new Set(["duplicate", "discarded"]);
const ended = new Set<TestStage>(["final", "corrected", "cancelled"]);

/** `messages` in the order in which they came in. */
export function orderLife(messages: readonly OrderMessage[], turnaround: Turnaround, now: Date): OrderLife {
  const counted = messages.filter((message) => !gone.has(message.state));
  const tests = new Map<string, TestLife>();
  let cancelled = false;
  for (const message of counted) {
    const content = contentOf(message.mapped);
    const orderCancelled = message.direction === "order" && content.control === "cancel";
    cancelled ||= orderCancelled;
    for (const { code, name, status, control } of content.tests) {
      const known = tests.get(code);
      if (message.direction === "order") {
        const off = orderCancelled || control === "cancel" || control === "discontinue";
        const days = turnaround(code);
        const dueAt =
          known?.dueAt ??
          (message.deliveredAt && days !== undefined ? new Date(message.deliveredAt.getTime() + days * dayMs) : null);
        const stage = off && (!known || !ended.has(known.stage)) ? "cancelled" : (known?.stage ?? "asked");
        tests.set(code, { code, name, stage, dueAt, late: false, messageId: known?.messageId ?? message.id });
      } else {
        const stage = stages[status ?? ""] ?? known?.stage ?? "asked";
        tests.set(code, { code, name, dueAt: null, late: false, ...known, stage, messageId: message.id });
      }
    }
  }
  const all = [...tests.values()].map((test) => ({
    ...test,
    late: !ended.has(test.stage) && test.dueAt !== null && test.dueAt < now,
  }));
  const missing = counted.flatMap((message): Missing[] =>
    message.state === "delivered"
      ? []
      : [
          {
            what: message.direction,
            messageId: message.id,
            since: message.receivedAt,
            stopped: message.state === "held" || message.state === "dead",
          },
        ],
  );
  return { stage: stageOf(all, missing, cancelled), tests: all, missing };
}

function stageOf(tests: readonly TestLife[], missing: readonly Missing[], cancelled: boolean): OrderLife["stage"] {
  if (missing.some(({ stopped }) => stopped)) return "stopped";
  if (missing.length > 0) return "on-its-way";
  const open = tests.filter(({ stage }) => !ended.has(stage));
  if (open.length > 0) {
    if (open.some(({ late }) => late)) return "late";
    return tests.some(({ stage }) => stage !== "asked" && stage !== "cancelled") ? "partial" : "waiting";
  }
  if (tests.some(({ stage }) => stage === "corrected")) return "corrected";
  if (tests.some(({ stage }) => stage === "final")) return "final";
  return cancelled || tests.length > 0 ? "cancelled" : "waiting";
}

type Content = {
  control: string | undefined;
  tests: { code: string; name: string; status: string | undefined; control: string | undefined }[];
};

/** What a stored contract says of its tests; contracts of other versions are read as far as they agree. */
function contentOf(mapped: unknown): Content {
  const { control, tests } = fieldsOf(mapped);
  return {
    control: textOf(control),
    tests: (Array.isArray(tests) ? tests : []).flatMap((test: unknown) => {
      const { code, status, control } = fieldsOf(test);
      const known = fieldsOf(code);
      const labCode = textOf(known.code);
      return labCode === undefined
        ? []
        : [{ code: labCode, name: textOf(known.text) ?? labCode, status: textOf(status), control: textOf(control) }];
    }),
  };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
