import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ToneIcon } from "../state/ToneIcon";
import { type RequestStepId, requestSteps } from "./request-steps";
import styles from "./StepList.module.css";

interface Props {
  shown: RequestStepId;
  onShow: (step: RequestStepId) => void;
  wrong: ReadonlySet<RequestStepId>;
  children?: ReactNode;
}

/** The seven steps: a list at the left, a bar on the phone; each can be opened at any time. */
export function StepList({ shown, onShow, wrong, children }: Props) {
  const place = requestSteps.findIndex(({ id }) => id === shown);
  return (
    <nav className={styles.steps} aria-label="Steps of this form" data-screen-only>
      <p className={styles.stepsTitle}>Ask for a connection</p>
      <p className={styles.stepNow} aria-hidden="true">
        Step {place + 1} of {requestSteps.length} <span>{requestSteps[place]?.title}</span>
      </p>
      <ol>
        {requestSteps.map((step, index) => (
          <li key={step.id}>
            <a
              href={`#${step.id}`}
              className={styles.step}
              data-wrong={wrong.has(step.id) || undefined}
              data-passed={index < place || undefined}
              {...(step.id === shown ? { "aria-current": "step" as const } : {})}
              onClick={(event) => {
                event.preventDefault();
                onShow(step.id);
              }}
            >
              <span className={styles.stepMark} aria-hidden="true">
                {wrong.has(step.id) ? (
                  <ToneIcon tone="stop" size={16} />
                ) : index < place ? (
                  <IconCheck size={14} stroke={2.5} />
                ) : (
                  index + 1
                )}
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
