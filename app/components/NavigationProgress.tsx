import { useNavigation } from "@remix-run/react";
import styles from "./NavigationProgress.module.css";

/** The thin line at the top while a page or form is on its way. */
export function NavigationProgress() {
  const busy = useNavigation().state !== "idle";
  return (
    <div className={styles.track} data-screen-only>
      {busy ? <div className={styles.line} role="progressbar" aria-label="Loading" /> : null}
    </div>
  );
}
