import type { ReactNode } from "react";
import styles from "./Panes.module.css";

interface Props {
  children: ReactNode;
  side: ReactNode;
  sideLabel: string;
  /** The page's name, for a narrow screen, where an open side panel covers the rest. */
  title: string;
  foot?: ReactNode;
}

/** A page that fills the window under the top bar: a list at the left, a panel at the right, each scrolling alone. */
export function Panes({ children, side, sideLabel, title, foot }: Props) {
  return (
    <div className={styles.panes} data-open={side ? true : undefined}>
      <div className={styles.left}>
        <div className={styles.body}>{children}</div>
        {foot ? (
          <div className={styles.foot} data-screen-only>
            {foot}
          </div>
        ) : null}
      </div>
      {side ? (
        <section className={styles.side} aria-label={sideLabel}>
          <h1 className={styles.covered}>{title}</h1>
          {side}
        </section>
      ) : null}
    </div>
  );
}
