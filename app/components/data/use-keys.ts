import { useEffect, useRef } from "react";

/** Where a letter is typed, not pressed; a row's check box is no such place. */
const typing =
  "input:not([data-row-check]), textarea, select, [contenteditable='true'], [role='dialog'], [role='menu'], .cm-editor";

/** Calls what belongs to a key, by `event.key`, while nobody is typing and no other key is held. */
export function useKeys(keys: Record<string, () => void>, on = true): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      const action = now.current[event.key];
      if (!action || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
      if (event.target instanceof Element && event.target.closest(typing)) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [on]);
}
