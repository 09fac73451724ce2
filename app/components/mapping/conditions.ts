/** When a rule applies, as its form edits it. */

/** A place and what its value must be: one of `is`, none of `not`, or there at all. */
export interface ValueCondition {
  path: string;
  is?: string[] | undefined;
  not?: string[] | undefined;
}

/** Conditions of which every one has to hold (`all`), or at least one (`any`). */
export interface ConditionList {
  join: "all" | "any";
  conditions: ValueCondition[];
}

const isValue = (one: unknown): one is ValueCondition =>
  typeof one === "object" && one !== null && typeof (one as Partial<ValueCondition>).path === "string";

/** A rule's `when` as one list; undefined when lists stand in lists, which only the JSON view shows. */
export function conditionList(when: unknown): ConditionList | undefined {
  if (when === undefined) return { join: "all", conditions: [] };
  if (isValue(when)) return { join: "all", conditions: [when] };
  const { all, any } = (when ?? {}) as { all?: unknown; any?: unknown };
  const [join, conditions] = Array.isArray(any) ? (["any", any] as const) : (["all", all] as const);
  return Array.isArray(conditions) && conditions.every(isValue) ? { join, conditions } : undefined;
}

/** The shortest form that says the same: nothing, one condition, or a list of them. */
export function conditionSpec({ join, conditions }: ConditionList): unknown {
  const given = conditions.filter(({ path }) => path !== "");
  return given.length > 1 ? { [join]: given } : given[0];
}

export type ConditionKind = "there" | "is" | "not";

/** What the condition asks for, and the values it names. */
export function kindOf({ is, not }: ValueCondition): { kind: ConditionKind; values: string[] } {
  return { kind: is ? "is" : not ? "not" : "there", values: is ?? not ?? [] };
}

/** A condition of a kind. */
export const conditionOf = (path: string, kind: ConditionKind, values: string[]): ValueCondition => ({
  path,
  ...(kind !== "there" && { [kind]: values }),
});

/** A rule's `when` in words: "ORC-1 has a value and PID-8 is one of F, M". */
export function conditionWords(when: unknown): string {
  if (isValue(when)) {
    const { kind, values } = kindOf(when);
    const named = values.join(", ");
    return `${when.path} ${{ there: "has a value", is: `is one of ${named}`, not: `is none of ${named}` }[kind]}`;
  }
  const { all, any } = (when ?? {}) as { all?: unknown; any?: unknown };
  const [list, join] = Array.isArray(any) ? [any, " or "] : [Array.isArray(all) ? all : [], " and "];
  return list.map((one: unknown) => (isValue(one) ? conditionWords(one) : `(${conditionWords(one)})`)).join(join);
}
