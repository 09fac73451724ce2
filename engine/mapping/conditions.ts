/** When a rule applies. */
import type { Condition } from "./template";

/** A condition with its paths understood. */
export type CompiledCondition<P> =
  | { readonly path: P; readonly is?: ReadonlySet<string>; readonly not?: ReadonlySet<string> }
  | { readonly all: readonly CompiledCondition<P>[] }
  | { readonly any: readonly CompiledCondition<P>[] };

/** A condition made ready. @throws what `place` throws for a path that is none */
export function compileCondition<P>(condition: Condition, place: (text: string) => P): CompiledCondition<P> {
  if ("all" in condition) return { all: condition.all.map((one) => compileCondition(one, place)) };
  if ("any" in condition) return { any: condition.any.map((one) => compileCondition(one, place)) };
  return {
    path: place(condition.path),
    ...(condition.is && { is: new Set(condition.is) }),
    ...(condition.not && { not: new Set(condition.not) }),
  };
}

/** The places a condition looks at, as written. */
export function conditionPaths(condition: Condition | undefined): readonly string[] {
  if (!condition) return [];
  if ("path" in condition) return [condition.path];
  return ("all" in condition ? condition.all : condition.any).flatMap(conditionPaths);
}

/** Whether a condition holds, given how values are found. */
export function holds<P>(condition: CompiledCondition<P>, valueAt: (place: P) => string | undefined): boolean {
  if ("all" in condition) return condition.all.every((one) => holds(one, valueAt));
  if ("any" in condition) return condition.any.some((one) => holds(one, valueAt));
  const value = valueAt(condition.path);
  if (condition.not) return value === undefined || !condition.not.has(value);
  return value !== undefined && (condition.is?.has(value) ?? true);
}
