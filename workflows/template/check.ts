import { type Template, templateSchema, validateTemplate } from "~/engine/mapping";
import { resolveNow } from "~/engine/templates/lookup";

/** Something about a template that stops its use (`stop`) or should be looked at (`look`). Names places, never values. */
export type TemplateProblem = {
  severity: "stop" | "look";
  /** `orders` or `results`, where it is about one direction. */
  direction?: "orders" | "results";
  /** The rule's name, where it is about one. */
  rule?: string;
  /** The place in the template (`orders.rules[3].to`) or the sample it showed in. */
  place: string;
  message: string;
};

export type ReadBody = { kind: "read"; body: Template } | { kind: "broken"; problems: TemplateProblem[] };

/** A template or draft is at most this long as JSON, in characters. */
export const maxBodyLength = 1_000_000;

const stop = (place: string, message: string): TemplateProblem => ({ severity: "stop", place, message });

/** JSON as text or as a value, if it is of a size and of characters that can be stored. */
export function readJson(
  json: unknown,
): { kind: "read"; value: unknown } | { kind: "broken"; problems: TemplateProblem[] } {
  const broken = (message: string) => ({ kind: "broken" as const, problems: [stop("", message)] });
  const tooLong = "It is longer than a million characters.";
  if (typeof json === "string" && json.length > maxBodyLength) return broken(tooLong);
  let value: unknown;
  try {
    value = typeof json === "string" ? JSON.parse(json) : json;
  } catch {
    return broken("This is not JSON.");
  }
  const text = JSON.stringify(value ?? null);
  if (text.length > maxBodyLength) return broken(tooLong);
  // Written again, only NUL and half a surrogate pair are still escaped this way; the database takes neither.
  if (/\\u(0000|d[89a-f])/.test(text)) return broken("It has a character that cannot be stored.");
  return { kind: "read", value };
}

/** Reads a template's JSON (text or value) by its format: each fault with its rule and place. */
export function readBody(json: unknown): ReadBody {
  const read = readJson(json);
  if (read.kind === "broken") return read;
  const parsed = templateSchema.safeParse(read.value);
  if (parsed.success) return { kind: "read", body: parsed.data };
  return { kind: "broken", problems: schemaProblems(read.value, parsed.error.issues) };
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** Faults of the format with the name of the rule they are in. `value` is what was parsed. */
export function schemaProblems(value: unknown, issues: readonly Issue[]): TemplateProblem[] {
  return issues.slice(0, 50).map((issue) => {
    const [direction, list, index] = issue.path;
    const within = direction === "orders" || direction === "results" ? direction : undefined;
    const name = within && list === "rules" ? at(at(at(at(value, within), list), index), "name") : undefined;
    return {
      ...stop(placeOf(issue.path), issue.message),
      ...(within && { direction: within }),
      ...(typeof name === "string" && { rule: name }),
    };
  });
}

function at(value: unknown, key: PropertyKey | undefined): unknown {
  return typeof value === "object" && value !== null && key !== undefined && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");

/**
 * What publishing the template now would run, and everything that stands against it: its bases, its rules, and how it
 * does on its own samples.
 */
export async function checkBody(body: Template): Promise<{
  whole: Template | undefined;
  bases: { name: string; version: string; sha256: string }[];
  problems: TemplateProblem[];
}> {
  const resolved = await resolveNow(body);
  if (resolved.kind === "broken") {
    const place = resolved.reason.includes("extends") ? "extends" : "";
    return { whole: undefined, bases: [], problems: [stop(place, resolved.reason)] };
  }
  return { whole: resolved.whole, bases: resolved.bases, problems: await checkWhole(resolved.whole) };
}

/** Problems of a whole template: rules that cannot be used, required fields its samples do not fill, what they lose. */
export async function checkWhole(whole: Template): Promise<TemplateProblem[]> {
  const report = await validateTemplate(whole);
  const problems: TemplateProblem[] = [];
  if (report.problem !== undefined) {
    const rule = /^Rule (.+?): /.exec(report.problem)?.[1];
    problems.push({ ...stop("", report.problem), ...(rule !== undefined && { rule }) });
  }
  for (const sample of report.samples) {
    const about = { place: `sample ${sample.name}`, direction: `${sample.kind}s` as "orders" | "results" };
    for (const finding of sample.findings) {
      if (finding.severity === "error" || finding.code === "lost-in-writing") {
        const where = finding.path ? `${finding.path}: ` : "";
        problems.push({ severity: sample.ok ? "look" : "stop", ...about, message: `${where}${finding.message}` });
      }
    }
    if (!sample.ok && sample.requiredFilled < sample.requiredTotal) {
      const missing = sample.requiredTotal - sample.requiredFilled;
      problems.push({
        severity: "stop",
        ...about,
        message: `${missing} of ${sample.requiredTotal} required fields stay empty.`,
      });
    }
    if (sample.unmapped.length > 0) {
      const paths = sample.unmapped.map((field) => field.path).join(", ");
      problems.push({ severity: "look", ...about, message: `Not mapped: ${paths}.` });
    }
  }
  const stopped = problems.some((problem) => problem.severity === "stop");
  return report.ok || stopped ? problems : [...problems, stop("samples", "A sample does not come out as it should.")];
}
