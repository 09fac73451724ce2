import { useEffect, useRef } from "react";

export interface EditorKeys {
  undo(): void;
  redo(): void;
  runSamples(): void;
  nextFinding(): void;
  stepRule(step: 1 | -1): void;
  search(): void;
}

const writable = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Which action a key asks for. Undo belongs to the template everywhere, as every field is a part of it. */
function actionOf(event: KeyboardEvent): keyof EditorKeys | "ruleDown" | "ruleUp" | undefined {
  const command = event.metaKey || event.ctrlKey;
  const key = event.key.toLowerCase();
  if (command && key === "z") return event.shiftKey ? "redo" : "undo";
  if (command && key === "y") return "redo";
  if (command && key === "enter") return "runSamples";
  if (key === "f8") return "nextFinding";
  if (command || event.altKey || writable(event.target)) return undefined;
  return ({ j: "ruleDown", k: "ruleUp", "/": "search" } as const)[key];
}

/** The editor's keys: F8, ctrl or cmd with Z, shift Z and Enter, and outside of fields j, k and /. */
export function useEditorKeys(keys: EditorKeys, enabled: boolean): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!enabled) return;
    const press = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      if (action === "ruleDown" || action === "ruleUp") latest.current.stepRule(action === "ruleDown" ? 1 : -1);
      else if (action !== "stepRule") latest.current[action]();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [enabled]);
}
