import { useCallback, useReducer } from "react";

interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** Grows with every change, undo and redo. */
  edit: number;
  /** What the last change was to, and when: changes of one field in one go are one step. */
  tag: string | undefined;
  at: number;
}

type Step<T> = { kind: "change"; next: T; tag: string | undefined; at: number } | { kind: "undo" } | { kind: "redo" };

const togetherMs = 1_000;
const kept = 200;

/** The next history; exported for its tests. */
export function stepHistory<T>(history: History<T>, step: Step<T>): History<T> {
  const { past, present, future, edit } = history;
  if (step.kind === "change") {
    if (step.next === present) return history;
    const together = step.tag !== undefined && step.tag === history.tag && step.at - history.at < togetherMs;
    return {
      past: together ? past : [...past, present].slice(-kept),
      present: step.next,
      future: [],
      edit: edit + 1,
      tag: step.tag,
      at: step.at,
    };
  }
  const to = step.kind === "undo" ? past.at(-1) : future[0];
  if (to === undefined) return history;
  const undone = step.kind === "undo";
  return {
    past: undone ? past.slice(0, -1) : [...past, present],
    present: to,
    future: undone ? [present, ...future] : future.slice(1),
    edit: edit + 1,
    tag: undefined,
    at: 0,
  };
}

export const startHistory = <T>(present: T): History<T> => ({
  past: [],
  present,
  future: [],
  edit: 0,
  tag: undefined,
  at: 0,
});

/** A value with undo and redo. Changes with the same `tag` within a second are taken back together. */
export function useHistory<T>(first: T) {
  const [history, dispatch] = useReducer(stepHistory as (h: History<T>, s: Step<T>) => History<T>, first, startHistory);
  const change = useCallback((next: T, tag?: string) => dispatch({ kind: "change", next, tag, at: Date.now() }), []);
  const undo = useCallback(() => dispatch({ kind: "undo" }), []);
  const redo = useCallback(() => dispatch({ kind: "redo" }), []);
  return {
    value: history.present,
    edit: history.edit,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    change,
    undo,
    redo,
  };
}
