import type { LiveState } from "../use-live";
import styles from "./LiveDot.module.css";

/** Whether the page hears of changes by itself right now. */
export function LiveDot({ state }: { state: LiveState }) {
  return (
    <span className={styles.live} data-state={state} data-screen-only>
      <span className={styles.dot} aria-hidden="true" />
      {state === "live" ? "Updates live" : "Reconnecting"}
    </span>
  );
}
