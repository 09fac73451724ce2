import { type ReactNode, useEffect, useState } from "react";
import { ToneIcon } from "../state/ToneIcon";
import { type RequestStepId, requestSteps } from "./request-steps";
import styles from "./StepList.module.css";

/** Follows which part of the form is in view. */
function useStepInView(): RequestStepId {
  const [step, setStep] = useState<RequestStepId>("practice");
  useEffect(() => {
    const look = () => {
      const line = window.innerHeight * 0.3;
      const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
      const passed = requestSteps.filter(
        ({ id }) => (document.getElementById(id)?.getBoundingClientRect().top ?? 1e6) < line,
      );
      const current = atEnd ? requestSteps.at(-1) : passed.at(-1);
      setStep(current?.id ?? "practice");
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  return step;
}

/** The seven parts: a list at the left, a bar on the phone; each leads to its part. */
export function StepList({ wrong, children }: { wrong: Set<RequestStepId>; children?: ReactNode }) {
  const current = useStepInView();
  const place = requestSteps.findIndex((step) => step.id === current);
  return (
    <nav className={styles.steps} aria-label="Parts of this form" data-screen-only>
      <p className={styles.stepsTitle}>Ask for a connection</p>
      <p className={styles.stepNow} aria-hidden="true">
        {place + 1} of {requestSteps.length} <span>{requestSteps[place]?.title}</span>
      </p>
      <ol>
        {requestSteps.map((step, index) => (
          <li key={step.id}>
            <a
              href={`#${step.id}`}
              className={styles.step}
              data-wrong={wrong.has(step.id) || undefined}
              data-passed={index < place || undefined}
              {...(step.id === current ? { "aria-current": "step" as const } : {})}
            >
              <span className={styles.stepMark} aria-hidden="true">
                {wrong.has(step.id) ? <ToneIcon tone="stop" size={16} /> : index + 1}
              </span>
              <span className={styles.stepTitle}>
                {step.title}
                {wrong.has(step.id) ? <span className="gh-vh">, needs another look</span> : null}
              </span>
            </a>
          </li>
        ))}
      </ol>
      {children ? <div className={styles.saved}>{children}</div> : null}
    </nav>
  );
}
