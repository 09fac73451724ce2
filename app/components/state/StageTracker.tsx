import { IconCheck, IconX } from "@tabler/icons-react";
import { Ring } from "./Ring";
import styles from "./StageTracker.module.css";

/** One step in provider words; exactly one step is usually `now`. */
export interface Stage {
  title: string;
  state: "done" | "now" | "later" | "stopped";
  /** A date or a few words under the title. */
  note?: string;
}

const spoken = { done: "done", now: "now", later: "not yet", stopped: "stopped" } as const;

/** The way from asking to live: along a line, or down the page on a phone. */
export function StageTracker({ stages }: { stages: Stage[] }) {
  return (
    <ol className={styles.tracker}>
      {stages.map((stage, index) => (
        <li
          key={stage.title}
          className={styles.stage}
          data-state={stage.state}
          data-reached={stage.state === "done" && stages[index + 1]?.state !== "later" ? true : undefined}
          {...(stage.state === "now" ? { "aria-current": "step" as const } : {})}
        >
          <span className={styles.mark} aria-hidden="true">
            {stage.state === "done" ? <IconCheck size={14} stroke={2.4} /> : null}
            {stage.state === "now" ? <Ring tone="work" share={0.6} size={18} /> : null}
            {stage.state === "stopped" ? <IconX size={14} stroke={2.4} /> : null}
            {stage.state === "later" ? index + 1 : null}
          </span>
          <span className={styles.words}>
            <span className={styles.title}>
              {stage.title}
              <span className="gh-vh">, {spoken[stage.state]}</span>
            </span>
            {stage.note ? <span className={styles.note}>{stage.note}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
