import type { RuleSet } from "~/app/components/mapping/types";

/** A whole template as the mapping editor builds on or compares with; what a test does not name is empty. */
export const ruleSet = (given: Partial<RuleSet>): RuleSet => ({
  label: "Base",
  orders: [],
  results: [],
  tables: {},
  samples: [],
  maps: { orders: {}, results: {} },
  about: {},
  ...given,
});
