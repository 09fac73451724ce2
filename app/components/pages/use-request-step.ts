import { useCallback, useEffect, useState } from "react";
import { type RequestStepId, requestSteps, stepAt, stepOfField } from "./request-steps";

/**
 * The step of the form that is shown, kept in the address: the browser's back button leads to the step before, a link to
 * a field (`#field-emr.version`) to its step and into the field. `wrong` are the fields a submit found fault with, which
 * open the first step of theirs.
 */
export function useRequestStep(wrong: Record<string, string> | undefined) {
  const [shown, setShown] = useState<RequestStepId>("practice");
  /** The id of what takes the focus once its step is shown. */
  const [focus, setFocus] = useState<{ id: string } | null>(null);

  const show = useCallback((step: RequestStepId, focusId = `${step}-title`) => {
    if (window.location.hash !== `#${step}`) window.history.pushState(window.history.state, "", `#${step}`);
    setShown(step);
    setFocus({ id: focusId });
  }, []);

  useEffect(() => {
    const follow = () => {
      setShown((before) => stepAt(window.location.hash) ?? before);
      if (window.location.hash.startsWith("#field-"))
        setFocus({ id: decodeURIComponent(window.location.hash.slice(1)) });
    };
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);

  useEffect(() => {
    if (!focus) return;
    const element = document.getElementById(focus.id);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: element.tagName === "H2" ? "start" : "center" });
  }, [focus]);

  useEffect(() => {
    const steps = new Set(Object.keys(wrong ?? {}).map(stepOfField));
    const first = requestSteps.find(({ id }) => steps.has(id));
    if (first) setShown(first.id);
  }, [wrong]);

  return { shown, show };
}
