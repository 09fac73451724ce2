import type { PanelItem, ResultComponent, TestItem } from "~/db/schema/compendium";
import { isAtomic } from "./entry";

/**
 * Panels so that each comes after those it holds. Panels that hold each other, which no release has, come as they are.
 */
export function membersFirst<Panel extends PanelItem>(panels: readonly Panel[]): Panel[] {
  const byCode = new Map(panels.map((panel) => [panel.code, panel]));
  const placed = new Set<string>();
  const inOrder: Panel[] = [];
  const place = (panel: Panel) => {
    if (placed.has(panel.code)) return;
    placed.add(panel.code);
    for (const member of panel.members) {
      const inner = byCode.get(member);
      if (inner) place(inner);
    }
    inOrder.push(panel);
  };
  for (const panel of panels) place(panel);
  return inOrder;
}

/** A component with the key of its record. */
export type KeyedComponent = { component: ResultComponent; key: string };

/** The components of each test that is more than one value, by the code of the test. */
export type ComponentKeys = ReadonlyMap<string, readonly KeyedComponent[]>;

/**
 * A receiver knows a record by its key alone, so one key has one meaning in the whole compendium. A component takes its own
 * code, or, where that is a test's or an earlier component means something else by it, `TEST.COMPONENT`.
 * @param tests all tests of the compendium, so that the keys are the same in every file made from it
 */
export function componentKeys(tests: readonly TestItem[]): ComponentKeys {
  const orderable = new Set(tests.map(({ code }) => code));
  const meanings = new Map<string, string>();
  const keyOf = (test: TestItem, component: ResultComponent): string => {
    const text = JSON.stringify(component);
    const meaning = meanings.get(component.code) ?? text;
    meanings.set(component.code, meaning);
    const plain = meaning === text && !orderable.has(component.code);
    return plain ? component.code : `${test.code}.${component.code}`;
  };
  return new Map(
    tests
      .filter((test) => !isAtomic(test))
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map((test) => [test.code, test.components.map((component) => ({ component, key: keyOf(test, component) }))]),
  );
}
