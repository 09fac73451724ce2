import type { ReactNode } from "react";
import styles from "./Panes.module.css";

interface Props {
  children: ReactNode;
  side: ReactNode;
  /** Right panel: queue 468, workspace 404, contract 430. */
  sideWidth?: 468 | 430 | 404;
  sideLabel: string;
  foot?: ReactNode;
}

/** A page that fills the window under the top bar: list or work at the left, a panel at the right, each scrolling alone. */
export function Panes({ children, side, sideWidth = 468, sideLabel, foot }: Props) {
  return (
    <div className={styles.panes} data-width={side ? sideWidth : undefined}>
      <div className={styles.left}>
        <div className={styles.body}>{children}</div>
        {foot ? <div className={styles.foot}>{foot}</div> : null}
      </div>
      {side ? (
        <section className={styles.side} aria-label={sideLabel}>
          {side}
        </section>
      ) : null}
    </div>
  );
}
