import type { ReactNode } from "react";
import styles from "./parts.module.css";

/** A wide table that scrolls sideways on narrow screens, by keyboard too. */
export function ScrollX({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
    <section className={styles.scrollX} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
