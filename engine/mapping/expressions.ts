/**
 * JSONata, where the catalogue of transforms ends. It can only be evaluated asynchronously, while mapping is synchronous.
 * So a mapping that uses it runs twice: the first run notes what is asked, the questions are answered, and the second
 * run finds the answers. The rules are applied by the same code either way.
 *
 * An expression sees its input and nothing else. Regular expressions are refused because nothing can stop one that runs
 * away; `$eval`, `$now`, `$millis` and `$random` because the same message must always map to the same value.
 */
import jsonata from "jsonata";
import type { Remark } from "./map-finding";
import type { Answers } from "./place";

const LONGEST_EXPRESSION = 4_000;
const LARGEST_INPUT = 262_144;
const LARGEST_ANSWER = 65_536;
const TIME_MS = 250;
/** What the expressions of one message may take together; they are not asked any more after that. */
const MESSAGE_MS = 2_000;
const LIMITS = { timeout: TIME_MS, stack: 200, sequence: 10_000 };
const REFUSED_FUNCTIONS = new Set(["eval", "now", "millis", "random", "shuffle", "pad"]);

/** @throws TypeError saying what is wrong with the expression */
export function checkExpression(expression: string): void {
  if (expression.length > LONGEST_EXPRESSION) {
    throw new TypeError(`the expression is longer than ${LONGEST_EXPRESSION} characters`);
  }
  let ast: unknown;
  try {
    ast = jsonata(expression).ast();
  } catch (error) {
    throw new TypeError(`the expression is not JSONata: ${(error as Error).message}`);
  }
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, value } = node as { type?: unknown; value?: unknown };
    if (type === "regex") throw new TypeError("the expression has a regular expression, which is not allowed");
    if (type === "variable" && REFUSED_FUNCTIONS.has(String(value))) {
      throw new TypeError(`the expression uses $${String(value)}, which is not allowed`);
    }
    Object.values(node).forEach(visit);
  };
  visit(ast);
}

type Answer = { readonly kind: "value"; readonly value: unknown } | { readonly kind: "failed"; readonly why: string };

const WHY: Readonly<Record<string, string>> = {
  D1012: "took too long",
  D1011: "went too deep",
  D2015: "made too long a list",
};

async function evaluate(expression: string, input: unknown): Promise<Answer> {
  try {
    const value: unknown = await jsonata(expression, LIMITS).evaluate(input);
    if ((JSON.stringify(value) ?? "").length > LARGEST_ANSWER) return { kind: "failed", why: "gave too large a value" };
    // JSONata marks its lists; plain data comes out of JSON.
    return { kind: "value", value: value === undefined ? undefined : JSON.parse(JSON.stringify(value)) };
  } catch (error) {
    return { kind: "failed", why: WHY[(error as { code?: string }).code ?? ""] ?? "failed" };
  }
}

/** The questions of one run, and their answers. */
export class Expressions implements Answers {
  readonly #answers = new Map<string, Answer>();
  readonly #asked = new Map<string, { expression: string; input: unknown }>();
  #spentMs = 0;

  answer(expression: string, input: unknown, remark: (remark: Remark) => void): unknown {
    const key = JSON.stringify([expression, input]);
    const found = this.#answers.get(key);
    if (!found) {
      if (key.length > LARGEST_INPUT) this.#answers.set(key, { kind: "failed", why: "was given too large a value" });
      else this.#asked.set(key, { expression, input });
      return undefined;
    }
    if (found.kind === "value") return found.value ?? undefined;
    remark({ severity: "error", code: "expression-failed", message: `cannot be mapped: its expression ${found.why}.` });
    return undefined;
  }

  /** Answers what was asked. False when nothing was. */
  async settle(): Promise<boolean> {
    const asked = [...this.#asked];
    this.#asked.clear();
    for (const [key, { expression, input }] of asked) {
      const from = performance.now();
      const left = this.#spentMs < MESSAGE_MS;
      this.#answers.set(key, left ? await evaluate(expression, input) : { kind: "failed", why: WHY.D1012 as string });
      this.#spentMs += performance.now() - from;
    }
    return asked.length > 0;
  }
}

/** Runs until no question is left. What a rule asks does not depend on another's answer, so that is the second time. */
export async function runSettled<T>(run: (expressions: Expressions) => T): Promise<T> {
  const expressions = new Expressions();
  let outcome = run(expressions);
  for (let again = 0; again < 3 && (await expressions.settle()); again++) outcome = run(expressions);
  return outcome;
}
